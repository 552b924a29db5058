/** Reads what is shown with a customer's orders: a fixed number of statements, whatever their number. */
import { where } from '../../../core/query.ts'
import type { Address, Customer, Order, OrderLine, Payment, Refund, Tag } from '../../../core/schema.ts'
import type { ShoplineCall } from '../call.ts'

/** An order and what hangs on it. */
export interface ShownOrder {
  order: Order
  customer: Customer
  /** The customer's address book. */
  addresses: readonly Address[]
  lines: readonly OrderLine[]
  payments: readonly Payment[]
  refunds: readonly Refund[]
  billing: Address | null
  shipping: Address | null
  tags: readonly Tag[]
}

const LINKS = ['billing_address', 'shipping_address', 'tags']

export async function loadOrders(
  { services: { records }, store: { key: store } }: ShoplineCall,
  customer: Customer,
  orders: readonly Order[],
): Promise<ShownOrder[]> {
  const keys = orders.map(({ key }) => key)
  const [lines, payments, refunds, links, book] = await Promise.all([
    records.related(store, 'order', 'lines', keys, { sort: [{ field: 'position' }, { field: 'key' }] }),
    records.related(store, 'order', 'payments', keys, { sort: [{ field: 'paidAt' }, { field: 'key' }] }),
    records.related(store, 'order', 'refunds', keys, { sort: [{ field: 'key' }] }),
    records.related(store, 'order', 'links', keys, {
      where: where('link').in('name', LINKS),
      sort: [{ field: 'key' }],
    }),
    records.related(store, 'customer', 'addresses', keys.length > 0 ? [customer.key] : [], {
      sort: [{ field: 'key' }],
    }),
  ])
  const linked = [...links.values()].flat()
  const ends = (type: string) => linked.filter(({ toType }) => toType === type).map(({ toKey }) => toKey)
  const [addresses, tags] = await Promise.all([
    records.related(store, 'link', 'toAddress', ends('address')),
    records.related(store, 'link', 'toTag', ends('tag')),
  ])
  return orders.map((order) => {
    const own = links.get(order.key) ?? []
    const address = (side: string) => {
      const link = own.find(({ name }) => name === side)
      return (link && addresses.get(link.toKey)?.[0]) ?? null
    }
    return {
      order,
      customer,
      addresses: book.get(customer.key) ?? [],
      lines: lines.get(order.key) ?? [],
      payments: payments.get(order.key) ?? [],
      refunds: refunds.get(order.key) ?? [],
      billing: address('billing_address'),
      shipping: address('shipping_address'),
      tags: own.flatMap(({ name, toKey }) => (name === 'tags' ? (tags.get(toKey) ?? []) : [])),
    }
  })
}
