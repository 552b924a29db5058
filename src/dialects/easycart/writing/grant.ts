/** What a purchase for nothing leaves in the books: an order, and access or a subscription (section 4.7). */
import type { Writer } from '../../../core/ports.ts'
import { addPeriods, atLatest } from '../../../core/recurrence.ts'
import type { Customer, Product, ProductVariant } from '../../../core/schema.ts'
import { ownExtras } from '../own-extras.ts'

const DAY = 86_400_000
const later = (at: Date, days: number) => atLatest(at.getTime() + days * DAY)

export interface Sale {
  customer: Customer
  product: Product
  variant: ProductVariant
  now: Date
}

/** A completed order of 0 without a payment [assumed]; what it gives depends on the variant. */
export async function grant(writer: Writer, sale: Sale): Promise<void> {
  const { customer, product, variant } = sale
  const [order] = await writer.create('order', [
    {
      customerKey: customer.key,
      customerEmail: customer.email,
      status: 'completed',
      currency: product.currency,
      amount: 0,
      quantity: 1,
    },
  ])
  if (!order) throw new Error('No order was written')
  const sold = {
    orderKey: order.key,
    productUuid: product.uuidId,
    productName: product.name,
    variantUuid: variant.uuidId,
    variantName: variant.name,
  }
  await writer.create('orderLine', [
    { ...sold, position: 0, quantity: 1, unitAmount: 0, amount: 0, isBump: false },
  ])
  const owned = { ...sold, customerKey: customer.key }
  if (variant.kind === 'recurring') await writer.create('subscription', [{ ...owned, ...terms(sale) }])
  else await writer.create('productAccess', [{ ...owned, activeUntil: accessEnd(sale) }])
}

/** `active_days` after the purchase; null: unlimited. */
function accessEnd({ variant, now }: Sale): Date | null {
  const { active_days: days } = ownExtras(variant)
  return typeof days === 'number' ? later(now, days) : null
}

/** A trial where the variant has one; an instalment plan ends by itself after its cycles. */
function terms({ product, variant, now }: Sale) {
  const own = ownExtras(variant)
  const rhythm = { interval: variant.interval ?? 'month', intervalCount: variant.intervalCount ?? 1 }
  const trial = typeof own.trial_period_days === 'number' ? own.trial_period_days : 0
  const trialEnd = trial > 0 ? later(now, trial) : null
  const activeCycles = typeof own.active_cycles === 'number' ? own.active_cycles : null
  const activeUntil = activeCycles === null ? null : addPeriods(trialEnd ?? now, rhythm, activeCycles)
  return {
    ...rhythm,
    status: trialEnd ? 'trialing' : 'active',
    currency: product.currency,
    recurringAmount: variant.amount,
    quantity: 1,
    periodStart: now,
    periodEnd: trialEnd ?? addPeriods(now, rhythm, 1),
    trialEnd,
    activeCycles,
    activeUntil,
    cancelAt: activeUntil,
    cancelEarly: own.cancel_early === true,
    keepAccess: own.keep_access_after_expiring === true,
  }
}
