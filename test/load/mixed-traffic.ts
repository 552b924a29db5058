/** What clients of the three platforms do with a shop, by how often they do it. */
import { randomUUID } from 'node:crypto'

export type Platform = 'commerce-layer' | 'shopline' | 'easycart' | 'admin' | 'nobody'

/** What there is to ask for, known by the ids that answers told. */
export type Pool = 'core' | 'number' | 'uuid' | 'order' | 'payment' | 'product' | 'transaction'

export interface Asking {
  method?: string
  body?: unknown
  headers?: Record<string, string>
  /** Any other status is a problem. */
  expects?: readonly number[]
}

export interface Visitor {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the platform answers
  ask(platform: Platform, path: string, asking?: Asking): Promise<any>
  /** One of what is there; whoever finds nothing does nothing. */
  pick(pool: Pool): string | undefined
  /** The same, and nobody else finds it from then on. */
  take(pool: Pool): string | undefined
  add(pool: Pool, id: string): void
  /** From 0 up to that. */
  random(below: number): number
  /** A market, which every order of Commerce Layer needs. */
  market: object
  application: { client_id: string; client_secret: string }
}

export interface Operation {
  name: string
  /** How often, beside the others. */
  weight: number
  act(visitor: Visitor): Promise<unknown>
}

const SHOPLINE = '/admin/openapi/v20260301'
const EASYCART = '/api/v1'
/** Somebody else may have removed it meanwhile. */
const FOUND = [200, 404]

let numbers = 0
const newEmail = () => `soaked-${process.pid}-${++numbers}@example.com`

const resource = (type: string, attributes: object, more: object = {}) => ({
  data: { type, attributes, ...more },
})
const read = (
  name: string,
  weight: number,
  platform: Platform,
  path: (visitor: Visitor) => string,
): Operation => ({
  name,
  weight,
  act: (visitor) => visitor.ask(platform, path(visitor)),
})
/** Reads or changes one of those that are known. */
const ofOne = (
  name: string,
  weight: number,
  platform: Platform,
  pool: Pool,
  path: (id: string) => string,
  asking: (visitor: Visitor, id: string) => Asking = () => ({}),
): Operation => ({
  name,
  weight,
  async act(visitor) {
    const id = visitor.pick(pool)
    if (id !== undefined) await visitor.ask(platform, path(id), { expects: FOUND, ...asking(visitor, id) })
  },
})

const READS: readonly Operation[] = [
  read(
    'pages',
    6,
    'commerce-layer',
    ({ random }) => `/api/customers?page[size]=10&page[number]=${1 + random(40)}`,
  ),
  read(
    'pages by time',
    3,
    'commerce-layer',
    ({ random }) =>
      `/api/customers?sort=-created_at&page[size]=${5 + random(20)}&page[number]=${1 + random(10)}`,
  ),
  read(
    'filters',
    3,
    'commerce-layer',
    ({ random }) =>
      `/api/customers?filter[q][email_cont]=${'abcdefghij'[random(10)]}&page[size]=5&page[number]=${1 + random(5)}`,
  ),
  read(
    'orders',
    2,
    'commerce-layer',
    ({ random }) => `/api/orders?include=customer&page[size]=10&page[number]=${1 + random(20)}`,
  ),
  ofOne('one', 8, 'commerce-layer', 'core', (id) => `/api/customers/${id}`),
  ofOne(
    'one with all',
    3,
    'commerce-layer',
    'core',
    (id) => `/api/customers/${id}?include=orders,customer_addresses.address,customer_group`,
  ),
  read('list', 5, 'shopline', ({ random }) => `${SHOPLINE}/v2/customers.json?limit=${10 + random(40)}`),
  {
    name: 'list by cursor',
    weight: 2,
    async act({ ask, random }) {
      let path = `${SHOPLINE}/v2/customers.json?limit=${20 + random(10)}`
      for (let page = 0; page < 3; page++) {
        const { link } = (await ask('shopline', path)).headers
        const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1]
        if (!next) return
        const { pathname, search } = new URL(next)
        path = pathname + search
      }
    },
  },
  read('count', 2, 'shopline', () => `${SHOPLINE}/customers/v2/count.json`),
  read(
    'search',
    2,
    'shopline',
    ({ random }) => `${SHOPLINE}/customers/v2/search.json?limit=20&query_param=orders_count:${random(4)}`,
  ),
  ofOne('one', 6, 'shopline', 'number', (id) => `${SHOPLINE}/customers/v2/${id}.json`),
  ofOne(
    'orders of one',
    2,
    'shopline',
    'number',
    (id) => `${SHOPLINE}/customers/${id}/orders.json?status=any`,
  ),
  read('shop', 1, 'shopline', () => `${SHOPLINE}/merchants/shop.json`),
  read(
    'customers',
    5,
    'easycart',
    ({ random }) => `${EASYCART}/customers?currency=pln&page=${1 + random(10)}`,
  ),
  read('search', 1, 'easycart', () => `${EASYCART}/customers?currency=pln&query=nowak`),
  ofOne('one', 4, 'easycart', 'uuid', (id) => `${EASYCART}/customers/${id}?currency=pln`),
  read('orders', 2, 'easycart', ({ random }) => `${EASYCART}/orders?page=${1 + random(5)}`),
  read('transactions', 2, 'easycart', ({ random }) => `${EASYCART}/transactions?page=${1 + random(5)}`),
  ofOne('transaction', 2, 'easycart', 'transaction', (id) => `${EASYCART}/transactions/${id}`),
  read('subscriptions', 1, 'easycart', () => `${EASYCART}/subscriptions`),
  read('statistics', 1, 'easycart', () => `${EASYCART}/statistics?currency=pln&type=revenue&date=last30days`),
  read('products', 1, 'easycart', () => `${EASYCART}/products`),
]

/** Also what changes a shop that another one follows. */
export const SHOPLINE_WRITES: readonly Operation[] = [
  {
    name: 'create',
    weight: 2,
    async act({ ask, add, random }) {
      const address = {
        address1: `${random(100)} High Street`,
        city: 'London',
        country_code: 'GB',
        first_name: 'A',
      }
      const customer = {
        email: newEmail(),
        first_name: 'Ada',
        addresses: [address],
        tags: `soak,${random(5)}`,
      }
      const made = await ask('shopline', `${SHOPLINE}/customers.json`, {
        method: 'POST',
        body: { customer },
        expects: [200, 201],
      })
      add('number', made.body.customer.id)
    },
  },
  ofOne(
    'update',
    3,
    'shopline',
    'number',
    (id) => `${SHOPLINE}/customers/${id}.json`,
    ({ random }) => ({
      method: 'PUT',
      body: { customer: { first_name: `step-${random(1000)}` } },
    }),
  ),
  ofOne(
    'address',
    1,
    'shopline',
    'number',
    (id) => `${SHOPLINE}/customers/${id}/addresses.json`,
    ({ random }) => ({
      method: 'POST',
      body: {
        customer_address: {
          address1: `${random(1000)} Low Street`,
          city: 'Leeds',
          country_code: 'GB',
          first_name: 'B',
        },
      },
      // A book is full at some time.
      expects: [200, 201, 404, 422],
    }),
  ),
  {
    name: 'delete',
    weight: 1,
    async act({ ask, take }) {
      const id = take('number')
      if (id)
        await ask('shopline', `${SHOPLINE}/customers/${id}.json`, {
          method: 'DELETE',
          expects: [200, 404, 422],
        })
    },
  },
]

const WRITES: readonly Operation[] = [
  {
    name: 'create',
    weight: 3,
    async act({ ask, add }) {
      const body = resource('customers', { email: newEmail(), metadata: { step: 0 } })
      const made = await ask('commerce-layer', '/api/customers', { method: 'POST', body, expects: [201] })
      add('core', made.body.data.id)
    },
  },
  ofOne(
    'update',
    4,
    'commerce-layer',
    'core',
    (id) => `/api/customers/${id}`,
    ({ random }, id) => ({
      method: 'PATCH',
      body: resource('customers', { metadata: { step: random(1000) } }, { id }),
    }),
  ),
  {
    name: 'delete',
    weight: 1,
    async act({ ask, take }) {
      const id = take('core')
      // One with orders stays.
      if (id)
        await ask('commerce-layer', `/api/customers/${id}`, {
          method: 'DELETE',
          expects: [204, 404, 422, 423],
        })
    },
  },
  {
    name: 'order',
    weight: 2,
    async act({ ask, add, market }) {
      const order = resource('orders', { customer_email: newEmail() }, { relationships: { market } })
      const made = await ask('commerce-layer', '/api/orders', { method: 'POST', body: order, expects: [201] })
      const { id } = made.body.data
      add('order', id)
      await ask('commerce-layer', `/api/orders/${id}`, {
        method: 'PATCH',
        body: resource('orders', { _place: true }, { id }),
      })
    },
  },
  {
    name: 'end of an order',
    weight: 1,
    async act({ ask, take, random }) {
      const id = take('order')
      if (!id) return
      const attributes = random(2) === 0 ? { _approve: true } : { _cancel: true }
      await ask('commerce-layer', `/api/orders/${id}`, {
        method: 'PATCH',
        body: resource('orders', attributes, { id }),
      })
    },
  },
  ...SHOPLINE_WRITES,
  ofOne(
    'refund',
    2,
    'easycart',
    'payment',
    (id) => `${EASYCART}/transactions/${id}/refunds`,
    () => ({
      method: 'POST',
      body: { amount: 1 },
      expects: [202],
    }),
  ),
  {
    name: 'product',
    weight: 0.5,
    async act({ ask, pick, random }) {
      const id = pick('product')
      const body = { name: `Soap ${random(1000)}` }
      if (id) await ask('easycart', `${EASYCART}/products/${id}`, { method: 'PATCH', body })
    },
  },
]

const TOKENS: Operation = {
  name: 'a token, used and revoked',
  weight: 1,
  async act({ ask, application }) {
    const headers = { 'content-type': 'application/json' }
    const asked = { method: 'POST', headers }
    const granted = await ask('nobody', '/oauth/token', {
      ...asked,
      body: { grant_type: 'client_credentials', ...application },
    })
    const token = granted.body.access_token
    await ask('nobody', '/api/customers?page[size]=1', {
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.api+json' },
    })
    await ask('nobody', '/oauth/revoke', { ...asked, body: { ...application, token } })
  },
}

const WRONG: readonly Operation[] = [
  ...(['/api/customers', `${SHOPLINE}/v2/customers.json`, `${EASYCART}/customers?currency=pln`] as const).map(
    (path): Operation => ({
      name: `wrong token ${path.split('/')[1]}`,
      weight: 0.3,
      act: ({ ask }) =>
        ask('nobody', path, { headers: { authorization: `Bearer ${randomUUID()}` }, expects: [401, 403] }),
    }),
  ),
  {
    name: 'no JSON',
    weight: 0.3,
    act: ({ ask }) =>
      ask('commerce-layer', '/api/customers', { method: 'POST', body: '{"data":', expects: [400, 422] }),
  },
  {
    name: 'no e-mail',
    weight: 0.3,
    act: ({ ask }) =>
      ask('commerce-layer', '/api/customers', {
        method: 'POST',
        body: resource('customers', { email: 'x' }),
        expects: [422],
      }),
  },
  {
    name: 'nobody',
    weight: 0.3,
    act: ({ ask }) =>
      ask('easycart', `${EASYCART}/customers/${randomUUID()}?currency=pln`, { expects: [404] }),
  },
  {
    name: 'page_info',
    weight: 0.3,
    act: ({ ask }) =>
      ask('shopline', `${SHOPLINE}/v2/customers.json?limit=10&page_info=${randomUUID()}`, {
        expects: [400, 422],
      }),
  },
  {
    name: 'long URL',
    weight: 0.1,
    act: ({ ask }) => ask('commerce-layer', `/api/customers?x=${'x'.repeat(20_000)}`, { expects: [414] }),
  },
]

const ADMIN = '/clientele/v1/organizations/acme'
const PEOPLE: readonly Operation[] = [
  ...[
    `${ADMIN}/overview`,
    `${ADMIN}/customers`,
    `${ADMIN}/requests?limit=20`,
    `${ADMIN}/traffic?period=1h`,
  ].map((path) => read(path, 0.3, 'admin', () => path)),
  ...['/metrics', '/readyz', '/', '/docs'].map((path) => read(path, 0.3, 'nobody', () => path)),
]

export const MIXED_TRAFFIC: readonly Operation[] = [...READS, ...WRITES, TOKENS, ...WRONG, ...PEOPLE]
