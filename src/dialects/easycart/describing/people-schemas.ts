/** What Easycart shows of customers and stores, member by member in the order of the wire (sections 2, 3 and 4). */

import { SUBSCRIPTION_STATUSES } from '../../../core/ledger.ts'
import {
  closed,
  flag,
  integer,
  listOf,
  named,
  oneOf,
  orNull,
  type Schema,
  text,
} from '../../../lib/json-schema.ts'
import type {
  presentAccess,
  presentHeldSubscription,
  presentLifetimeValue,
  presentOrder,
} from '../customers/present-sections.ts'
import type { presentCustomer } from '../present.ts'
import type { presentReach, presentStore } from '../present-store.ts'
import type { presentPerson } from '../reading/present-parts.ts'

export const ID: Schema = {
  type: 'string',
  format: 'uuid',
  pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
}
export const TIME: Schema = {
  type: 'string',
  format: 'date-time',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+00:00$',
  description: 'UTC, to the second.',
}
export const AMOUNT: Schema = { type: 'integer', description: 'Minor units of the currency.' }
export const CURRENCY: Schema = { type: 'string', pattern: '^[a-z]{3}$' }
export const INTERVAL: Schema = oneOf('day', 'week', 'month', 'year')
export const SUBSCRIPTION_STATUS: Schema = oneOf(...SUBSCRIPTION_STATUSES)
/** Null on legacy orders. */
export const ORDER_STATUS: Schema = orNull(
  oneOf('created', 'awaiting_payment', 'processing', 'completed', 'canceled', 'refunded'),
)

const CUSTOMER = {
  id: ID,
  name: orNull(text),
  email: text,
  avatar: orNull(text),
  first_seen: orNull(TIME),
  last_order: orNull(TIME),
  orders_count: integer,
  subscriptions_count: integer,
  lifetime_value: orNull(AMOUNT),
  currency: CURRENCY,
} satisfies Record<keyof ReturnType<typeof presentCustomer>, Schema>
export const listedCustomer = closed(CUSTOMER)

const order = closed({
  id: ID,
  status: ORDER_STATUS,
  amount: AMOUNT,
  currency: CURRENCY,
  product_name: text,
  created_at: TIME,
} satisfies Record<keyof ReturnType<typeof presentOrder>, Schema>)

const heldSubscription = closed({
  id: ID,
  status: SUBSCRIPTION_STATUS,
  product_name: text,
  variant_name: orNull(text),
  recurring_amount: AMOUNT,
  currency: CURRENCY,
  interval: INTERVAL,
  interval_count: integer,
  current_period_end: orNull(TIME),
  cancel_at: orNull(TIME),
  canceled_at: orNull(TIME),
  created_at: TIME,
} satisfies Record<keyof ReturnType<typeof presentHeldSubscription>, Schema>)

const access = closed({
  id: ID,
  product_id: orNull(ID),
  product_name: text,
  variant_name: orNull(text),
  active_until: orNull(TIME),
  created_at: TIME,
} satisfies Record<keyof ReturnType<typeof presentAccess>, Schema>)

const lifetimeValue = closed({
  payments_total: AMOUNT,
  refunds_total: AMOUNT,
  net: AMOUNT,
  currency: CURRENCY,
} satisfies Record<keyof ReturnType<typeof presentLifetimeValue>, Schema>)

/** A section that was not asked for is null. */
export const customer = closed({
  ...CUSTOMER,
  orders: orNull(listOf(order)),
  subscriptions: orNull(listOf(heldSubscription)),
  products: orNull(listOf(access)),
  ltv: orNull(lifetimeValue),
})

export const person = closed({
  id: ID,
  email: text,
  name: orNull(text),
} satisfies Record<keyof ReturnType<typeof presentPerson>, Schema>)

const store = closed({
  id: ID,
  name: text,
  slug: text,
  email: orNull(text),
  website_url: orNull(text),
  logo_url: orNull(text),
  tax_id: orNull(text),
  company_name: orNull(text),
  full_name: orNull(text),
  phone: orNull(text),
  address: orNull(
    closed({
      street: orNull(text),
      street_number: orNull(text),
      house_number: orNull(text),
      post_code: orNull(text),
      city: orNull(text),
      state: orNull(text),
      country: orNull(text),
    } satisfies Record<keyof NonNullable<ReturnType<typeof presentStore>['address']>, Schema>),
  ),
  created_at: TIME,
} satisfies Record<keyof ReturnType<typeof presentStore>, Schema>)
export const storeAnswer = closed({ store, currencies: listOf(CURRENCY) })

export const reach = closed({
  id: ID,
  name: text,
  slug: text,
  role: text,
  is_default: flag,
} satisfies Record<keyof ReturnType<typeof presentReach>, Schema>)

/** A page of a list. */
export const page = (item: string): Schema =>
  closed({
    items: listOf(named(item)),
    pagination: closed({ current_page: integer, total_pages: integer }),
  })
