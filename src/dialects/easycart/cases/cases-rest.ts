/** Conformance cases of Get Customer, the two store endpoints, credentials, store selection and errors. */
import type { CaseCredential, ConformanceCase, Shape } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'
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
const FORBIDDEN = 'You do not have API access to this store.'
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

const store = {
  id: '{store}',
  name: anyText,
  slug: anyText,
  email: textOrNull,
  website_url: textOrNull,
  logo_url: textOrNull,
  tax_id: textOrNull,
  company_name: textOrNull,
  full_name: textOrNull,
  phone: textOrNull,
  address: {
    street: textOrNull,
    street_number: textOrNull,
    house_number: textOrNull,
    post_code: textOrNull,
    city: textOrNull,
    state: textOrNull,
    country: textOrNull,
  },
  created_at: time,
} satisfies Record<string, Shape>
const isStore: Shape = reliesOn(['store'], (value, facts) => {
  const given = value as Record<string, unknown>
  const is = given.id === facts.store && Object.keys(given).join() === Object.keys(store).join()
  return is || `the store ${facts.store} with ${Object.keys(store)}`
})

const storeCases: ConformanceCase[] = [
  {
    name: 'the store says who it is, and its currencies in order',
    source: 'Get Store',
    path: '/store',
    expect: {
      status: 200,
      body: {
        store: isStore,
        currencies: (value) =>
          (Array.isArray(value) &&
            value.every((one, at) => /^[a-z]{3}$/.test(one) && (at === 0 || value[at - 1] < one))) ||
          'codes of three small letters, in order, each once',
      },
    },
  },
  {
    name: 'every store that can be reached shows five members, and one is the default',
    source: 'List Stores',
    path: '/stores',
    expect: {
      status: 200,
      body: {
        stores: reliesOn(['store'], (value, facts) => {
          const stores = Array.isArray(value) ? value : []
          const [given] = stores.filter(({ is_default: isDefault }) => isDefault === true)
          const shown = stores.every((one) => Object.keys(one).join() === 'id,name,slug,role,is_default')
          return (shown && given?.id === facts.store) || `stores of which ${facts.store} is the default`
        }),
      },
    },
  },
  {
    name: 'the store header may name the default store itself',
    source: 'List Stores',
    path: '/store',
    headers: { 'X-Easycart-Store': '{store}' },
    expect: {
      status: 200,
      body: { store: isStore, currencies: (value) => Array.isArray(value) || 'a list' },
    },
  },
  {
    name: 'the store header in capitals is the same store',
    source: ASSUMED,
    path: '/store',
    headers: { 'X-Easycart-Store': '{store_upper}' },
    expect: {
      status: 200,
      body: { store: isStore, currencies: (value) => Array.isArray(value) || 'a list' },
    },
  },
  {
    name: 'the store says who it is and in which currencies it sold',
    source: 'Get Store',
    needs: ['store', 'has_address'],
    path: '/store',
    expect: { status: 200, body: { store, currencies: ['eur', 'pln', 'usd'] } },
  },
  {
    name: 'every reachable store is listed with the role and the default',
    source: 'List Stores',
    needs: ['store', 'other_store'],
    path: '/stores',
    expect: {
      status: 200,
      body: {
        stores: [
          { id: '{store}', name: anyText, slug: anyText, role: /^(owner|member)$/, is_default: true },
          { id: '{other_store}', name: anyText, slug: anyText, role: /^(owner|member)$/, is_default: false },
        ],
      },
    },
  },
  ...['not-a-uuid', '{foreign_store}'].map(
    (value): ConformanceCase => ({
      name: `List Stores ignores the store header ${value}`,
      source: 'List Stores',
      needs: ['foreign_store'],
      path: '/stores',
      headers: { 'X-Easycart-Store': value },
      expect: {
        status: 200,
        body: { stores: listWhere('each has an id', (item) => typeof item.id === 'string') },
      },
    }),
  ),
  {
    name: 'the store header picks another reachable store',
    source: 'List Stores',
    needs: ['other_store', 'other_customer'],
    path: '/customers?currency={currency}',
    headers: { 'X-Easycart-Store': '{other_store}' },
    expect: {
      status: 200,
      body: {
        items: [{ ...customerShape, id: '{other_customer}' }],
        pagination: { current_page: 1, total_pages: 1 },
      },
    },
  },
  {
    name: 'the store header is compared without regard to case',
    source: ASSUMED,
    needs: ['store_upper', 'has_address'],
    path: '/store',
    headers: { 'X-Easycart-Store': '{store_upper}' },
    expect: { status: 200, body: { store, currencies: ['eur', 'pln', 'usd'] } },
  },
  {
    name: 'a store header that is no UUID is refused',
    source: ASSUMED,
    path: '/customers',
    headers: { 'X-Easycart-Store': 'acme' },
    expect: { status: 400, body: message('Invalid store ID') },
  },
  ...['foreign_store', 'unknown'].flatMap((fact) =>
    ['/customers', '/customers/123', '/store'].map(
      (path): ConformanceCase => ({
        name: `${path} with the store header ${fact} is forbidden before anything is checked`,
        source: 'List Stores',
        needs: [fact],
        path,
        headers: { 'X-Easycart-Store': `{${fact}}` },
        expect: { status: 403, body: message(FORBIDDEN) },
      }),
    ),
  ),
]

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

export const restCases: readonly ConformanceCase[] = [...customerCases, ...storeCases, ...wireCases]
