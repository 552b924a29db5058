/** docs/mapping/easycart.md says of every member where it comes from, and of nothing else. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldOf, fields, type RecordType } from '../../src/core/schema.ts'
import { writingRoutes } from '../../src/dialects/easycart/writing/routes.ts'
import { easycartReadingFixture } from '../contract/easycart-reading.fixture.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { createWorld, type World } from '../support/world.ts'

const page = readFileSync(new URL('../../docs/mapping/easycart.md', import.meta.url), 'utf8')
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
/** The rows of each table, by its heading. */
const tables = new Map(page.split(/^## /m).map((part) => [part.split('\n')[0] ?? '', rowsOf(part)] as const))

describe('what is written', () => {
  const endpoints = page
    .split('\n')
    .map((line) => /^\| (POST|PATCH|DELETE) (\S+) \|/.exec(line))
    .flatMap((match) => (match ? [match] : []))

  test('has a row for each writing endpoint, in order', () => {
    expect(endpoints.map(([, method, path]) => `${method} ${path}`)).toEqual(
      writingRoutes.map(({ method, path }) => `${method} ${path}`),
    )
  })

  test('names only fields that the core has', () => {
    const named = endpoints.flatMap(({ input }) => [...input.matchAll(/`([a-zA-Z]+)\.([a-zA-Z]+)`/g)])
    expect(named.length).toBeGreaterThan(30)
    expect(
      named
        .filter(([, type = '', name = '']) => !(type in fields && fieldOf(type as RecordType, name)))
        .map(([text]) => text),
    ).toEqual([])
  })
})

describe('the mapping of Easycart’s objects', () => {
  let world: World
  let facts: Readonly<Record<string, string>>
  beforeAll(async () => {
    world = await createWorld('embedded')
    facts = (await easycartReadingFixture(world)).facts
  })
  afterAll(() => world.close())

  test.each([
    ['Customer', 'customers', 'customer', '?currency=pln'],
    ['Order', 'orders', 'order', ''],
    ['Transaction', 'transactions', 'transaction', ''],
    ['Subscription', 'subscriptions', 'subscription', ''],
    ['Product', 'products', 'product', ''],
    ['Product variant', 'product-variants', 'month', ''],
    ['Promotion code', 'promotion-codes', 'global', ''],
  ])('%s has a row for each presented member, in order, and no other', async (heading, path, fact, query) => {
    const client = await easycartClient(world)
    const shown = (await client.send(`/${path}/${facts[fact]}${query}`)).json() as object
    const rows = tables.get(heading) ?? []
    expect(rows.map(([, name]) => name)).toEqual(Object.keys(shown).map((name) => `\`${name}\``))
  })

  test('has no other table', () => {
    expect([...tables].filter(([, rows]) => rows.length > 0)).toHaveLength(7)
  })

  test('names only fields that the core has', () => {
    const sources = rowsOf(page).flatMap(([, , source = '', notes = '']) =>
      [...`${source} ${notes}`.matchAll(/`([a-zA-Z]+)\.([a-zA-Z]+)`/g)].map((match) => [match[1], match[2]]),
    )
    expect(sources.length).toBeGreaterThan(100)
    const missing = sources.filter(
      ([type = '', name = '']) => !(type in fields && fieldOf(type as RecordType, name)),
    )
    expect(missing).toEqual([])
  })
})
