/** The books of one customer: orders with their lines, payments, refunds and what was granted. */
import type { OrderStatus } from '../../core/ledger.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'
import { invoices } from './invoices.ts'
import { DAY, earliest, later, MINUTE, type Plan, type Planned, type Product } from './plan.ts'

/** VAT that is part of the price, percent. */
const TAX: Readonly<Record<string, number>> = { EUR: 19, PLN: 23, USD: 0, GBP: 20, JPY: 10 }
const PROVIDERS: Readonly<Record<string, readonly string[]>> = { PLN: ['stripe', 'tpay', 'paypo'] }

export interface Buyer {
  customer: Planned<'customer'>
  email: string | null
  currency: string
  /** How many of a thing this customer tends to buy at once. */
  appetite: number
}

/** Of what is paid, so much is invoiced. */
const INVOICED = 0.4
/** So long before its end an access is said to end soon. */
const WARNED_BEFORE = 7 * DAY

/** What becomes of an order: its status, and whether money came and went. */
export interface Fate {
  status: OrderStatus
  refund: 'none' | 'partial' | 'partial-submitted' | 'full' | 'full-in-two' | 'full-submitted'
}

const FATES: Readonly<Record<string, { weight: number; fate: Fate }>> = {
  kept: { weight: 74, fate: { status: 'completed', refund: 'none' } },
  partial: { weight: 6, fate: { status: 'completed', refund: 'partial' } },
  partialSubmitted: { weight: 1, fate: { status: 'completed', refund: 'partial-submitted' } },
  fullSubmitted: { weight: 1, fate: { status: 'completed', refund: 'full-submitted' } },
  full: { weight: 3, fate: { status: 'refunded', refund: 'full' } },
  fullInTwo: { weight: 1, fate: { status: 'refunded', refund: 'full-in-two' } },
  canceled: { weight: 6, fate: { status: 'canceled', refund: 'none' } },
  created: { weight: 3, fate: { status: 'created', refund: 'none' } },
  awaiting: { weight: 2, fate: { status: 'awaiting_payment', refund: 'none' } },
  processing: { weight: 1, fate: { status: 'processing', refund: 'none' } },
  unknown: { weight: 2, fate: { status: 'unknown', refund: 'none' } },
}
const NAMES = Object.keys(FATES)
const WEIGHTS = Object.fromEntries(NAMES.map((name) => [name, FATES[name]?.weight ?? 0]))

/** The n-th order of the demo meets each fate once before chance decides. */
export const fateOf = (number: number, random: SeededRandom): Fate =>
  (FATES[NAMES[number] ?? random.weighted(WEIGHTS)] as { fate: Fate }).fate

export function planOrder(
  plan: Plan,
  buyer: Buyer,
  fate: Fate,
  at: Date,
  now: Date,
  products: readonly Product[],
  random: SeededRandom,
  fixed?: Product,
): Planned<'order'> {
  const wanted = fixed ?? random.pick(offers(products, buyer.currency, fate))
  const bumps = products.filter(
    ({ item }) => item.isBump && item.currency === buyer.currency && item !== wanted.item,
  )
  const lines = [
    line(wanted, fixed ? 1 : random.integer(1, buyer.appetite), false, random),
    ...bumps.filter(() => !fixed && random.chance(0.25)).map((bump) => line(bump, 1, true, random)),
  ]
  const amount = lines.reduce((total, { record }) => total + record.amount, 0)
  const settled = earliest(later(at, random.integer(1, 90) * MINUTE), now)
  const order = plan(
    'order',
    at,
    {
      customerEmail: fate.status === 'created' ? null : buyer.email,
      status: fate.status,
      currency: buyer.currency,
      amount,
      quantity: lines[0]?.record.quantity ?? 1,
      canceledAt: fate.status === 'canceled' ? settled : null,
      extras: fate.status === 'awaiting_payment' ? invoices('proforma', at, random) : {},
      updatedAt: settled,
    },
    { keys: { customerKey: buyer.customer } },
  )
  lines.forEach(({ record, product, variant }, position) => {
    plan(
      'orderLine',
      at,
      { ...record, position },
      { keys: { orderKey: order }, uuids: { productUuid: product.planned, variantUuid: variant } },
    )
  })
  const paid = fate.status === 'completed' || fate.status === 'refunded' || fate.status === 'unknown'
  if (paid && amount > 0) planPayment(plan, buyer, order, amount, settled, fate, now, random)
  if (fate.status === 'completed' || fate.status === 'refunded')
    planAccess(plan, buyer, order, lines[0] as Line, settled, now, fate.status === 'refunded')
  return order
}

function offers(products: readonly Product[], currency: string, fate: Fate): Product[] {
  const onSale = products.filter(
    ({ item }) =>
      item.currency === currency && item.status === 'published' && !item.recurring && !item.isBump,
  )
  const priced = onSale.filter(({ item }) => !Object.values(item.prices).includes(0))
  return fate.refund === 'none' && fate.status === 'completed' ? onSale : priced
}

type Line = ReturnType<typeof line>

function line(product: Product, quantity: number, isBump: boolean, random: SeededRandom) {
  const names = Object.keys(product.item.prices)
  const place = random.integer(0, names.length - 1)
  const variantName = names[place] as string
  const unitAmount = product.item.prices[variantName] as number
  const record = {
    productName: product.item.name,
    variantName: names.length > 1 ? variantName : null,
    sku: `${product.item.slug}-${place + 1}`.toUpperCase(),
    quantity,
    unitAmount,
    amount: unitAmount * quantity,
    isBump,
  }
  return { product, record, variant: product.variants[place] as Planned<'productVariant'> }
}

export function paymentFields(currency: string, amount: number, at: Date, random: SeededRandom) {
  const rate = TAX[currency] ?? 0
  return {
    currency,
    amount,
    taxAmount: Math.round((amount * rate) / (100 + rate)),
    provider: random.pick(PROVIDERS[currency] ?? ['stripe']),
    remoteId: `pi_demo${Buffer.from(random.bytes(9)).toString('hex')}`,
    paidAt: at,
    extras: random.chance(INVOICED) ? invoices('vat', at, random) : {},
    updatedAt: at,
  }
}

function planPayment(
  plan: Plan,
  buyer: Buyer,
  order: Planned<'order'>,
  amount: number,
  at: Date,
  fate: Fate,
  now: Date,
  random: SeededRandom,
): void {
  const links = { keys: { customerKey: buyer.customer, orderKey: order } }
  const payment = plan('payment', at, paymentFields(buyer.currency, amount, at, random), links)
  const refund = (part: number, state: 'recorded' | 'submitted', days: number) => {
    const when = earliest(later(at, days * DAY), now)
    plan(
      'refund',
      when,
      { currency: buyer.currency, amount: part, state, updatedAt: when },
      { keys: { customerKey: buyer.customer, paymentKey: payment } },
    )
  }
  const third = Math.max(1, Math.floor(amount / 3))
  const days = random.integer(1, 20)
  if (fate.refund === 'partial') refund(third, 'recorded', days)
  if (fate.refund === 'partial-submitted') refund(third, 'submitted', days)
  if (fate.refund === 'full-submitted') refund(amount, 'submitted', days)
  if (fate.refund === 'full') refund(amount, 'recorded', days)
  if (fate.refund === 'full-in-two') {
    refund(third, 'recorded', days)
    refund(amount - third, 'recorded', days + 3)
  }
}

/** Access to what is not a subscription: unlimited, for a time, or ended by a refund. */
function planAccess(
  plan: Plan,
  buyer: Buyer,
  order: Planned<'order'>,
  { product: { item, planned }, record: { variantName }, variant }: Line,
  at: Date,
  now: Date,
  isRefunded: boolean,
): void {
  if (item.recurring || item.isGoods) return
  const activeUntil = isRefunded ? at : item.accessDays ? later(at, item.accessDays * DAY) : null
  const warned = activeUntil && !isRefunded ? later(activeUntil, -WARNED_BEFORE) : null
  plan(
    'productAccess',
    at,
    {
      productName: item.name,
      variantName,
      activeUntil,
      warnedAt: warned && warned <= now ? warned : null,
      endedAt: activeUntil && activeUntil <= now ? activeUntil : null,
      updatedAt: at,
    },
    {
      keys: { customerKey: buyer.customer, orderKey: order },
      uuids: { productUuid: planned, variantUuid: variant },
    },
  )
}
