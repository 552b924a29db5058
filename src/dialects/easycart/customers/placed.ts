/**
 * Which orders count as placed (section 7.1). By default every status but an opened checkout: then the kept totals know
 * it all. With other statuses the orders themselves are asked, which takes longer.
 */
import { PLACED_STATUSES } from '../../../core/ledger.ts'
import type { RecordStore } from '../../../core/ports.ts'
import { all, type Condition, type Sort, where } from '../../../core/query.ts'
import type { CustomerTotal, Order } from '../../../core/schema.ts'
import type { EasycartSettings } from '../settings.ts'

type Placing = Pick<EasycartSettings, 'placedStatuses'>

export const isPlaced = ({ placedStatuses }: Placing): Condition =>
  where('order').in('status', placedStatuses)

/** Whether the kept totals count the same orders. */
export const asKept = ({ placedStatuses }: Placing): boolean =>
  placedStatuses.length === PLACED_STATUSES.length &&
  PLACED_STATUSES.every((status) => placedStatuses.includes(status))

/** Totals of customers who placed an order in the total's currency. */
export const hasPlaced = (settings: Placing): Condition =>
  asKept(settings)
    ? where('customerTotal').gt('placedCount', 0)
    : where('customerTotal').some('orders', isPlaced(settings))

const byTime = (end: 'first' | 'last'): Sort => ({ field: 'createdAt', descending: end === 'last' })

/** Totals by the time of the first or last placed order, latest first. */
export function byPlaced(end: 'first' | 'last', settings: Placing): Sort {
  if (asKept(settings)) return { field: end === 'first' ? 'firstPlacedAt' : 'lastPlacedAt', descending: true }
  const hop = { relation: 'orders', where: isPlaced(settings), sort: [byTime(end)] }
  return { relation: [hop], field: 'createdAt', descending: true }
}

/** The totals with what they say of placed orders as the settings count them; all are of that currency. */
export async function placedTotals(
  totals: readonly CustomerTotal[],
  currency: string,
  settings: Placing,
  { records, store }: { records: Pick<RecordStore, 'related' | 'countRelated'>; store: number },
): Promise<CustomerTotal[]> {
  if (asKept(settings)) return [...totals]
  const keys = totals.map(({ customerKey }) => customerKey)
  const placed = all(where('order').eq('currency', currency.toUpperCase()), isPlaced(settings))
  const one = (end: 'first' | 'last') =>
    records.related(store, 'customer', 'orders', keys, { where: placed, sort: [byTime(end)], limitPerKey: 1 })
  const [first, last, counts] = await Promise.all([
    one('first'),
    one('last'),
    records.countRelated(store, 'customer', 'orders', keys, placed),
  ])
  const timeIn = (found: Map<number, Order[]>, key: number) => found.get(key)?.[0]?.createdAt ?? null
  return totals.map((total) => ({
    ...total,
    placedCount: counts.get(total.customerKey) ?? 0,
    firstPlacedAt: timeIn(first, total.customerKey),
    lastPlacedAt: timeIn(last, total.customerKey),
  }))
}
