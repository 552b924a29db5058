/** What only SHOPLINE knows of a record is kept in its extras, under the dialect's name. */
import type { Json, JsonObject } from '../../core/schema.ts'

/** The text kept under that name, or null. */
export function platformExtra(record: { extras: JsonObject }, name: string): string | null {
  const value = rawExtra(record, name)
  return typeof value === 'string' ? value : null
}

/** The list of texts kept under that name, or null. */
export function platformList(record: { extras: JsonObject }, name: string): string[] | null {
  const value = rawExtra(record, name)
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null
}

function rawExtra({ extras }: { extras: JsonObject }, name: string): Json | undefined {
  const own = extras.shopline
  return own && typeof own === 'object' && !Array.isArray(own) ? own[name] : undefined
}
