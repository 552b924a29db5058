/** docs/mapping/easycart.md says of every member where it comes from, and of nothing else. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldOf, fields, type RecordType } from '../../src/core/schema.ts'
import { writingRoutes } from '../../src/dialects/easycart/writing/routes.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

const page = readFileSync(new URL('../../docs/mapping/easycart.md', import.meta.url), 'utf8')
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))

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

describe('the mapping of Easycart’s customer', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld('embedded')
  })
  afterAll(() => world.close())

  test('has a row for each presented member, in order, and no other', async () => {
    const customer = await writePerson(world, {})
    const shown = await (await easycartClient(world)).get(customer.uuidId, 'currency=usd')
    expect(rows.map(([, name]) => name)).toEqual(Object.keys(shown).map((name) => `\`${name}\``))
  })

  test('names only fields that the core has', () => {
    const sources = rows.flatMap(([, , source = '', notes = '']) =>
      [...`${source} ${notes}`.matchAll(/`([a-zA-Z]+)\.([a-zA-Z]+)`/g)].map((match) => [match[1], match[2]]),
    )
    expect(sources.length).toBeGreaterThan(10)
    const missing = sources.filter(
      ([type = '', name = '']) => !(type in fields && fieldOf(type as RecordType, name)),
    )
    expect(missing).toEqual([])
  })
})
