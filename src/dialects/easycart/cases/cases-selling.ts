/** What GET /subscriptions, /products and /promotion-codes answer over the reading cases' store. */
import type { Shape } from '../../case.ts'
import { daysRefused } from './case-days.ts'
import { time } from './case-shapes.ts'
import type { Endpoint, Row } from './cases-reading.ts'

const subscription = {
  id: '{subscription}',
  remote_id: 'sub_1QabcDEFghiJKLmn',
  provider: 'stripe',
  status: 'active',
  variant_name: 'Monthly Plan',
  product_name: 'Club',
  recurring_amount: 4900,
  currency: 'pln',
  interval: 'month',
  interval_count: 1,
  quantity: 1,
  customer_email: 'jan@example.pl',
  current_period_start: '2026-05-20T14:02:00+00:00',
  current_period_end: '2026-06-20T14:02:00+00:00',
  trial_end: null,
  cancel_at: null,
  canceled_at: null,
  active_until: null,
  active_cycles: null,
  cancel_early: false,
  keep_access_after_expiring: false,
  is_delegated: false,
}
const created = { created_at: '2026-04-20T14:02:00+00:00' }
const noSections = {
  customer: null,
  variant: null,
  product: null,
  order: null,
  renewals: null,
  upcoming_invoice: null,
}

const SUBSCRIPTION_DAYS = ['created', 'canceled', 'current_period_end']
export const SUBSCRIPTIONS: Endpoint = {
  path: '/subscriptions',
  thing: 'Subscription',
  source: 'Get Subscriptions, Get Subscription',
  any: 'any_subscription',
  newestBy: 'created_at',
  rules: [
    ...['active', 'trialing', 'past_due', 'canceled', 'unpaid'].map(
      (status) =>
        [`status=${status}`, `the status is ${status}`, (row: Row) => row.status === status] as const,
    ),
    ['canceled_from=2000-01-01', 'it was called off', (row) => row.canceled_at !== null],
    ['current_period_end_from=2000-01-01', 'its period ends', (row) => row.current_period_end !== null],
    ['variant={unknown}', 'it is of no variant', () => false],
    ['product={unknown}', 'it is of no product', () => false],
    ['customer={unknown}', 'it is nobody’s', () => false],
  ],
  all: ['subscription', 'leaving'],
  // `is_cancelable` belongs to the single object alone.
  row: { ...subscription, ...created },
  finds: [
    ['status=active', 'subscription', 'leaving'],
    ['status=canceled'],
    ['customer={jan}', 'subscription', 'leaving'],
    ['customer={customer}'],
    ['product={club}', 'subscription'],
    ['variant={monthly}', 'subscription'],
    ['variant={unknown}'],
    ['created_from=2026-04-20', 'subscription'],
    ['created_to=2026-04-19', 'leaving'],
    ['canceled_from=2026-06-05&canceled_to=2026-06-05', 'leaving'],
    ['canceled_to=2026-06-04'],
    ['current_period_end_from=2026-06-20&current_period_end_to=2026-06-30', 'subscription'],
    ['current_period_end_from=2026-07-01', 'leaving'],
    ['status=active&product={course}', 'leaving'],
    ['status=+&customer=&product=&variant=&canceled_to=', 'subscription', 'leaving'],
  ],
  refuses: [
    ['status=cancelled', 'Invalid status'],
    ['customer=1', 'Invalid customer ID'],
    ['product=1', 'Invalid product ID'],
    ['variant=1', 'Invalid variant ID'],
    ...SUBSCRIPTION_DAYS.flatMap(daysRefused),
  ],
  shows: [
    [
      'base fields, is_cancelable, and null sections',
      '{subscription}',
      {
        ...subscription,
        is_cancelable: true,
        ...created,
        ...noSections,
      },
    ],
    [
      'all sections',
      '{subscription}?include=customer,variant,product,order,renewals,upcoming_invoice',
      {
        ...subscription,
        is_cancelable: true,
        ...created,
        customer: { id: '{jan}', email: 'jan@example.pl', name: null },
        variant: {
          id: '{month}',
          type: 'recurring',
          recurring_options: { interval: 'month', interval_count: 1 },
          name: 'Monthly Plan',
          amount: 4900,
        },
        product: {
          id: '{product}',
          status: 'published',
          name: 'Club',
          description: 'Meet us',
          image_url: 'https://img.example.com/club.png',
          checkout_url: /^https?:\/\/[^/]+\/checkout\/[0-9a-f-]{36}$/,
          currency: 'pln',
        },
        order: { id: '{club_order}', status: 'completed', product_name: 'Club', quantity: 1 },
        renewals: [
          {
            id: '{renewal}',
            remote_id: null,
            provider: 'paypo',
            refund_state: 'full',
            total: 4900,
            refunded_amount: 4900,
            currency: 'pln',
            customer_email: 'jan@example.pl',
            product_name: 'Club',
            is_subscription_followup: true,
            date: '2026-05-20T14:02:00+00:00',
          },
        ],
        upcoming_invoice: { amount: 4900, currency: 'pln', date: '2026-06-20T14:02:00+00:00' },
      },
    ],
    [
      'called off: nothing follows, and what is unknown is null',
      '{leaving}?include=variant,product,order,renewals,upcoming_invoice',
      {
        ...subscription,
        id: '{leaving}',
        remote_id: null,
        variant_name: null,
        current_period_start: null,
        current_period_end: '2026-07-01T00:00:00+00:00',
        cancel_at: '2026-07-01T00:00:00+00:00',
        canceled_at: '2026-06-05T00:00:00+00:00',
        is_cancelable: false,
        created_at: '2026-03-01T00:00:00+00:00',
        ...noSections,
        renewals: [],
      },
    ],
  ],
}

const file = (name: string): Shape => ({
  name: `${name.toUpperCase()}.pdf`,
  url: `https://files.example.com/${name}.pdf`,
})
const checkoutOf =
  (fact: string): Shape =>
  (value, facts) =>
    (typeof value === 'string' && value.endsWith(`/checkout/${facts[fact]}`)) ||
    'the origin, /checkout/ and the id'
/** What a new product is set to. */
export const PLAIN_SETTINGS = {
  show_active_until_counter: false,
  redirect_url: null,
  redirect_time: null,
  add_redirect_params: false,
  webhook_url: null,
  terms_url: null,
  policy_url: null,
  contact_email: null,
  refund_days: null,
  delegable: false,
  show_discount_field: true,
  hide_tax_id_field: false,
  require_tax_id: false,
  photo_zoomable: false,
  show_confetti: false,
  generate_qr_code: false,
}

export const PRODUCTS: Endpoint = {
  path: '/products',
  thing: 'Product',
  source: 'Get Products, Get Product',
  any: 'any_product',
  newestBy: null,
  rules: [
    [
      'status=published&query=x&page=1',
      'it is a product',
      (row) => ['draft', 'published'].includes(String(row.status)),
    ],
    [
      'page=1',
      'one pays for it where its id says',
      (row) => String(row.checkout_url).endsWith(`/checkout/${row.id}`),
    ],
  ],
  all: ['draft', 'product'],
  row: {
    id: '{draft}',
    status: 'draft',
    name: 'Draft',
    description: null,
    image_url: null,
    checkout_url: checkoutOf('draft'),
    currency: 'eur',
  },
  // `page` is the only parameter.
  finds: [['status=published&query=x', 'draft', 'product']],
  refuses: [],
  shows: [
    [
      'every member, in order; variants say `monthly`',
      '{product}?include=x',
      {
        id: '{product}',
        status: 'published',
        name: 'Club',
        description: 'Meet us',
        slug: 'club',
        image_url: 'https://img.example.com/club.png',
        checkout_url: checkoutOf('product'),
        currency: 'pln',
        file: file('a'),
        files: [file('a'), file('b')],
        active_from: '2026-01-01T00:00:00+00:00',
        active_until: null,
        ...PLAIN_SETTINGS,
        webhook_url: 'https://hooks.example.com/club',
        refund_days: 14,
        delegable: true,
        variants: [
          {
            id: '{month}',
            type: 'recurring',
            recurring_options: { interval: 'monthly', interval_count: 1 },
            name: 'Monthly Plan',
            amount: 4900,
          },
          { id: '{once}', type: 'one_time', recurring_options: null, name: null, amount: 19900 },
        ],
      },
    ],
    [
      'what a product has when nothing was set',
      '{draft}',
      {
        id: '{draft}',
        status: 'draft',
        name: 'Draft',
        description: null,
        slug: 'draft',
        image_url: null,
        checkout_url: checkoutOf('draft'),
        currency: 'eur',
        file: null,
        files: [],
        active_from: null,
        active_until: null,
        ...PLAIN_SETTINGS,
        variants: [],
      },
    ],
  ],
}

const global = {
  id: '{global}',
  code: 'BLACKFRIDAY20',
  name: 'Czarny Piątek',
  discount_type: 'percent_off',
  amount_off: null,
  percent_off: 20,
  currency: null,
  duration: 'once',
  duration_in_months: null,
  max_redemptions: 100,
  times_redeemed: 14,
  expires_at: '2099-12-31T23:59:59+00:00',
  first_time_transaction: false,
  minimum_amount: null,
  minimum_amount_currency: null,
  scope: { type: 'global' },
  status: 'active',
  created_at: '2026-05-05T00:00:00+00:00',
  updated_at: time,
} satisfies Record<string, Shape>

export const PROMOTION_CODES: Endpoint = {
  path: '/promotion-codes',
  thing: 'Promotion code',
  source: 'Get Promotion Codes, Get Promotion Code',
  // Archived codes are hidden unless they are asked for.
  all: ['global', 'scoped', 'expired', 'inactive'],
  any: 'any_promotion',
  newestBy: 'created_at',
  rules: [
    ...['active', 'expired', 'inactive', 'archived'].map(
      (status) =>
        [`status=${status}`, `the status is ${status}`, (row: Row) => row.status === status] as const,
    ),
    ['page=1', 'archived ones are hidden', (row) => row.status !== 'archived'],
    [
      'discount_type=percent_off',
      'it takes some per cent off',
      (row) =>
        row.discount_type === 'percent_off' && typeof row.percent_off === 'number' && row.amount_off === null,
    ],
    [
      'discount_type=amount_off',
      'it takes an amount off',
      (row) =>
        row.discount_type === 'amount_off' &&
        Number.isSafeInteger(row.amount_off) &&
        row.percent_off === null,
    ],
    ['product_id={unknown}', 'it is for all products', (row) => (row.scope as Row).type === 'global'],
    ['query=%25', 'a per cent sign is in it', (row) => `${row.code} ${row.name}`.includes('%')],
  ],
  row: global,
  finds: [
    ['status=active', 'global', 'scoped'],
    ['status=expired', 'expired'],
    ['status=inactive', 'inactive'],
    ['status=archived', 'archived'],
    ['discount_type=amount_off', 'scoped'],
    ['query=PIĄT', 'global'],
    ['query=club-', 'scoped'],
    ['query=%25'],
    ['query=%00'],
    // The product's own codes and all global ones.
    ['product_id={club}', 'global', 'scoped', 'expired', 'inactive'],
    ['product_id={unknown}', 'global', 'expired', 'inactive'],
    ['product_id={club}&discount_type=amount_off&status=active', 'scoped'],
    ['created_from=2026-05-03&created_to=2026-05-04', 'scoped', 'expired'],
    ['query=+&status=&product_id=&discount_type=', 'global', 'scoped', 'expired', 'inactive'],
  ],
  refuses: [
    ['status=gone', 'Invalid status'],
    ['discount_type=percent', 'Invalid discount_type'],
    ['product_id=1', 'Invalid product ID'],
    ...daysRefused('created'),
  ],
  shows: [
    ['a global code', '{global}', global],
    [
      'a code of one product',
      '{scoped}',
      {
        ...global,
        id: '{scoped}',
        code: 'CLUB-5',
        name: null,
        discount_type: 'amount_off',
        amount_off: 500,
        percent_off: null,
        currency: 'pln',
        duration: 'repeating',
        duration_in_months: 3,
        max_redemptions: null,
        times_redeemed: 0,
        expires_at: null,
        first_time_transaction: true,
        minimum_amount: 1000,
        minimum_amount_currency: 'pln',
        scope: { type: 'product', product_id: '{club}', price_uuids: ['{monthly}'] },
        created_at: '2026-05-04T00:00:00+00:00',
      },
    ],
    [
      'an archived code can be fetched',
      '{archived}',
      {
        ...global,
        id: '{archived}',
        code: 'GONE',
        name: null,
        max_redemptions: null,
        times_redeemed: 0,
        expires_at: null,
        status: 'archived',
        created_at: '2026-05-01T00:00:00+00:00',
      },
    ],
  ],
}
