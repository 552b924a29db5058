/** GET /customers (section 2). */
import { membersCounter } from '../../../core/counters.ts'
import { type Sort, where } from '../../../core/query.ts'
import type { WireResponse } from '../../dialect.ts'
import { type EasycartCall, PAGE, taking } from '../call.ts'
import { pageOf } from '../paging.ts'
import { presentCustomer } from '../present.ts'
import { parametersOf } from '../reading/list-records.ts'
import type { EasycartSettings } from '../settings.ts'
import { byPlaced, placedTotals } from './placed.ts'
import { CURRENCY } from './read-currency.ts'
import { FILTERS, readListQuery } from './read-query.ts'

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
  const [kept, count] = await Promise.all([
    records.list(store.key, {
      type: 'customerTotal',
      where: read.where,
      sort: SORTS[settings.sort](settings),
      limit: settings.pageSize,
      offset: (read.page - 1) * settings.pageSize,
    }),
    read.counted
      ? records.counter(store.key, membersCounter(read.currency))
      : records.count(store.key, 'customerTotal', read.where),
  ])
  const keys = kept.map((total) => total.customerKey)
  const [totals, customers, living] = await Promise.all([
    placedTotals(kept, read.currency, settings, { records, store: store.key }),
    records.related(store.key, 'customerTotal', 'customer', keys),
    records.countRelated(
      store.key,
      'customer',
      'subscriptions',
      keys,
      where('subscription').in('status', settings.subscriptionAlive),
    ),
  ])
  const items = totals.flatMap((total) => {
    const customer = customers.get(total.customerKey)?.[0]
    const subscriptions = living.get(total.customerKey) ?? 0
    return customer ? [presentCustomer(customer, total, subscriptions, read.currency, settings)] : []
  })
  return pageOf(items, read.page, count, settings.pageSize)
}
