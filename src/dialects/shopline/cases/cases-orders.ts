/**
 * Conformance cases: a customer's orders (section 6.9). Facts: `buyer`, who has some; `order`, the first of the two that
 * the fixture's Ada placed.
 */
import type { ConformanceCase, Shape } from '../../case.ts'
import { eachOf, lengthOf } from '../../write-cases.ts'
import { errors, TIME } from './case-shapes.ts'

const SOURCE = 'Customer orders'
const ASSUMED = '[assumed]'

const orders = (
  name: string,
  path: string,
  body: Shape,
  expect: Partial<ConformanceCase['expect']> = {},
): ConformanceCase => ({
  name: `orders: ${name}`,
  source: SOURCE,
  path: `/customers/${path}`,
  expect: { status: 200, body, ...expect },
})
const refused = (query: string, status: number, text: string): ConformanceCase => ({
  name: `orders: ${query === '' ? 'no status' : query} is refused with ${status}`,
  source: ASSUMED,
  path: `/customers/{buyer}/orders.json?${query}`,
  expect: { status, body: errors(text) },
})

type List = { list?: { name: string }[] }
const names =
  (...wanted: string[]) =>
  (body: unknown): true | string =>
    (body as List).list?.map(({ name }) => name).join() === wanted.join() || `orders ${wanted}`

const set = (amount: string): Shape => ({
  shop_money: { amount, currency_code: 'USD' },
  presentment_money: { amount, currency_code: 'USD' },
})
const ID = /^\d{26}$/

const FULL = {
  id: '{order}',
  name: '1001',
  status: 'open',
  financial_status: 'partially_refunded',
  fulfillment_status: 'shipped',
  hidden_order: false,
  created_at: '2026-03-01T10:00:00+08:00',
  updated_at: '2026-03-01T10:00:00+08:00',
  cancelled_at: null,
  cancel_reason: null,
  currency: 'USD',
  presentment_currency: 'USD',
  email: 'a@example.com',
  phone: '0085253657436',
  user_id: '{ada}',
  customer: {
    id: '{ada}',
    email: 'ada@example.com',
    phone: '0085253657436',
    area_code: null,
    first_name: 'Ada',
    last_name: 'Łącka',
    currency: 'USD',
    created_at: '2026-03-01T01:00:00+08:00',
    updated_at: TIME,
    addresses: {
      id: '{home}',
      customer_id: '{ada}',
      first_name: 'Ada',
      last_name: null,
      company: null,
      address1: '7 Żółta Street',
      address2: null,
      city: 'Kraków',
      province: null,
      province_code: null,
      province_code_v2: '',
      country: 'Poland',
      country_code: 'PL',
      zip: '31-001',
      phone: null,
      default: true,
    },
  },
  customer_locale: 'pl',
  tags: 'vip',
  note: null,
  buyer_note: null,
  note_attributes: [],
  order_from: null,
  order_status_url: null,
  browser_ip: null,
  client_details: { browser_ip: null, session_hash: null, user_agent: null },
  token_info: { cart_token: null, checkout_token: null },
  line_items: [
    {
      id: ID,
      product_id: '11111111-2222-4333-8444-555555555555',
      variant_id: null,
      title: 'Tea',
      name: 'Tea - Green',
      variant_title: 'Green',
      sku: 'TEA-G',
      vendor: null,
      price: '25.00',
      quantity: 2,
      fulfillable_quantity: 0,
      grams: 0,
      gift_card: false,
      taxable: false,
      requires_shipping: false,
      fulfillment_status: 'shipped',
      fulfillment_service: null,
      image_url: null,
      attribute: null,
      tags: null,
      properties: [],
      tax_lines: [],
    },
  ],
  shipping_lines: [],
  tax_lines: [],
  discount_codes: [],
  fulfillments: [],
  refunds: [
    {
      id: ID,
      order_id: '{order}',
      created_at: '2026-03-05T08:00:00+08:00',
      status: 'success',
      amount: '10.00',
      amount_set: set('10.00'),
    },
  ],
  payment_details: [
    {
      pay_seq: ID,
      pay_status: 'paid',
      pay_amount: 55,
      payment_channel: 'stripe',
      pay_channel_deal_id: 'ch_1',
      create_time: '2026-03-01T10:05:00+08:00',
    },
  ],
  payment_gateway_names: ['stripe'],
  billing_address: {
    first_name: 'Ada',
    last_name: null,
    company: null,
    address1: '9 Bill Street',
    address2: null,
    city: 'Boston',
    province: 'Massachusetts',
    province_code: null,
    province_code_v2: 'MA',
    country: null,
    country_code: null,
    zip: null,
    phone: null,
  },
  shipping_address: null,
  locations: [],
  service: null,
  tax_number: null,
  tax_type: null,
  taxes_included: true,
  total_weight: 0,
  total_line_items_price: '50.00',
  total_line_items_price_set: set('50.00'),
  subtotal_price: '50.00',
  subtotal_price_set: set('50.00'),
  total_discounts: '0.00',
  total_discounts_set: set('0.00'),
  total_tax: '5.00',
  total_tax_set: set('5.00'),
  total_tip_received: '0.00',
  total_tip_received_set: set('0.00'),
  total_outstanding: '0.00',
  total_outstanding_set: set('0.00'),
  current_subtotal_price: '40.00',
  current_subtotal_price_set: set('40.00'),
  current_total_price: '45.00',
  current_total_price_set: set('45.00'),
  current_total_tax: '5.00',
  current_total_tax_set: set('5.00'),
  current_total_discounts: '0.00',
  current_total_discounts_set: set('0.00'),
  adjust_price: '0.00',
  adjust_price_set: set('0.00'),
  total_shipping_price_set: set('5.00'),
} satisfies Record<string, Shape>

/** Only the first order matches: its id is above the other's, which the store minted from a small key. */
const FIRST = '{ada}/orders.json?status=any&since_id=21000000000000000001000000'

type Order = Record<string, unknown>
const every = (name: string, status: string, says: string, is: (order: Order) => boolean): ConformanceCase =>
  orders(name, `{buyer}/orders.json?status=${status}`, eachOf('list', says, is))
const isAmount = (value: unknown): boolean => /^-?\d+(\.\d+)?$/.test(String(value))
const MONEY = Object.keys(FULL).filter((key) =>
  /_set$|^(sub)?total_(price|discounts|tax|outstanding|line)/.test(key),
)

const anyBuyer: readonly ConformanceCase[] = [
  every(
    'every one shows every documented key in the documented order',
    'any',
    'all keys',
    (order) => Object.keys(order).join() === Object.keys(FULL).join(),
  ),
  orders(
    'every one is of the customer asked for',
    '{buyer}/orders.json?status=any',
    eachOf(
      'list',
      'an order of that customer',
      ({ user_id: user, customer }, { buyer }) => user === buyer && (customer as Order).id === buyer,
      ['buyer'],
    ),
  ),
  orders(
    'there are some of a customer who has a last order',
    '{buyer}/orders.json?status=any',
    lengthOf('list', '1 at least', (length) => length > 0),
  ),
  every('open ones are not cancelled', 'open', 'open', ({ status }) => status === 'open'),
  every('cancelled ones say when', 'cancelled', 'cancelled', (order) => order.cancelled_at !== null),
  every('times are in the store’s zone', 'any', 'times', (order) =>
    [order.created_at, order.updated_at].every((value) => TIME.test(String(value))),
  ),
  every('amounts are decimal texts, or money in two currencies', 'any', 'amounts', (order) =>
    MONEY.every((key) => {
      if (!key.endsWith('_set')) return isAmount(order[key])
      const { shop_money: shop, presentment_money: shown } = order[key] as Record<string, Order>
      return [shop, shown].every(
        (money) => Object.keys(money ?? {}).join() === 'amount,currency_code' && isAmount(money?.amount),
      )
    }),
  ),
  every('what is shown in the store’s money is what the amount says', 'any', 'equal amounts', (order) =>
    MONEY.filter((key) => key.endsWith('_set') && order[key.slice(0, -4)] !== undefined).every(
      (key) => (order[key] as { shop_money: Order }).shop_money.amount === order[key.slice(0, -4)],
    ),
  ),
  every('lines show all keys and whole quantities', 'any', 'lines', ({ line_items: lines }) =>
    (lines as Order[]).every(
      (line) =>
        Object.keys(line).join() === Object.keys(FULL.line_items[0] ?? {}).join() &&
        Number.isSafeInteger(line.quantity),
    ),
  ),
  every('refunds are of the order', 'any', 'refunds', ({ id, refunds }) =>
    (refunds as Order[]).every((refund) => refund.order_id === id),
  ),
  orders(
    'the newest first',
    '{buyer}/orders.json?status=any&limit=100',
    eachOf(
      'list',
      'no later than the one before',
      ({ created_at: time }, _facts, before) =>
        before === undefined || Date.parse(String(time)) <= Date.parse(String(before.created_at)),
    ),
  ),
  orders(
    'a limit of 1 shows one',
    '{buyer}/orders.json?status=any&limit=1',
    lengthOf('list', '1', (length) => length === 1),
  ),
]

export const orderCases: readonly ConformanceCase[] = [
  ...anyBuyer,
  orders('an order shows every documented key in the documented order', FIRST, { list: [FULL] }),
  orders('newest first, opened checkouts left out', '{ada}/orders.json?status=any', names('1002', '1001')),
  orders('open ones', '{ada}/orders.json?status=open', names('1002', '1001')),
  orders('cancelled ones', '{bob}/orders.json?status=cancelled', names('1004')),
  orders('a cancelled one is not open', '{bob}/orders.json?status=open', { list: [] }),
  orders('fields is accepted and not applied', `${FIRST}&fields=id`, { list: [FULL] }),
  orders('a customer without orders', '{eve}/orders.json?status=any', { list: [] }),
  orders('an unknown customer has none', '1/orders.json?status=any', { list: [] }),
  orders('an id that is no number has none', 'abc/orders.json?status=any', { list: [] }),
  orders(
    'a since_id longer than any id leaves none',
    `{ada}/orders.json?status=any&since_id=1${'0'.repeat(26)}`,
    { list: [] },
  ),
  orders('limit may be 100', '{ada}/orders.json?status=any&limit=100', names('1002', '1001'), {
    headers: { link: null },
  }),
  orders('a page links to the next', '{ada}/orders.json?status=any&limit=1', names('1002'), {
    headers: {
      link: /^<https?:\/\/[^/<>,]+\/admin\/openapi\/v\d+\/customers\/\d+\/orders\.json\?limit=1&page_info=[\w-]+>; rel="next"$/,
    },
  }),
  refused('', 422, 'status: is required: one of open, cancelled, any'),
  refused('status=closed', 422, 'status: must be one of open, cancelled, any'),
  refused('status=any&limit=101', 422, 'limit: must be between 1 and 100'),
  refused('status=any&limit=x', 400, 'limit: must be an integer'),
  refused('status=any&since_id=x', 422, 'since_id: invalid'),
  refused('page_info=bm90', 422, 'page_info: invalid'),
  {
    name: 'orders: v2 is no customer’s id, but the way to one',
    source: ASSUMED,
    path: '/customers/v2/orders.json?status=any',
    expect: { status: 404, body: errors('The customer does not exist.') },
  },
  {
    name: 'orders need a token',
    source: 'HTTP status codes',
    credential: 'none',
    path: '/customers/{buyer}/orders.json?status=any',
    expect: { status: 401, body: errors() },
  },
]
