/** Subscriptions as Get Subscriptions and Get Subscription show them, members in the pages' order (section 4.5). */
import { LIVE_SUBSCRIPTION_STATUSES } from '../../../core/ledger.ts'
import type { Customer, Subscription } from '../../../core/schema.ts'
import { presentTime, timeOrNull } from '../present.ts'

const base = (subscription: Subscription, customer: Pick<Customer, 'email'> | null) => ({
  id: subscription.uuidId,
  remote_id: subscription.remoteId,
  provider: subscription.provider,
  status: subscription.status,
  variant_name: subscription.variantName,
  product_name: subscription.productName,
  recurring_amount: subscription.recurringAmount,
  currency: subscription.currency.toLowerCase(),
  interval: subscription.interval,
  interval_count: subscription.intervalCount,
  quantity: subscription.quantity,
  customer_email: customer?.email ?? '',
  current_period_start: timeOrNull(subscription.periodStart),
  current_period_end: timeOrNull(subscription.periodEnd),
  trial_end: timeOrNull(subscription.trialEnd),
  cancel_at: timeOrNull(subscription.cancelAt),
  canceled_at: timeOrNull(subscription.canceledAt),
  active_until: timeOrNull(subscription.activeUntil),
  active_cycles: subscription.activeCycles,
  cancel_early: subscription.cancelEarly,
  keep_access_after_expiring: subscription.keepAccess,
  is_delegated: subscription.isDelegated,
})

/** A row of the list. `customer` is the account holder. */
export const presentSubscription = (
  subscription: Subscription,
  customer: Pick<Customer, 'email'> | null,
) => ({
  ...base(subscription, customer),
  created_at: presentTime(subscription.createdAt),
})

/** Without any of the sections that `include` names. */
const NO_SECTIONS = {
  customer: null,
  variant: null,
  product: null,
  order: null,
  renewals: null,
  upcoming_invoice: null,
} as const

/** The single subscription: what Get Subscription answers, and Cancel, Resume and Change Plan without sections. */
export const presentSingleSubscription = (
  subscription: Subscription,
  customer: Pick<Customer, 'email'> | null,
) => ({
  ...base(subscription, customer),
  is_cancelable: isCancelable(subscription),
  created_at: presentTime(subscription.createdAt),
  ...NO_SECTIONS,
})

/**
 * Alive, not called off yet, and no instalment plan that has to be paid to its end (`cancel_early`) [assumed]: the
 * page gives the member without its rule.
 */
export const isCancelable = (
  subscription: Pick<Subscription, 'status' | 'canceledAt' | 'activeCycles' | 'cancelEarly'>,
): boolean =>
  (LIVE_SUBSCRIPTION_STATUSES as readonly string[]).includes(subscription.status) &&
  subscription.canceledAt === null &&
  (subscription.activeCycles === null || subscription.cancelEarly)

/** When the next period is paid; null when none follows: it is over, or ends with the one that runs. */
export function renewsAt({
  status,
  periodEnd,
  cancelAt,
}: Pick<Subscription, 'status' | 'periodEnd' | 'cancelAt'>): Date | null {
  const renews = status === 'active' || status === 'trialing' || status === 'past_due'
  return renews && periodEnd && !(cancelAt && cancelAt <= periodEnd) ? periodEnd : null
}

/**
 * What the next period will cost and when; null when none will follow. The page says that the payment provider is
 * asked; its answer's members are assumed, and here the subscription itself knows them.
 */
export function presentUpcomingInvoice(subscription: Subscription) {
  const date = renewsAt(subscription)
  return (
    date && {
      amount: subscription.recurringAmount,
      currency: subscription.currency.toLowerCase(),
      date: presentTime(date),
    }
  )
}
