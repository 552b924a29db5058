/**
 * Everything that hangs on one customer, type by type and page by page. What is the customer's is what an erasure
 * empties (`belongings`); what was written down about it (history, topics, deliveries) and what is part of it (an
 * order's lines, links) is found through the fields that point to it.
 */
import type { Reader } from '../../core/ports.ts'
import { all, type Condition, type Sort } from '../../core/query.ts'
import { fieldOf, type RecordType } from '../../core/schema.ts'
import { HANGING, POINTERS, TYPES } from './pointers.ts'

export type Row = Record<string, unknown>

const PAGE = 500
/** Keys in one condition. */
const CHUNK = 1000

export interface Gathered {
  type: RecordType
  rows: readonly Row[]
}

/** In the order of the schema, so that what a record points to comes before it; the customer itself is left out. */
export async function* gather(
  reader: Reader,
  organization: number,
  customerKey: number,
): AsyncGenerator<Gathered> {
  const own = new Map<RecordType, Set<number>>()
  for (const [type, keys] of await reader.belongings(organization, customerKey)) own.set(type, new Set(keys))
  const belonging = [...own.values()].flatMap((keys) => [...keys])
  for (const type of TYPES) {
    if (type === 'customer' || !HANGING.has(type)) continue
    const seen = new Set<number>()
    for (const condition of conditionsFor(type, customerKey, own, belonging))
      for await (const page of pages(reader, organization, type, condition)) {
        const rows = page.filter(({ key }) => typeof key !== 'number' || !seen.has(key))
        for (const { key } of rows) if (typeof key === 'number') seen.add(key)
        if (rows.length > 0) yield { type, rows }
      }
    own.set(type, new Set([...(own.get(type) ?? []), ...seen]))
  }
}

/** By its customer; by its key; and, where it is nobody's, by what it points to. */
function* conditionsFor(
  type: RecordType,
  customerKey: number,
  own: ReadonlyMap<RecordType, ReadonlySet<number>>,
  belonging: readonly number[],
): Generator<Condition> {
  const owner = fieldOf(type, 'customerKey')
  if (owner) yield { op: 'eq', field: 'customerKey', value: customerKey }
  if (owner && !owner.nullable) return
  // What is somebody else's by now is not shown, though it was this person's once.
  const nobodys: Condition | undefined = owner && { op: 'null', field: 'customerKey' }
  for (const values of chunks([...(own.get(type) ?? [])]))
    yield all({ op: 'in', field: 'key', values }, nobodys)
  for (const { field, to } of POINTERS[type]) {
    if (field === 'customerKey') continue
    const keys = typeof to === 'string' ? (HANGING.has(to) ? [...(own.get(to) ?? [])] : []) : belonging
    for (const values of chunks(keys)) yield all({ op: 'in', field, values }, nobodys)
  }
}

function* chunks(keys: readonly number[]): Generator<readonly number[]> {
  for (let from = 0; from < keys.length; from += CHUNK) yield keys.slice(from, from + CHUNK)
}

async function* pages(
  reader: Reader,
  organization: number,
  type: RecordType,
  where: Condition,
): AsyncGenerator<readonly Row[]> {
  // Figures by currency have no key of their own; there are as many as currencies.
  const sort: Sort[] = fieldOf(type, 'key') ? [{ field: 'key' }] : []
  for (let last = 0; ; ) {
    const beyond: Condition | undefined = sort[0] && { op: 'gt', field: 'key', value: last }
    const page: readonly Row[] = await reader.list(organization, {
      type,
      where: all(where, beyond),
      sort,
      limit: sort[0] ? PAGE : CHUNK,
    })
    if (page.length > 0) yield page
    if (!sort[0] || page.length < PAGE) return
    last = page.at(-1)?.key as number
  }
}
