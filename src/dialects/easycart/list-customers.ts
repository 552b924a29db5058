/** GET /customers (section 2). */
import { membersCounter } from '../../core/counters.ts'
import { LIVE_SUBSCRIPTION_STATUSES } from '../../core/ledger.ts'
import { where } from '../../core/query.ts'
import { jsonResponse, type WireResponse } from '../dialect.ts'
import { CONTENT_TYPE } from './errors.ts'
import { presentCustomer } from './present.ts'
import { readListQuery } from './read-query.ts'
import type { EasycartCall } from './routes.ts'
import { selectStore } from './tokens.ts'

const PAGE_SIZE = 25

export async function listCustomers({ request, services, caller }: EasycartCall): Promise<WireResponse> {
  const selected = await selectStore(caller, request, services)
  if ('refusal' in selected) return selected.refusal
  const read = readListQuery(request.query)
  if ('refusal' in read) return read.refusal
  const { records } = services
  const { store } = selected
  const totals = await records.list(store.key, {
    type: 'customerTotal',
    where: read.where,
    sort: [
      { field: 'lastPlacedAt', descending: true },
      { field: 'firstPlacedAt', descending: true },
      { field: 'customerUuid' },
    ],
    limit: PAGE_SIZE,
    offset: (read.page - 1) * PAGE_SIZE,
  })
  const keys = totals.map((total) => total.customerKey)
  const customers = await records.related(store.key, 'customerTotal', 'customer', keys)
  const subscriptions = await records.related(store.key, 'customer', 'subscriptions', keys, {
    where: where('subscription').in('status', LIVE_SUBSCRIPTION_STATUSES),
  })
  const total = read.filtered
    ? await records.count(store.key, 'customerTotal', read.where)
    : await records.counter(store.key, membersCounter(read.currency))
  return jsonResponse(200, CONTENT_TYPE, {
    items: totals.flatMap((row) => {
      const customer = customers.get(row.customerKey)?.[0]
      const living = subscriptions.get(row.customerKey)?.length ?? 0
      return customer ? [presentCustomer(customer, row, living, read.currency)] : []
    }),
    pagination: { current_page: read.page, total_pages: Math.max(1, Math.ceil(total / PAGE_SIZE)) },
  })
}
