/** Values of records as rows take them. */
import { sql } from 'kysely'
import { derivedFields } from '../core/derived-fields.ts'
import { fieldOf, type RecordType } from '../core/schema.ts'
import type { AnyRecord } from './insert-rows.ts'
import type { Identity } from './record-keys.ts'
import { SQL_TYPES } from './tables.ts'

/** The record with its key, its public ids (kept where given), its times and what follows from its fields. */
export function completeRecord(type: RecordType, given: AnyRecord, identity: Identity, now: Date): AnyRecord {
  const times = fieldOf(type, 'updatedAt') ? { createdAt: now, updatedAt: now } : {}
  const record: AnyRecord = { ...identity, ...times, ...given, key: identity.key }
  // The entry's id is the address's own unless it came from elsewhere with another.
  if (type === 'address') return { ...record, entryShortId: given.entryShortId ?? record.shortId }
  return { ...record, ...derivedFields(type, given) }
}

/** A bound parameter with the column's type, so that both engines read it alike. */
export function parameter(type: RecordType, name: string, value: unknown) {
  const known = fieldOf(type, name)
  if (!known) throw new Error(`${type} has no field ${name}`)
  return sql`${encode(known.type, value)}::${sql.raw(SQL_TYPES[known.type])}`
}

function encode(fieldType: string, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (fieldType === 'json') return JSON.stringify(value)
  return value instanceof Date ? value.toISOString() : value
}
