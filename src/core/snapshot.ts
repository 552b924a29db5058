/** A record as plain JSON, so that it can be shown later as it was when it changed, or after it is gone. */
import type { AnyRecord } from './change.ts'
import { fields, type Json, type JsonObject, type RecordType } from './schema.ts'

/** Whether there is one may be shown, never what it is: not even as a hash does it leave its own row. */
const SECRETS: ReadonlySet<string> = new Set([
  'passwordHash',
  'sealedSecret',
  'sealedCredential',
  'secretHash',
])
/** What stands for a secret. */
export const KEPT = 'kept'

/** `{ email: 'a@b.co', createdAt: '2026-01-02T03:04:05.678Z', passwordHash: 'kept' }` */
export function takeSnapshot(type: RecordType, record: AnyRecord): JsonObject {
  return Object.fromEntries(
    Object.keys(fields[type]).map((name) => [name, plain(name, record[name] ?? null)]),
  )
}

function plain(name: string, value: unknown): Json {
  if (SECRETS.has(name)) return value === null ? null : KEPT
  return value instanceof Date ? value.toISOString() : (value as Json)
}

/** Nothing is known of the record: it was gone before there was a snapshot. */
export const isGone = (snapshot: JsonObject): boolean => snapshot.key === undefined

/** The record again, with its times as times; a field that the snapshot does not know is null. */
export function readSnapshot(type: RecordType, snapshot: JsonObject): AnyRecord {
  return Object.fromEntries(
    Object.entries(fields[type]).map(([name, field]) => {
      const value = snapshot[name] ?? null
      return [name, field.type === 'time' && typeof value === 'string' ? new Date(value) : value]
    }),
  )
}
