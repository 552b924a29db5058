/** Reads what is shown with customers: a fixed number of statements, whatever their number. */

import { PLACED_STATUSES } from '../../../core/ledger.ts'
import { all, where } from '../../../core/query.ts'
import type { Customer } from '../../../core/schema.ts'
import type { ShoplineCall } from '../call.ts'
import type { ShownCustomer } from '../present.ts'
import type { Part } from './fields.ts'

export async function loadCustomers(
  { services: { records }, store, settings }: Pick<ShoplineCall, 'services' | 'store' | 'settings'>,
  customers: readonly Customer[],
  parts: ReadonlySet<Part>,
): Promise<ShownCustomer[]> {
  const keysFor = (part: Part) => (parts.has(part) ? customers.map((customer) => customer.key) : [])
  const [addresses, tags, totals, orders, deletions] = await Promise.all([
    records.related(store.key, 'customer', 'addresses', keysFor('addresses'), { sort: [{ field: 'key' }] }),
    records.related(store.key, 'customer', 'tags', keysFor('tags'), { sort: [{ field: 'name' }] }),
    records.related(store.key, 'customer', 'totals', keysFor('totals'), {
      where: where('customerTotal').eq('currency', store.currency),
    }),
    records.related(store.key, 'customer', 'orders', keysFor('lastOrder'), {
      where: where('order').in('status', PLACED_STATUSES),
      sort: [
        { field: 'createdAt', descending: true },
        { field: 'key', descending: true },
      ],
      limitPerKey: 1,
    }),
    records.related(
      store.key,
      'customer',
      'events',
      settings.lastOrderDeletedLiteral === null ? [] : keysFor('lastOrder'),
      { where: ORDER_DELETED, limitPerKey: 1 },
    ),
  ])
  return customers.map((customer) => ({
    customer,
    addresses: addresses.get(customer.key) ?? [],
    tags: tags.get(customer.key) ?? [],
    spentAmount: totals.get(customer.key)?.[0]?.spentAmount ?? 0,
    lastOrder: orders.get(customer.key)?.[0] ?? null,
    ordersDeleted: (deletions.get(customer.key)?.length ?? 0) > 0,
  }))
}

const ORDER_DELETED = all(where('event').eq('recordType', 'order'), where('event').eq('action', 'destroy'))
