/** The payment providers of Get Transactions: how people call them, and whether a refund can be started there. */
interface Provider {
  name: string
  /** "The refund is initiated at the payment provider (Stripe or Tpay)" (Issue a Refund). */
  refunds: boolean
}

export const PROVIDERS: Readonly<Record<string, Provider>> = {
  stripe: { name: 'Stripe', refunds: true },
  tpay: { name: 'Tpay', refunds: true },
  paypo: { name: 'PayPo', refunds: false },
}

/** A provider that another platform's payments name has its own word for a name, and no refunds from here [assumed]. */
export const providerOf = (provider: string): Provider =>
  (Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : undefined) ?? { name: provider, refunds: false }
