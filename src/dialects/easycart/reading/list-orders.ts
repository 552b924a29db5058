/** GET /orders (section 4.3). */
import { ORDER_STATUSES } from '../../../core/ledger.ts'
import { where } from '../../../core/query.ts'
import type { Order } from '../../../core/schema.ts'
import type { EasycartCall } from '../call.ts'
import { days, listOf } from './list-records.ts'
import { customersOf } from './load-customers.ts'
import { presentOrderRow } from './present-order.ts'
import { primaryLines, primaryProduct } from './primary-line.ts'
import { id, oneOf } from './read-filters.ts'

const orders = where('order')
/** Legacy orders, whose status is null, cannot be asked for. */
const STATUSES = ORDER_STATUSES.filter((status) => status !== 'unknown')

export const listOrders = listOf({
  type: 'order',
  filters: [
    { name: 'status', kind: oneOf(STATUSES), where: (status) => orders.eq('status', status) },
    ...days('created', 'order', 'createdAt'),
    {
      name: 'customer',
      kind: id(),
      where: (uuid) => orders.some('customer', where('customer').eq('uuidId', uuid)),
    },
    { name: 'product', kind: id(), where: primaryProduct },
  ],
  newestBy: 'createdAt',
  present: presentOrderRows,
})

export async function presentOrderRows(found: readonly Order[], { services, store }: EasycartCall) {
  const [lineOf, customerOf] = await Promise.all([
    primaryLines(
      services.records,
      store.key,
      found.map(({ key }) => key),
    ),
    customersOf(services.records, store.key, found),
  ])
  return found.map((order) => presentOrderRow(order, lineOf(order.key), customerOf(order)))
}
