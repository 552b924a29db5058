/**
 * Ten times the customers cost no list more: neither statements nor rows that the database looks at, whatever page,
 * filter or search. Rows are counted by `explain analyze` of the very statements that a request sent.
 */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fill } from '../../bench/data/fill.ts'
import { emailText, RARE } from '../../bench/data/generate.ts'
import { rowsRead } from '../../bench/measure/rows-read.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const SIZES = [2000, 20_000] as const
/** What chance may add: an e-mail's trigrams in others, one more currency of a customer. */
const CHANCE = { times: 1.5, rows: 40 }

interface Case {
  name: string
  platform: 'commerce-layer' | 'shopline' | 'easycart'
  /** The query at so many customers. */
  url(customers: number): string
  /** Ask twice and look at the second time: what is counted, and where blocks begin, is remembered while nothing changes. */
  again?: boolean
  /** Reads the whole table still; the test fails as soon as that is mended, for this to be taken away. */
  fails?: boolean
}

const core = (
  name: string,
  query: string | ((customers: number) => string),
  more: Partial<Case> = {},
): Case => ({
  ...{ name: `Commerce Layer, ${name}`, platform: 'commerce-layer', ...more },
  url: (customers) => `/api/customers?${typeof query === 'string' ? query : query(customers)}`,
})
const shopline = (name: string, path: string, more: Partial<Case> = {}): Case => ({
  ...{ name: `SHOPLINE, ${name}`, platform: 'shopline', ...more },
  url: () => `/admin/openapi/v20260301${path}`,
})
const easycart = (
  name: string,
  query: string | ((customers: number) => string),
  more: Partial<Case> = {},
): Case => ({
  ...{ name: `Easycart, ${name}`, platform: 'easycart', ...more },
  url: (customers) => `/api/v1/customers?${typeof query === 'string' ? query : query(customers)}`,
})

const PAGE = 10
const EASYCART_PAGE = 15
/** Most of the generated customers order in this currency. */
const EUROS = 0.55
const middle = (customers: number) => `page[size]=${PAGE}&page[number]=${customers / PAGE / 2}`

const CASES: readonly Case[] = [
  core('first page', `page[size]=${PAGE}`),
  core('newest first', `sort=-created_at&page[size]=${PAGE}`),
  core('last changed first', `sort=-updated_at&page[size]=${PAGE}`),
  core('by e-mail', `sort=email&page[size]=${PAGE}`),
  core('with addresses and groups', `include=customer_addresses.address,customer_group&page[size]=${PAGE}`),
  core('the page in the middle', middle, { again: true }),
  core('the page in the middle by id', (customers) => `sort=id&${middle(customers)}`, { again: true }),
  core('the page in the middle by created_at', (customers) => `sort=-created_at&${middle(customers)}`, {
    again: true,
  }),
  core('the page in the middle by updated_at', (customers) => `sort=updated_at&${middle(customers)}`, {
    again: true,
  }),
  core('one e-mail', `filter[q][email_eq]=${emailText(7)}`),
  core('a part of one e-mail', `filter[q][email_cont]=${emailText(777).toLowerCase()}`),
  core('one reference', 'filter[q][reference_eq]=WEB-1'),
  core('those of a status, counted before', `filter[q][status_eq]=repeat&page[size]=${PAGE}`, {
    again: true,
  }),
  shopline('first page', '/v2/customers.json?limit=50'),
  shopline('250 customers', '/v2/customers.json?limit=250'),
  shopline('one e-mail', `/v2/customers.json?email=${emailText(7)}`),
  shopline('the count', '/customers/v2/count.json'),
  shopline('search by last order', '/customers/v2/search.json?limit=50&order=1'),
  shopline('search by number of orders', '/customers/v2/search.json?limit=50&order=2'),
  shopline('search for one e-mail', `/customers/v2/search.json?query_param=${emailText(777)}`, {
    fails: true,
  }),
  easycart('first page', 'currency=eur'),
  easycart(
    'the page in the middle',
    (customers) => `currency=eur&page=${Math.floor((customers * EUROS) / EASYCART_PAGE / 2)}`,
    { again: true },
  ),
  easycart('a rare currency', `currency=${RARE.currency.toLowerCase()}`),
  easycart('search for one e-mail', `currency=eur&query=${emailText(777)}`, { again: true }),
  easycart('search for a name, counted before', 'currency=eur&query=nowak', { again: true }),
  easycart('from a day on, counted before', 'currency=eur&created_from=2025-06-01', {
    again: true,
  }),
]

interface Shop {
  world: World
  client: pg.Client
  headers: Record<Case['platform'], Record<string, string>>
}

/** On PostgreSQL where it is installed: both engines have one planner. */
describe(`from ${SIZES[0]} to ${SIZES[1]} customers`, () => {
  const engine = ENGINES.at(-1) ?? 'embedded'
  const shops = new Map<number, Shop>()

  beforeAll(async () => {
    for (const customers of SIZES) shops.set(customers, await openShop(customers))
  })
  afterAll(async () => {
    for (const { world, client } of shops.values()) {
      await client.end()
      await world.close()
    }
  })

  async function openShop(customers: number): Promise<Shop> {
    const world = await createWorld(engine)
    const shop = { organization: world.organization.key, customers, seed: 42 }
    await fill(world.store.database, shop, { indexesLast: customers > SIZES[0], lanes: 1 })
    await world.store.ranks.fold(world.organization.key)
    const client = new pg.Client(world.location.databaseUrl)
    await client.connect()
    const token = await world.credential('commerce-layer', { kind: 'integration' })
    const { json } = await world.send({
      method: 'POST',
      url: '/oauth/token',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', ...token }),
    })
    const bearer = (text: string | undefined) => ({ authorization: `Bearer ${text}` })
    return {
      world,
      client,
      headers: {
        'commerce-layer': {
          ...bearer((json() as { access_token: string }).access_token),
          accept: 'application/vnd.api+json',
        },
        shopline: bearer((await world.credential('shopline')).access_token),
        easycart: bearer((await world.credential('easycart')).token),
      },
    }
  }

  async function costOf({ platform, url, again = false }: Case, customers: number) {
    const { world, client, headers } = shops.get(customers) as Shop
    const ask = async () => {
      const { status, body } = await world.send({ url: url(customers), headers: headers[platform] })
      expect(status, body.slice(0, 300)).toBe(200)
    }
    if (again) await ask()
    world.asked()
    await ask()
    const statements = world.asked()
    const read = new Map<string, number>()
    for (const statement of statements)
      if (/^(select|with)\b/.test(statement.text)) read.set(statement.text, await rowsRead(client, statement))
    const [most] = [...read].sort(([, a], [, b]) => b - a)
    return { statements: statements.length, rows: [...read.values()].reduce((a, b) => a + b, 0), most }
  }

  for (const one of CASES) {
    const judge = one.fails ? it.fails : it
    judge(one.name, async () => {
      const [small, large] = [await costOf(one, SIZES[0]), await costOf(one, SIZES[1])]
      const seen = JSON.stringify({ small, large })
      expect(large.statements, seen).toBeLessThanOrEqual(small.statements)
      expect(large.rows, seen).toBeLessThanOrEqual(small.rows * CHANCE.times + CHANCE.rows)
    })
  }
})
