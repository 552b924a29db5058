/** Reads what is shown with customers: a fixed number of statements, whatever their number. */

import { PLACED_STATUSES } from '../../../core/ledger.ts'
import { all, type Sort, where } from '../../../core/query.ts'
import type { Address, Customer } from '../../../core/schema.ts'
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
    records.relatedRows(store.key, 'customer', 'addresses', keysFor('addresses'), {
      sort: ADDED_FIRST,
      fields: SHOWN_ADDRESS,
    }),
    records.relatedRows(store.key, 'customer', 'tags', keysFor('tags'), {
      sort: [{ field: 'name' }],
      fields: ['name'],
    }),
    records.relatedRows(store.key, 'customer', 'totals', keysFor('totals'), {
      where: where('customerTotal').eq('currency', store.currency),
      fields: ['spentAmount'],
    }),
    records.relatedRows(store.key, 'customer', 'orders', keysFor('lastOrder'), {
      where: PLACED,
      sort: LATEST_FIRST,
      limitPerKey: 1,
      fields: ['numberId', 'number'],
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

/** What is shown of a customer's own row, and what sorts pages of them: no more is read of a list. */
export const SHOWN_CUSTOMER = [
  ...([
    'key',
    'numberId',
    'email',
    'phone',
    'firstName',
    'lastName',
    'nickName',
    'gender',
    'birthday',
  ] as const),
  ...(['language', 'blacklisted', 'accountState', 'verifiedEmail', 'note', 'placedOrdersCount'] as const),
  ...(['lastPlacedAt', 'lastPlacedRank', 'createdAt', 'updatedAt', 'extras'] as const),
  ...(['emailConsentState', 'emailConsentLevel', 'emailConsentAt', 'emailConsentSource'] as const),
  ...(['smsConsentState', 'smsConsentLevel', 'smsConsentAt', 'smsConsentSource'] as const),
] satisfies (keyof Customer)[]
const SHOWN_ADDRESS = [
  ...(['numberId', 'isDefault', 'firstName', 'lastName', 'company', 'line1', 'line2', 'city'] as const),
  ...(['province', 'provinceCode', 'country', 'countryCode', 'zip', 'phone', 'extras'] as const),
] satisfies (keyof Address)[]

export const ADDED_FIRST: readonly Sort[] = [{ field: 'key' }]
export const LATEST_FIRST: readonly Sort[] = [
  { field: 'createdAt', descending: true },
  { field: 'key', descending: true },
]
export const PLACED = where('order').in('status', PLACED_STATUSES)
export const ORDER_DELETED = all(
  where('event').eq('recordType', 'order'),
  where('event').eq('action', 'destroy'),
)
