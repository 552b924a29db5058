/**
 * Records as a person reads them: every field by its name in snake_case, keys as the public ids of what they lead to,
 * secrets as `kept`.
 */
import type { Reader } from '../../core/ports.ts'
import { fieldOf, type Json, type JsonObject, type RecordType } from '../../core/schema.ts'
import { takeSnapshot } from '../../core/snapshot.ts'
import { memberOf } from '../exchange/record-shapes.ts'
import type { Row } from './gather.ts'
import { POINTERS, TYPES } from './pointers.ts'

/** Fields that hold a record's fields by our own names. */
const OURS: ReadonlySet<string> = new Set(['changes', 'snapshot', 'recordIds'])

export async function present(
  reader: Reader,
  organization: number,
  type: RecordType,
  rows: readonly Row[],
): Promise<JsonObject[]> {
  const led = await leadsTo(reader, organization, type, rows)
  const pointers = new Map(POINTERS[type].map((pointer) => [pointer.field, pointer]))
  return rows.map((row) => {
    const members: [string, Json][] = []
    for (const [name, value] of Object.entries(takeSnapshot(type, row))) {
      const pointer = pointers.get(name)
      if (pointer) members.push([memberOf(name.replace(/Key$/, '')), led.get(row[name] as number) ?? null])
      else if (!isKey(name)) members.push([memberOf(name), OURS.has(name) ? outside(value) : value])
    }
    return Object.fromEntries(members)
  })
}

/** Internal: they mean nothing to anybody. */
const isKey = (name: string): boolean => name === 'key' || name.endsWith('Key')

const outside = (value: Json): Json =>
  value === null || typeof value !== 'object' || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .filter(([name]) => !isKey(name))
          .map(([name, inner]) => [memberOf(name), inner]),
      )

/** What the rows point to, by key (keys are unique over all types). */
async function leadsTo(
  reader: Reader,
  organization: number,
  type: RecordType,
  rows: readonly Row[],
): Promise<Map<number, JsonObject>> {
  const wanted = new Map<RecordType, Set<number>>()
  for (const { field, to } of POINTERS[type])
    for (const row of rows) {
      const target = typeof to === 'string' ? to : (row[to.any] as RecordType)
      const key = row[field]
      if (typeof key !== 'number' || !TYPES.includes(target)) continue
      wanted.set(target, (wanted.get(target) ?? new Set()).add(key))
    }
  const found = new Map<number, JsonObject>()
  for (const [target, keys] of wanted) {
    const values = [...keys]
    const where = { op: 'in', field: 'key', values } as const
    const records = await reader.list(organization, { type: target, where, sort: [], limit: values.length })
    for (const record of records as unknown as Row[]) found.set(record.key as number, named(target, record))
  }
  return found
}

/** `{"type":"group","short_id":"…","number_id":"…","uuid_id":"…","name":"VIP"}` */
export function named(type: RecordType, record: Row): JsonObject {
  const shown = ['shortId', 'numberId', 'uuidId', 'number', 'name'].filter((name) => {
    const field = fieldOf(type, name)
    return field && !field.personal && record[name] !== null
  })
  return {
    type: memberOf(type),
    ...Object.fromEntries(shown.map((name) => [memberOf(name), record[name] as Json])),
  }
}
