/** GET /customers (section 2). */
import { membersCounter } from '../../../core/counters.ts'
import { listFiltered } from '../../../core/list-filtered.ts'
import { all, type Query, type Sort } from '../../../core/query.ts'
import type { CustomerTotal } from '../../../core/schema.ts'
import type { WireResponse } from '../../dialect.ts'
import { type EasycartCall, PAGE, taking } from '../call.ts'
import { pageOfTexts } from '../paging.ts'
import { parametersOf } from '../reading/list-records.ts'
import type { EasycartSettings } from '../settings.ts'
import { writeCustomer } from '../write-customer.ts'
import { loadListed } from './load-listed.ts'
import { asKept, byPlaced, placedTotals } from './placed.ts'
import { CURRENCY } from './read-currency.ts'
import { FILTERS, type ListQuery, readListQuery } from './read-query.ts'

/** Ties end at the id, so that paging is deterministic. */
const SORTS: Record<EasycartSettings['sort'], (settings: EasycartSettings) => readonly Sort[]> = {
  last_order: (settings) => [
    byPlaced('last', settings),
    byPlaced('first', settings),
    { field: 'customerUuid' },
  ],
  first_seen: (settings) => [
    byPlaced('first', settings),
    byPlaced('last', settings),
    { field: 'customerUuid' },
  ],
  customer_created: () => [
    { relation: 'customer', field: 'createdAt', descending: true },
    { field: 'customerUuid' },
  ],
}

export const listCustomers = taking<EasycartCall>(
  [CURRENCY, ...parametersOf(FILTERS), { name: 'query', schema: { type: 'string' } }, PAGE],
  list,
)

async function list(call: EasycartCall): Promise<WireResponse> {
  const { request, services, settings, store } = call
  const { records } = services
  const read = readListQuery(request.query, settings, store.timeZone)
  if ('refusal' in read) return read.refusal
  const { totals: kept, count } = await readTotals(call, read)
  const keys = kept.map((total) => total.customerKey)
  const [totals, customers] = await Promise.all([
    placedTotals(kept, read.currency, settings, { records, store: store.key }),
    loadListed(records, store.key, keys, settings),
  ])
  const items = totals.flatMap((total) => {
    const found = customers.get(total.customerKey)
    return found ? [writeCustomer(found.customer, total, found.living, read.currency, settings)] : []
  })
  return pageOfTexts(items, read.page, count, settings.pageSize)
}

/** The page's totals, and how many there are on all pages: counted first where it decides how the page is found. */
async function readTotals({ services: { records }, settings, store }: EasycartCall, read: ListQuery) {
  const query = {
    type: 'customerTotal',
    sort: SORTS[settings.sort](settings),
    limit: settings.pageSize,
    offset: (read.page - 1) * settings.pageSize,
  } as const
  const { members, filter } = read
  // Where other orders count, what is kept is replaced: rows of text cannot be copied.
  const list = (asked: Query<'customerTotal'>): Promise<CustomerTotal[]> =>
    asKept(settings) ? records.rows(store.key, asked) : records.list(store.key, asked)
  const keptCount = records.counter(store.key, membersCounter(read.currency))
  if (!filter && asKept(settings)) {
    const [totals, count] = await Promise.all([list({ ...query, where: members }), keptCount])
    return { totals, count }
  }
  const [of, count] = await Promise.all([
    keptCount,
    records.count(store.key, 'customerTotal', all(members, filter)),
  ])
  const known = { matches: count, of: Math.max(of, count) }
  const filtered = { ...query, ...(filter ? { where: filter } : {}), among: members }
  return { totals: await listFiltered(filtered, known, list), count }
}
