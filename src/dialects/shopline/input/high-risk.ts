/**
 * "High-risk content, such as script" in a body is refused with 412 (HTTP status codes). Which content that is no page
 * says; what a browser would run as a script tag is what we take it for [assumed].
 */
import type { Json } from '../../../core/schema.ts'

const SCRIPT_TAG = /<\s*\/?\s*script\b/i

/** True when any text in the value, at whatever depth, holds a script tag. */
export function isHighRisk(value: Json): boolean {
  if (typeof value === 'string') return SCRIPT_TAG.test(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(isHighRisk)
}
