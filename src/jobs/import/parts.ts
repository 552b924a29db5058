/** What is given inside another record: a customer's tags, an order's lines. */

import type { Draft } from '../../core/draft.ts'
import type { Writer } from '../../core/ports.ts'
import type { RecordType } from '../../core/schema.ts'
import { same } from '../../store/changes.ts'
import type { Entry, Values } from './known.ts'

interface Owner {
  draft: Draft
  tagKeys?: number[]
  entry?: Entry
}

/** Makes each customer's tags those that its draft gives; returns the drafts of existing customers whose set changed. */
export async function writeTags<T extends Owner>(
  writer: Writer,
  organization: number,
  items: readonly T[],
): Promise<T[]> {
  const wanting = items.filter(({ draft, tagKeys, entry }) => tagKeys && entry?.key && !draft.onlyCreate)
  const before = await existing(writer, organization, 'customerTag', 'customerKey', wanting)
  const stale: number[] = []
  const fresh: Values[] = []
  const changed = wanting.filter(({ tagKeys = [], entry }) => {
    const now = before.get(entry?.key as number) ?? []
    const had = new Set(now.map((link) => link.tagKey))
    const gone = now.filter((link) => !tagKeys.includes(link.tagKey as number))
    const added = [...new Set(tagKeys)].filter((tagKey) => !had.has(tagKey))
    stale.push(...gone.map((link) => link.key as number))
    fresh.push(...added.map((tagKey) => ({ customerKey: entry?.key, tagKey })))
    return gone.length + added.length > 0
  })
  await writer.remove('customerTag', stale)
  await writer.create('customerTag', fresh)
  return changed
}

/** The same for the lines of orders, whose position is their place in the list. */
export async function writeLines<T extends Owner>(
  writer: Writer,
  organization: number,
  items: readonly T[],
): Promise<T[]> {
  const wanting = items.filter(({ draft, entry }) => draft.lines && entry?.key && !draft.onlyCreate)
  const before = await existing(writer, organization, 'orderLine', 'orderKey', wanting)
  const stale: number[] = []
  const fresh: Values[] = []
  const changed = wanting.filter(({ draft: { lines = [] }, entry }) => {
    const now = before.get(entry?.key as number) ?? []
    if (now.length === lines.length && lines.every((line, place) => contains(now[place], line))) return false
    stale.push(...now.map((line) => line.key as number))
    fresh.push(...lines.map((line, place) => ({ ...line, orderKey: entry?.key, position: place + 1 })))
    return true
  })
  await writer.remove('orderLine', stale)
  await writer.create('orderLine', fresh)
  return changed
}

const contains = (whole: Values | undefined, part: Values): boolean =>
  Object.entries(part).every(([name, value]) => same(whole?.[name] ?? null, value))

async function existing(
  writer: Writer,
  organization: number,
  type: RecordType,
  field: string,
  items: readonly Owner[],
): Promise<Map<number, Values[]>> {
  const keys = items.flatMap(({ entry }) => (entry?.before && entry.key ? [entry.key] : []))
  const found = new Map<number, Values[]>()
  if (keys.length === 0) return found
  const sort = type === 'orderLine' ? [{ field: 'position' }, { field: 'key' }] : [{ field: 'key' }]
  const where = { op: 'in', field, values: keys } as const
  for (const record of await writer.list(organization, { type, where, sort, limit: 1_000_000 })) {
    const owner = (record as unknown as Values)[field] as number
    found.set(owner, [...(found.get(owner) ?? []), record as unknown as Values])
  }
  return found
}
