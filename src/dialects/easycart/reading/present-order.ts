/** Orders as Get Orders and Get Order show them, members in the pages' order (section 4.3). */
import type { Customer, Order, OrderLine, ProductAccess, Subscription } from '../../../core/schema.ts'
import { presentTime } from '../present.ts'
import { presentStatus } from './present-parts.ts'

/** `line` is the primary line; an order may have no customer until it is paid, and then no e-mail address. */
export const presentOrderRow = (order: Order, line: OrderLine | null, customer: Customer | null) => ({
  id: order.uuidId,
  status: presentStatus(order),
  amount: order.amount,
  currency: order.currency.toLowerCase(),
  quantity: order.quantity,
  product_name: line?.productName ?? '',
  customer_email: customer?.email || order.customerEmail || null,
  created_at: presentTime(order.createdAt),
})

/** A line, with the accesses and subscriptions that the order gave for its product. */
export const presentLine = (
  line: OrderLine,
  order: Pick<Order, 'currency'>,
  accesses: readonly ProductAccess[],
  subscriptions: readonly Subscription[],
) => ({
  product_name: line.productName,
  variant_name: line.variantName,
  amount: line.unitAmount,
  amount_total: line.amount,
  currency: order.currency.toLowerCase(),
  quantity: line.quantity,
  is_order_bump: line.isBump,
  access: [
    ...accesses.filter((one) => isFor(line, one)).map(({ uuidId }) => ({ type: 'product', id: uuidId })),
    // How a subscription is said is assumed.
    ...subscriptions
      .filter((one) => isFor(line, one))
      .map(({ uuidId }) => ({ type: 'subscription', id: uuidId })),
  ],
})

/** The same product, and the same variant where both name one. */
const isFor = (
  line: Pick<OrderLine, 'productUuid' | 'variantUuid'>,
  given: Pick<Subscription, 'productUuid' | 'variantUuid'>,
): boolean =>
  line.productUuid !== null &&
  line.productUuid === given.productUuid &&
  (line.variantUuid === null || given.variantUuid === null || line.variantUuid === given.variantUuid)
