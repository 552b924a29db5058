/** What single objects say of the customer, the order, refunds and invoices that belong to them. */
import { customerName } from '../../../core/customer.ts'
import type { Customer, JsonObject, Order, OrderLine, Refund } from '../../../core/schema.ts'
import { isObject, ownExtras, timeOf } from '../own-extras.ts'
import { presentTime, timeOrNull } from '../present.ts'

export const presentPerson = (customer: Customer) => ({
  id: customer.uuidId,
  email: customer.email ?? '',
  name: customerName(customer),
})

/** Legacy orders have no status (Get Orders). */
export const presentStatus = ({ status }: Pick<Order, 'status'>): string | null =>
  status === 'unknown' ? null : status

export const presentOrderPart = (order: Order, line: OrderLine | null) => ({
  id: order.uuidId,
  status: presentStatus(order),
  product_name: line?.productName ?? '',
  quantity: order.quantity,
})

/** A confirmed refund; the names are assumed. */
export const presentRefund = (refund: Refund) => ({
  id: refund.uuidId,
  amount: refund.amount,
  currency: refund.currency.toLowerCase(),
  created_at: presentTime(refund.createdAt),
})

/** The invoices that were issued, kept in the extras of the payment or the order they are for. */
export const presentInvoices = (...records: readonly { extras: JsonObject }[]) =>
  records
    .map((record) => ownExtras(record).invoices)
    .flatMap((invoices) => (Array.isArray(invoices) ? invoices.filter(isObject) : []))
    .map(({ id = null, number = null, issued_at, type = null }) => ({
      id,
      number,
      issued_at: timeOrNull(timeOf(issued_at)),
      type,
    }))
