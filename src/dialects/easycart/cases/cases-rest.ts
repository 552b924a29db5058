/** Conformance cases of Get Customer, credentials and errors. */
import type { CaseCredential, ConformanceCase, Shape } from '../../case.ts'
import {
  anyText,
  count,
  customerShape,
  listWhere,
  message,
  numberFact,
  rowsOf,
  textOrNull,
  time,
  timeOrNull,
  uuid,
} from './case-shapes.ts'

const ASSUMED = 'assumed'
const DOCS = 'Get Customer'
const ONE = '/customers/{customer}?currency={currency}'
const needs = ['customer', 'currency']
const KNOWN = ['known_store']
const nothing = { orders: null, subscriptions: null, products: null, ltv: null }
const order = {
  id: uuid,
  status: anyText,
  amount: count,
  currency: '{currency}',
  product_name: anyText,
  created_at: time,
} satisfies Record<string, Shape>
const subscription = {
  id: uuid,
  status: 'active',
  product_name: anyText,
  variant_name: textOrNull,
  recurring_amount: count,
  currency: '{currency}',
  interval: anyText,
  interval_count: count,
  current_period_end: timeOrNull,
  cancel_at: timeOrNull,
  canceled_at: timeOrNull,
  created_at: time,
} satisfies Record<string, Shape>
const access = {
  id: '{access}',
  product_id: '{product}',
  product_name: anyText,
  variant_name: textOrNull,
  active_until: timeOrNull,
  created_at: time,
} satisfies Record<string, Shape>

const single = (
  name: string,
  include: string,
  sections: Record<string, Shape>,
  source = DOCS,
  known: readonly string[] = [],
): ConformanceCase => ({
  name,
  source,
  needs: [...needs, ...known],
  path: `${ONE}${include}`,
  expect: { status: 200, body: { ...customerShape, ...nothing, ...sections } },
})

const customerCases: ConformanceCase[] = [
  single('sections that were not asked for are null', '', {}),
  single('unknown names in include are ignored', '&include=nothing,Orders', {}),
  single('an empty include is no section', '&include=', {}, ASSUMED),
  single(
    'orders are those of the currency, newest first',
    '&include=orders',
    { orders: [order, order] },
    DOCS,
    KNOWN,
  ),
  single('every order in the currency shows its members', '&include=orders', {
    orders: rowsOf(Object.keys(order)),
  }),
  single('every subscription shows its members', '&include=subscriptions', {
    subscriptions: rowsOf(Object.keys(subscription)),
  }),
  single('every access shows its members', '&include=products', { products: rowsOf(Object.keys(access)) }),
  single('ltv is what was paid without what was given back', '&include=ltv', {
    ltv: (value) => {
      const { payments_total: paid, refunds_total: back, net } = value as Record<string, number>
      return (
        (paid !== undefined && back !== undefined && paid - back === net) ||
        'net = payments_total - refunds_total'
      )
    },
  }),
  single('all sections at once', '&include=orders,subscriptions,products,ltv', {
    orders: rowsOf(Object.keys(order)),
    subscriptions: rowsOf(Object.keys(subscription)),
    products: rowsOf(Object.keys(access)),
    ltv: (value) => (typeof value === 'object' && value !== null) || 'an object',
  }),
  single(
    'names in include may have spaces and repeat',
    '&include=orders,%20orders%20',
    { orders: [order, order] },
    ASSUMED,
    KNOWN,
  ),
  single(
    'subscriptions of every status, in every currency',
    '&include=subscriptions',
    { subscriptions: [subscription, statusIs('unpaid'), statusIs('canceled')] },
    DOCS,
    KNOWN,
  ),
  single('products are the accesses that were granted', '&include=products', { products: [access] }),
  single(
    'ltv says what lifetime_value is made of',
    '&include=ltv',
    {
      lifetime_value: numberFact('lifetime_value'),
      ltv: {
        payments_total: numberFact('payments_total'),
        refunds_total: numberFact('refunds_total'),
        net: numberFact('lifetime_value'),
        currency: '{currency}',
      },
    },
    ASSUMED,
  ),
  {
    name: 'a customer without orders in the currency is found, with nulls',
    source: ASSUMED,
    needs: ['outsider', 'currency'],
    path: '/customers/{outsider}?currency={currency}&include=orders,ltv,products',
    expect: {
      status: 200,
      body: {
        ...customerShape,
        id: '{outsider}',
        first_seen: null,
        last_order: null,
        orders_count: 0,
        lifetime_value: null,
        orders: [],
        subscriptions: null,
        products: [],
        ltv: { payments_total: 0, refunds_total: 0, net: 0, currency: '{currency}' },
      },
    },
  },
  {
    name: 'an id in upper case is the same id',
    source: ASSUMED,
    needs: ['customer_upper'],
    path: '/customers/{customer_upper}?currency={currency}',
    expect: { status: 200, body: { ...customerShape, ...nothing, id: '{customer}' } },
  },
  {
    name: 'Get Customer requires a currency',
    source: DOCS,
    needs,
    path: '/customers/{customer}',
    expect: { status: 400, body: message('A valid currency query parameter is required') },
  },
  {
    name: 'an id that is no UUID is refused before the currency',
    source: ASSUMED,
    path: '/customers/123',
    expect: { status: 400, body: message('Invalid customer ID') },
  },
  {
    name: 'the currency is checked before the customer is looked up',
    source: ASSUMED,
    needs: ['unknown'],
    path: '/customers/{unknown}?currency=zz',
    expect: { status: 400, body: message('A valid currency query parameter is required') },
  },
  {
    name: 'an unknown customer is not found',
    source: ASSUMED,
    needs: ['unknown'],
    path: '/customers/{unknown}?currency={currency}',
    expect: { status: 404, body: message('Customer with ID {unknown} not found') },
  },
  {
    name: 'a customer of another store is not found',
    source: ASSUMED,
    needs: ['foreign_customer'],
    path: '/customers/{foreign_customer}?currency={currency}',
    expect: { status: 404, body: message('Customer with ID {foreign_customer} not found') },
  },
]

function statusIs(status: string): Shape {
  return (value) =>
    (typeof value === 'object' && value !== null && (value as { status?: unknown }).status === status) ||
    status
}

const PATHS = ['/customers', '/customers/123', '/store', '/stores']
const unauthenticated = (credential: CaseCredential): ConformanceCase[] =>
  PATHS.map((path) => ({
    name: `${path} with credential ${credential} is unauthenticated before anything is checked`,
    source: path === '/customers' ? 'seed: Get Customers, errors' : 'Get Customer',
    credential,
    path,
    expect: {
      status: 401,
      headers: { 'Content-Type': /^application\/json/ },
      body: message('Unauthenticated.'),
    },
  }))

const LIMIT_HEADERS = { 'X-RateLimit-Limit': /^\d+$/, 'X-RateLimit-Remaining': /^\d+$/ }

const wireCases: ConformanceCase[] = [
  ...(['none', 'malformed', 'expired', 'revoked', 'foreign'] as const).flatMap(unauthenticated),
  {
    name: 'a scheme other than Bearer is unauthenticated',
    source: 'seed: Get Customers, errors',
    credential: 'none',
    headers: { Authorization: 'Basic YTpi' },
    path: '/customers?currency={currency}',
    expect: { status: 401, body: message('Unauthenticated.') },
  },
  {
    name: 'answers are JSON whatever Accept says',
    source: ASSUMED,
    headers: { Accept: 'text/html' },
    path: '/customers?currency=xof',
    expect: { status: 200, headers: { 'Content-Type': /^application\/json/ } },
  },
  ...['/customers?currency={currency}', '/customers', '/nowhere'].map(
    (path): ConformanceCase => ({
      name: `${path} says the rate limit`,
      source: ASSUMED,
      path,
      expect: {
        status: path === '/nowhere' ? 404 : path === '/customers' ? 400 : 200,
        headers: LIMIT_HEADERS,
      },
    }),
  ),
  {
    name: 'a trailing slash means the same path',
    source: ASSUMED,
    needs: ['store'],
    path: '/stores/',
    expect: {
      status: 200,
      body: { stores: listWhere('each has an id', (item) => typeof item.id === 'string') },
    },
  },
  {
    name: 'an unknown route is not found',
    source: ASSUMED,
    path: '/nothing/here',
    expect: { status: 404, body: message('The route api/v1/nothing/here could not be found.') },
  },
  {
    name: 'an unknown route is not found without a token as well',
    source: ASSUMED,
    credential: 'none',
    path: '/nothing',
    expect: { status: 404, body: message('The route api/v1/nothing could not be found.') },
  },
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map(
    (method): ConformanceCase => ({
      name: `${method} of the list is not supported`,
      source: ASSUMED,
      method,
      writes: true,
      path: '/customers',
      expect: {
        status: 405,
        headers: { Allow: 'GET, HEAD' },
        body: message(
          `The ${method} method is not supported for route api/v1/customers. Supported methods: GET, HEAD.`,
        ),
      },
    }),
  ),
  {
    name: 'HEAD is GET without a body',
    source: ASSUMED,
    method: 'HEAD',
    path: '/customers?currency={currency}',
    expect: { status: 200, headers: { 'Content-Type': /^application\/json/ }, body: '' },
  },
  {
    name: 'HEAD is refused as GET is',
    source: ASSUMED,
    method: 'HEAD',
    path: '/customers',
    expect: { status: 400, body: '' },
  },
]

export const restCases: readonly ConformanceCase[] = [...customerCases, ...wireCases]
