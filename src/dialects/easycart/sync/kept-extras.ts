/** What only Easycart knows of a product or a variant, from what it shows to what is kept (own-extras.ts). */
import type { Json, JsonObject } from '../../../core/schema.ts'
import type { Files } from './wire.ts'

/** Of these settings, those that are not as they begin. */
export const keptSettings = (shown: JsonObject, settings: Readonly<Record<string, Json>>): JsonObject =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, initial]) => {
      const value = shown[name] ?? null
      return value === null || value === initial ? [] : [[name, value]]
    }),
  )

/** Times as ISO 8601 text, as they are kept. */
export const keptTimes = (shown: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = shown[name]
      return typeof value === 'string' ? [[name, new Date(value).toISOString()]] : []
    }),
  )

export const keptFiles = ({ files }: { files: Files }): JsonObject => (files.length > 0 ? { files } : {})

export const keptInvoices = (invoices: readonly JsonObject[]): JsonObject =>
  invoices.length > 0 ? { invoices: [...invoices] } : {}
