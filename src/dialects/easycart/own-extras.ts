/** What only Easycart knows of a record is kept in its extras, under the dialect's name and the wire's names. */
import type { Json, JsonObject } from '../../core/schema.ts'

/** `ownExtras(product).refund_days`; empty where nothing is kept. */
export const ownExtras = ({ extras }: { extras: JsonObject }): JsonObject =>
  isObject(extras.easycart) ? extras.easycart : {}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The texts of a kept list; none where there is no list. */
export const textsOf = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

/** A kept time, which is ISO 8601 text. */
export function timeOf(value: Json | undefined): Date | null {
  const time = typeof value === 'string' ? new Date(value) : null
  return time && !Number.isNaN(time.getTime()) ? time : null
}

/** The extras with these members of ours changed, and every other platform's as they are; null takes a member out. */
export const withOwn = (
  extras: JsonObject,
  changes: Readonly<Record<string, Json | undefined>>,
): JsonObject => ({
  ...extras,
  easycart: Object.fromEntries(
    Object.entries({ ...ownExtras({ extras }), ...changes }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  ) as JsonObject,
})
