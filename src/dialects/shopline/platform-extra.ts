/** What only SHOPLINE knows of a record is kept in its extras, under the dialect's name. */
import type { Json, JsonObject } from '../../core/schema.ts'

/** The text kept under that name, or null. */
export function platformExtra(record: { extras: JsonObject }, name: string): string | null {
  const value = rawExtra(record, name)
  return typeof value === 'string' ? value : null
}

export const platformFlag = (record: { extras: JsonObject }, name: string): boolean =>
  rawExtra(record, name) === true

/** The list of texts kept under that name, or null. */
export function platformList(record: { extras: JsonObject }, name: string): string[] | null {
  const value = rawExtra(record, name)
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null
}

const rawExtra = ({ extras }: { extras: JsonObject }, name: string): Json | undefined =>
  ownMembers(extras)[name]

/**
 * The extras with these members changed, null ones taken out, and those of other platforms as they were:
 * `withOwn({ toy: {} }, { asid: '1' })` is `{ toy: {}, shopline: { asid: '1' } }`.
 */
export function withOwn(extras: JsonObject, changed: JsonObject): JsonObject {
  const { shopline: _before, ...others } = extras
  const own = Object.entries({ ...ownMembers(extras), ...changed }).filter(([, value]) => value !== null)
  // None is no empty object: what is written as it was is no change.
  return own.length === 0 ? others : { ...others, shopline: Object.fromEntries(own) }
}

function ownMembers({ shopline: own }: JsonObject): JsonObject {
  return own && typeof own === 'object' && !Array.isArray(own) ? own : {}
}
