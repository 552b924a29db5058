/** What an event tells of beyond the record that changed: a fixed number of reads. */
import type { RecordStore } from '../../../core/ports.ts'
import type {
  Customer,
  Order,
  OrderLine,
  Payment,
  Product,
  ProductAccess,
  ProductVariant,
  RecordType,
  Subscription,
} from '../../../core/schema.ts'
import type { WebhookDelivery } from '../../dialect.ts'
import { primaryLines } from '../reading/primary-line.ts'

export interface Gathered {
  customer: Customer | null
  order: Order | null
  /** The primary one, whose product names the order. */
  line: OrderLine | null
  subscription: Subscription | null
  access: ProductAccess | null
  /** The renewal itself, or the first payment of the order. */
  payment: Payment | null
  product: Product | null
  variant: ProductVariant | null
}

export async function gather(
  { organization, notice, record }: WebhookDelivery,
  records: RecordStore,
): Promise<Gathered> {
  const store = organization.key
  const type = notice.recordType as RecordType
  const changed = record as never
  const find = async <T extends RecordType>(wanted: T, field: string, value: string | number | null) =>
    value === null || value === undefined ? null : records.find(store, wanted, field, value)
  const own = <T>(wanted: RecordType): T | null => (type === wanted ? (changed as T) : null)

  const access = own<ProductAccess>('productAccess')
  const paid = own<Payment>('payment')
  const subscription =
    own<Subscription>('subscription') ?? (await find('subscription', 'key', paid?.subscriptionKey ?? null))
  const ordered = own<Order>('order')
  const orderKey = ordered?.key ?? access?.orderKey ?? paid?.orderKey ?? subscription?.orderKey ?? null
  // As its books are now: what was paid for it was written after it.
  const order = (await find('order', 'key', orderKey)) ?? ordered
  const owner = access ?? paid ?? subscription ?? order
  const [customer, line, payment] = await Promise.all([
    find('customer', 'key', owner?.customerKey ?? null),
    order ? primaryLines(records, store, [order.key]).then((lineOf) => lineOf(order.key)) : null,
    paid ?? (order ? firstPayment(records, store, order) : null),
  ])
  const sold = access ?? subscription ?? line
  const [product, variant] = await Promise.all([
    find('product', 'uuidId', sold?.productUuid ?? null),
    find('productVariant', 'uuidId', sold?.variantUuid ?? null),
  ])
  return { customer, order, line, subscription, access, payment, product, variant }
}

async function firstPayment(records: RecordStore, store: number, { key }: Order): Promise<Payment | null> {
  const payments = await records.related(store, 'order', 'payments', [key], {
    sort: [{ field: 'paidAt' }, { field: 'key' }],
    limitPerKey: 1,
  })
  return payments.get(key)?.[0] ?? null
}
