/**
 * Compares every kept figure with the ledger: the totals and the placed orders of each customer, what is kept
 * with each order, the counters, and the counted blocks by which pages are found. Recomputed in plain code (core/ledger.ts), apart from the SQL that keeps them.
 */
import { COUNTED_TYPES, COUNTED_WITHOUT, membersCounter, withoutCounter } from '../core/counters.ts'
import { totalsOf } from '../core/ledger.ts'
import type { RecordStore, Writer } from '../core/ports.ts'
import type { CustomerTotal } from '../core/schema.ts'
import type { Ranks } from '../store/rank/ranks.ts'
import { verifyOrders } from './verify-orders.ts'

const BATCH = 500
const FIGURES = [
  'placedCount',
  'completedCount',
  'firstPlacedAt',
  'lastPlacedAt',
  'spentAmount',
  'paymentsCount',
  'paidAmount',
  'refundedAmount',
] as const

export interface Difference {
  /** Public number id of the customer; null for an order's figure and for a counter of the whole organization. */
  customer: string | null
  /** Public number id of the order whose own figure it is. */
  order: string | null
  currency: string | null
  figure: string
  kept: number | string | null
  ledger: number | string | null
}

export interface VerifyOptions {
  records: RecordStore
  organization: number
  repair: boolean
  /** What pages are found by; absent: not looked at. */
  ranks?: Pick<Ranks, 'verify'>
  onDifference: (difference: Difference) => void
  onProgress?: (customers: number) => void
}

/** How many customers were looked at, how many differences there were, and whether they were mended. */
export async function verifyLedger(
  options: VerifyOptions,
): Promise<{ customers: number; differences: number }> {
  const { records, organization, repair } = options
  let differences = 0
  let customers = 0
  let last = 0
  const currencies = new Set<string>()
  for (;;) {
    const batch = await records.write(
      organization,
      { kind: 'ledger verify' },
      (writer) => verifyCustomers(writer, organization, last, repair),
      // A figure that is mended is no event in a customer's life.
      { silent: true },
    )
    for (const difference of batch.differences) options.onDifference(difference)
    differences += batch.differences.length
    for (const currency of batch.placedIn) currencies.add(currency)
    customers += batch.count
    options.onProgress?.(customers)
    if (batch.last === null) break
    last = batch.last
  }
  for await (const found of verifyOrders(records, organization, repair))
    for (const { order, ...difference } of found) {
      options.onDifference({ customer: null, order: order.numberId, currency: order.currency, ...difference })
      differences++
    }
  for (const difference of await verifyCounters(options, currencies)) {
    options.onDifference(difference)
    differences++
  }
  for (const { list, kept, counted } of (await options.ranks?.verify(organization, repair)) ?? []) {
    options.onDifference({
      ...{ customer: null, order: null, currency: null, figure: `pages of ${list}` },
      ...{ kept, ledger: counted },
    })
    differences++
  }
  return { customers, differences }
}

/** One batch of customers, locked, so that no write comes between the ledger and the figures. */
async function verifyCustomers(writer: Writer, organization: number, after: number, repair: boolean) {
  const page = await writer.list(organization, {
    type: 'customer',
    where: { op: 'gt', field: 'key', value: after },
    sort: [{ field: 'key' }],
    limit: BATCH,
  })
  const keys = page.map(({ key }) => key)
  await writer.lockCustomers(keys)
  // Read again what the lock may have waited for.
  const customers = await writer.list(organization, {
    type: 'customer',
    where: { op: 'in', field: 'key', values: keys },
    sort: [{ field: 'key' }],
    limit: BATCH,
  })
  const [orders, payments, refunds, totals] = [
    await writer.related(organization, 'customer', 'orders', keys),
    await writer.related(organization, 'customer', 'payments', keys),
    await writer.related(organization, 'customer', 'refunds', keys),
    await writer.related(organization, 'customer', 'totals', keys),
  ]
  const differences: Difference[] = []
  const placedIn: string[] = []
  const wrong: number[] = []
  for (const { key, numberId, placedOrdersCount, lastPlacedAt } of customers) {
    const ledger = {
      orders: orders.get(key) ?? [],
      payments: payments.get(key) ?? [],
      refunds: refunds.get(key) ?? [],
    }
    const kept = new Map((totals.get(key) ?? []).map((total) => [total.currency, total]))
    const currencies = new Set([
      ...kept.keys(),
      ...[...ledger.orders, ...ledger.payments, ...ledger.refunds].map(({ currency }) => currency),
    ])
    const found: Difference[] = []
    let placed = 0
    let lastPlaced: Date | null = null
    for (const currency of [...currencies].sort()) {
      const fresh = totalsOf(currency, ledger)
      placed += fresh?.placedCount ?? 0
      lastPlaced = later(lastPlaced, fresh?.lastPlacedAt ?? null)
      if ((fresh?.placedCount ?? 0) > 0) placedIn.push(currency)
      found.push(...compare(numberId, currency, kept.get(currency), fresh))
    }
    const own = (figure: string, kept: number | Date | null, ledger: number | Date | null) => {
      if (plain(kept) !== plain(ledger))
        found.push({
          ...{ customer: numberId, order: null, currency: null, figure },
          ...{ kept: plain(kept), ledger: plain(ledger) },
        })
    }
    own('placed_orders_count', placedOrdersCount, placed)
    own('last_placed_at', lastPlacedAt, lastPlaced)
    if (found.length > 0) wrong.push(key)
    differences.push(...found)
  }
  if (repair && wrong.length > 0) await writer.recomputeTotals(wrong)
  return {
    differences,
    placedIn,
    count: customers.length,
    last: page.length < BATCH ? null : (keys.at(-1) ?? null),
  }
}

const later = (a: Date | null, b: Date | null): Date | null => (a && b ? (a > b ? a : b) : (a ?? b))

type Figures = Pick<CustomerTotal, (typeof FIGURES)[number]>

function compare(
  customer: string,
  currency: string,
  kept: Figures | undefined,
  ledger: Figures | null,
): Difference[] {
  return FIGURES.map((figure) => ({
    customer,
    order: null,
    currency,
    figure: figure.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    kept: plain(kept?.[figure]),
    ledger: plain(ledger?.[figure]),
  })).filter((difference) => difference.kept !== difference.ledger)
}

const plain = (value: number | Date | null | undefined) =>
  value instanceof Date ? value.toISOString() : (value ?? null)

/** The counters against what there is, both as of one moment: whatever is written meanwhile moves both alike. */
async function verifyCounters(
  { records, organization, repair }: VerifyOptions,
  placedIn: ReadonlySet<string>,
): Promise<Difference[]> {
  const compareAll = async (writer: Writer) => {
    const found: Difference[] = []
    const expect = async (name: string, ledger: number) => {
      const kept = await writer.counter(organization, name)
      if (kept === ledger) return
      found.push({ customer: null, order: null, currency: null, figure: name, kept, ledger })
      if (repair) writer.addToCounter(name, ledger - kept)
    }
    for (const type of COUNTED_TYPES)
      await expect(type, await writer.count(organization, type, { op: 'gt', field: 'key', value: 0 }))
    for (const [type, field] of Object.entries(COUNTED_WITHOUT) as [keyof typeof COUNTED_WITHOUT, string][])
      await expect(withoutCounter(type), await writer.count(organization, type, { op: 'null', field }))
    const currencies = new Set([...placedIn, ...(await writer.currencies(organization))])
    for (const currency of [...currencies].sort())
      await expect(
        membersCounter(currency),
        await writer.count(organization, 'customerTotal', {
          op: 'all',
          of: [
            { op: 'eq', field: 'currency', value: currency },
            { op: 'gt', field: 'placedCount', value: 0 },
          ],
        }),
      )
    return found
  }
  return records.write(organization, { kind: 'ledger verify' }, compareAll, { oneMoment: true, silent: true })
}
