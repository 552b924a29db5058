/** Pages of the lists that are found by number, and the same pages by a plain sort of everything. */
import { sql } from 'kysely'
import type { Sort } from '../../src/core/query.ts'
import { all, where } from '../../src/core/query.ts'
import { rows } from '../../src/store/database.ts'
import type { Store } from '../../src/store/open-store.ts'

const totals = where('customerTotal')

const customers = (field: string, descending: boolean) => ({
  type: 'customer' as const,
  sort: [
    ...(field === 'key' ? [] : [{ field, descending }]),
    { field: 'key', descending },
  ] satisfies readonly Sort[],
})
const members = (currency: string, descending: boolean) => ({
  type: 'customerTotal' as const,
  where: all(totals.eq('currency', currency), totals.gt('placedCount', 0)),
  sort: [
    { field: 'lastPlacedAt', descending: !descending },
    { field: 'firstPlacedAt', descending: !descending },
    { field: 'customerUuid', descending },
  ] satisfies readonly Sort[],
})

export const DEEP_LISTS = [false, true].flatMap((descending) => [
  customers('createdAt', descending),
  customers('key', descending),
  customers('updatedAt', descending),
  members('EUR', descending),
  members('USD', descending),
])
export type DeepList = (typeof DEEP_LISTS)[number]

type Row = Record<string, string | number | Date>

const read = (store: Store, organization: number, { type }: DeepList): Promise<Row[]> =>
  rows(
    store.database,
    type === 'customer'
      ? sql`select key, created_at as "createdAt", updated_at as "updatedAt" from customers
          where organization_id = ${organization}`
      : sql`select customer_key as "customerKey", customer_uuid as "customerUuid", last_placed_at as "lastPlacedAt",
            first_placed_at as "firstPlacedAt", currency from customer_totals
          where organization_id = ${organization} and placed_count > 0`,
  )

/** The whole list in order, by a plain sort in memory: a name for each record. */
export async function sortedPlainly(store: Store, organization: number, list: DeepList): Promise<string[]> {
  const currency =
    'where' in list && list.where.op === 'all' && list.where.of[0]?.op === 'eq'
      ? list.where.of[0].value
      : null
  const found = (await read(store, organization, list)).filter(
    (row) => currency === null || row.currency === currency,
  )
  return found.sort((a, b) => compare(a, b, list.sort)).map(nameOf)
}

function compare(a: Row, b: Row, sort: readonly Sort[]): number {
  for (const { field, descending } of sort) {
    const [one, other] = [a, b].map((row) => plain(row[field as string])) as [
      number | string,
      number | string,
    ]
    if (one !== other) return one < other === Boolean(descending) ? 1 : -1
  }
  return 0
}

const plain = (value: Row[string] | undefined) => (value instanceof Date ? value.getTime() : (value ?? ''))

const nameOf = (row: Row): string => String(row.key ?? row.customerKey)

export async function deepPage(
  store: Store,
  organization: number,
  list: DeepList,
  offset: number,
  limit: number,
): Promise<string[]> {
  const found = await store.records.list(organization, { ...list, offset, limit } as never)
  return (found as unknown as Row[]).map(nameOf)
}
