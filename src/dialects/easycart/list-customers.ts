/** GET /customers (section 2). */
import { membersCounter } from '../../core/counters.ts'
import { type Sort, where } from '../../core/query.ts'
import type { WireResponse } from '../dialect.ts'
import { pageOf } from './paging.ts'
import { presentCustomer } from './present.ts'
import { readListQuery } from './read-query.ts'
import type { EasycartCall } from './routes.ts'
import type { EasycartSettings } from './settings.ts'

/** Ties end at the id, so that paging is deterministic. */
const SORTS: Record<EasycartSettings['sort'], readonly Sort[]> = {
  last_order: [
    { field: 'lastPlacedAt', descending: true },
    { field: 'firstPlacedAt', descending: true },
    { field: 'customerUuid' },
  ],
  first_seen: [
    { field: 'firstPlacedAt', descending: true },
    { field: 'lastPlacedAt', descending: true },
    { field: 'customerUuid' },
  ],
  customer_created: [
    { relation: 'customer', field: 'createdAt', descending: true },
    { field: 'customerUuid' },
  ],
}

export async function listCustomers(call: EasycartCall): Promise<WireResponse> {
  const { request, services, settings, store } = call
  const { records } = services
  const read = readListQuery(request.query, settings, store.timeZone)
  if ('refusal' in read) return read.refusal
  const [totals, count] = await Promise.all([
    records.list(store.key, {
      type: 'customerTotal',
      where: read.where,
      sort: SORTS[settings.sort],
      limit: settings.pageSize,
      offset: (read.page - 1) * settings.pageSize,
    }),
    read.filtered
      ? records.count(store.key, 'customerTotal', read.where)
      : records.counter(store.key, membersCounter(read.currency)),
  ])
  const keys = totals.map((total) => total.customerKey)
  const [customers, living] = await Promise.all([
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
