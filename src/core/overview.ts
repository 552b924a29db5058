/** What an organization's data adds up to, for people who look at it. Amounts are minor units; currencies are kept apart. */

/** `2026-05`, in the organization's time zone. */
export type Month = string

export interface MonthOfMoney {
  month: Month
  currency: string
  count: number
  amount: number
}

export interface LifetimeValues {
  currency: string
  /** Customers with anything in their books in this currency. */
  customers: number
  /** What they paid less what was paid back, added up. */
  amount: number
  /** Customers by that value: those from `from` on and below the next step; `from` 0 is those of nothing. */
  steps: { from: number; customers: number }[]
}

export interface Overview {
  /** When it was reckoned. */
  at: Date
  /** As they are kept: `customer`, `order`, `subscription`, `group` …, and webhooks that are still called. */
  totals: Readonly<Record<string, number>>
  /** Customers by the month in which they were made; those that are gone are in none. */
  customers: { month: Month; count: number }[]
  /** Placed orders; the amount leaves canceled ones out. */
  orders: MonthOfMoney[]
  /** Those that the payment provider confirmed. */
  refunds: MonthOfMoney[]
  lifetimeValues: LifetimeValues[]
  /** Customers with placed orders in a currency. */
  currencies: { currency: string; customers: number }[]
  /** Customers by the country of their default address (ISO 3166-1, two letters); null: they have none, or it names none. */
  countries: { country: string | null; customers: number }[]
}
