/**
 * The descriptions of the resources against the facts of the specification's section 6, kept as a table of their
 * own (resource-facts.txt): names and their order, types, flags, relationships, filters, operations; and what a
 * record with nothing but the necessary shows.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { relationOf } from '../../src/core/schema.ts'
import type { Attribute, Relationship, Resource } from '../../src/dialects/commerce-layer/resource.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import {
  type Client,
  commerceLayerClient,
  one,
  type ResourceObject,
} from '../support/commerce-layer-client.ts'
import { createWorld, type World } from '../support/world.ts'
import { writeOrder } from '../support/write-order.ts'

/** Where the descriptions differ on purpose, and why. Each must still be so. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  'customer_addresses.customer r':
    'the e-mail leads to the customer as well as the relationship (section 6, notes)',
  'customer_addresses.customer_email r':
    'the relationship leads to the customer as well as the e-mail (section 6, notes)',
  'customer_subscriptions.customer_email r': 'asked for by the check that finds the customer by it',
}

/** Values that are not of the type that the facts say, or null where they forbid it, and why. */
const ODD_VALUES: Readonly<Record<string, string>> = {
  'event_stores.reference': 'the documentation’s example shows {} (section 4.4)',
  'event_stores.reference_origin': 'the documentation’s example shows {} (section 4.4)',
}

interface AttributeFact {
  name: string
  type: string
  nullable: boolean
  flags: ReadonlySet<string>
  values: readonly string[] | null
}
interface RelationshipFact {
  name: string
  cardinality: string
  targets: string
  flags: ReadonlySet<string>
}
interface ResourceFacts {
  path: string
  operations: readonly string[]
  attributes: readonly AttributeFact[]
  relationships: readonly RelationshipFact[]
  /** Names under `filter[…]` beside those that follow, and those that do not follow. */
  moreFilters: readonly string[]
  lessFilters: ReadonlySet<string>
}

const FLAGS = new Set('cusfrhpx')
function flagsOf(text: string): ReadonlySet<string> {
  if (text === '-') return new Set()
  const flags = new Set(text)
  for (const flag of flags) if (!FLAGS.has(flag)) throw new Error(`No flag ${flag}`)
  return flags
}

function readFacts(text: string): Map<string, ResourceFacts> {
  const sections = text
    .split('\n\n')
    .slice(1)
    .map((section) => section.trim().split('\n'))
  return new Map(sections.map(([head = '', ...lines]) => readResource(head, lines)))
}

function readResource(head: string, lines: readonly string[]): [string, ResourceFacts] {
  const [type = '', ...words] = head.split(' ')
  const rows = lines.map((line) => line.trim().split(' '))
  const filters = rows.filter(([first]) => first === ':').flatMap(([, ...names]) => names)
  const facts: ResourceFacts = {
    path: words.find((word) => word.startsWith('at:'))?.slice(3) ?? type,
    operations: words.filter((word) => !word.startsWith('at:')),
    attributes: rows
      .filter(([first]) => first !== '>' && first !== ':')
      .map(([name = '', as = '', flags = '-', values]) => ({
        name,
        type: as.replace('?', ''),
        nullable: as.endsWith('?'),
        flags: flagsOf(flags),
        values: values?.slice(1).split('|') ?? null,
      })),
    relationships: rows
      .filter(([first]) => first === '>')
      .map(([, name = '', cardinality = '', targets = '', flags = '-']) => ({
        name,
        cardinality,
        targets,
        flags: flagsOf(flags),
      })),
    moreFilters: filters.filter((name) => !name.startsWith('-')),
    lessFilters: new Set(filters.filter((name) => name.startsWith('-')).map((name) => name.slice(1))),
  }
  return [type, facts]
}

const FACTS = readFacts(readFileSync(new URL('resource-facts.txt', import.meta.url), 'utf8'))

type Described = { flag: string; is: boolean }
const attributeFlags = (one: Attribute, { operations }: Resource): Described[] => [
  { flag: 'c', is: one.creatable && operations.has('create') },
  { flag: 'u', is: one.updatable },
  { flag: 's', is: one.sortable },
  // A filter that only asks whether there is one is none of the table's (section 9.5).
  { flag: 'f', is: one.filterable && !one.presenceOnly },
  { flag: 'h', is: one.hidden },
  { flag: 'p', is: one.staff },
  // The table also calls what the server sets itself required.
  ...(one.creatable ? [{ flag: 'r', is: one.required }] : []),
]
const relationshipFlags = (one: Relationship): Described[] => [
  { flag: 'c', is: one.creatable },
  { flag: 'u', is: one.updatable },
  { flag: 's', is: one.sortable },
  { flag: 'f', is: one.filterable },
  { flag: 'x', is: !one.includable },
  { flag: 'p', is: one.staff },
  ...(one.creatable ? [{ flag: 'r', is: one.required }] : []),
]

/** `customers.email s`: the flag is not as the facts say. */
const flagDifferences = (at: string, flags: ReadonlySet<string>, described: readonly Described[]): string[] =>
  described.filter(({ flag, is }) => is !== flags.has(flag)).map(({ flag }) => `${at} ${flag}`)

function differences(type: string, facts: ResourceFacts): string[] {
  const resource = resources.get(type)
  if (!resource?.served) return [`${type} is not described`]
  return [
    ...names(`${type} attributes`, facts.attributes, resource.attributes),
    ...order(
      `${type} attributes`,
      facts.attributes,
      resource.attributes.filter(({ hidden }) => !hidden),
    ),
    ...names(`${type} relationships`, facts.relationships, resource.relationships),
    ...order(`${type} relationships`, facts.relationships, resource.relationships),
    ...facts.attributes.flatMap((fact) => {
      const at = `${type}.${fact.name}`
      const described = resource.attributes.find(({ name }) => name === fact.name)
      if (!described) return []
      return [
        ...(described.type === fact.type ? [] : [`${at} ${described.type}`]),
        ...flagDifferences(at, fact.flags, attributeFlags(described, resource)),
        ...wordDifferences(at, fact, described),
      ]
    }),
    ...facts.relationships.flatMap((fact) => {
      const at = `${type}.${fact.name}`
      const described = resource.relationships.find(({ name }) => name === fact.name)
      if (!described) return []
      const cardinality = described.many ? 'many' : 'one'
      return [
        ...(cardinality === fact.cardinality ? [] : [`${at} ${cardinality}`]),
        ...(described.targets.join('|') === fact.targets ? [] : [`${at} targets`]),
        ...flagDifferences(at, fact.flags, relationshipFlags(described)),
      ]
    }),
    ...filterDifferences(type, facts, resource),
    ...([...resource.operations].join(' ') === facts.operations.join(' ') ? [] : [`${type} operations`]),
    ...((resource.singleton?.path ?? type) === facts.path ? [] : [`${type} path`]),
  ]
}

type Named = readonly { name: string }[]
const namesOf = (list: Named): string[] => list.map(({ name }) => name)

/** Missing and strange ones. */
function names(at: string, facts: Named, described: Named): string[] {
  const [wanted, found] = [namesOf(facts), namesOf(described)]
  return [
    ...wanted.filter((name) => !found.includes(name)).map((name) => `${at}: no ${name}`),
    ...found.filter((name) => !wanted.includes(name)).map((name) => `${at}: ${name}`),
  ]
}

/** Whether those that are shown stand in another order. */
function order(at: string, facts: Named, shown: Named): string[] {
  const [wanted, found] = [namesOf(facts), namesOf(shown)]
  const asWanted = wanted.filter((name) => found.includes(name)).join()
  return asWanted === found.filter((name) => wanted.includes(name)).join() ? [] : [`${at}: order`]
}

/** The platform's words for what the core keeps are among the documented ones. */
function wordDifferences(at: string, { values }: AttributeFact, { source }: Attribute): string[] {
  const words = 'names' in source ? Object.values(source.names ?? {}) : []
  return values ? words.filter((word) => !values.includes(word)).map((word) => `${at} =${word}`) : []
}

function filterDifferences(type: string, facts: ResourceFacts, resource: Resource): string[] {
  // A singleton has no list to filter.
  if (facts.operations.length === 1) return []
  const filterable = facts.attributes.filter(({ flags }) => flags.has('f') && !flags.has('h'))
  const wanted = [
    'id',
    'ids',
    ...filterable.map(({ name }) => name),
    ...filterable
      .filter((fact) => fact.type === 'datetime')
      .flatMap(({ name }) => [`${name}_from`, `${name}_to`]),
    ...facts.relationships.filter(({ flags }) => flags.has('f')).map(({ name }) => `${name}_id`),
    ...facts.moreFilters,
  ].filter((name) => !facts.lessFilters.has(name))
  const described = resource.simpleFilters
  return [
    ...wanted.filter((name) => !described.includes(name)).map((name) => `${type} filter[${name}]: missing`),
    ...described.filter((name) => !wanted.includes(name)).map((name) => `${type} filter[${name}]`),
  ]
}

test('the table has the twenty resources', () => {
  expect(FACTS.size).toBe(20)
  expect([...FACTS.values()].reduce((sum, { attributes }) => sum + attributes.length, 0)).toBe(462)
  expect([...FACTS.values()].reduce((sum, { relationships }) => sum + relationships.length, 0)).toBe(152)
})

test('every resource is as the facts say, but for the deviations that are named', () => {
  const found = [...FACTS].flatMap(([type, facts]) => differences(type, facts))
  expect(found.sort()).toEqual(Object.keys(DEVIATIONS).sort())
})

test('every relationship follows a relation that the core knows', () => {
  const unknown = [...resources.values()].flatMap(({ type, record, relationships }) =>
    relationships.flatMap(({ name, link }) => {
      if (!record || link === null || typeof link === 'string') return []
      const relation = 'relation' in link ? link.relation : 'linked' in link ? 'links' : 'backlinks'
      return relationOf(record, relation) ? [] : [`${type}.${name}`]
    }),
  )
  expect(unknown).toEqual([])
})

describe('a record with nothing but the necessary', () => {
  let world: World
  let records: Map<string, ResourceObject>
  beforeAll(async () => {
    world = await createWorld('embedded')
    records = await minimalRecords(world, await commerceLayerClient(world))
  })
  afterAll(() => world?.close())

  test.each([...FACTS])('%s: members, types, and null only where it may be', (type, facts) => {
    const record = records.get(type)
    const shown = Object.keys(record?.attributes ?? {})
    const wanted = facts.attributes.filter(({ flags }) => !flags.has('h'))
    expect(shown).toEqual(wanted.map(({ name }) => name))
    const odd = wanted.filter((fact) => !fits(fact, record?.attributes[fact.name]))
    const expected = Object.keys(ODD_VALUES).filter((at) => at.startsWith(`${type}.`))
    expect(odd.map(({ name }) => `${type}.${name}`)).toEqual(expected)
  })
})

function fits({ type, nullable, values }: AttributeFact, value: unknown): boolean {
  if (value === null) return nullable
  if (values && !values.includes(String(value))) return false
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value)
    case 'float':
      return typeof value === 'number'
    case 'datetime':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|\+00:00)$/.test(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && !Array.isArray(value)
    default:
      return typeof value === type
  }
}

async function minimalRecords(world: World, api: Client): Promise<Map<string, ResourceObject>> {
  const customer = await api.make('customers', { email: 'a@example.com' })
  const owner = { customer: one('customers', customer.id) }
  const address = await api.make('addresses', {
    first_name: 'A',
    last_name: 'B',
    line_1: '1 High St',
    city: 'Dublin',
    country_code: 'KE',
    phone: '1',
    zip_code: '1',
  })
  const at = { address: one('addresses', address.id) }
  const market = {
    merchant: one('merchants', 'a'),
    price_list: one('price_lists', 'b'),
    inventory_model: one('inventory_models', 'c'),
  }
  const email = { customer_email: 'a@example.com' }
  const first = async (url: string) => (await api.list(url))[0] as ResourceObject
  const europe = await api.make('markets', { name: 'a' }, market)
  const order = await api.make('orders', email, { market: one('markets', europe.id) })
  const found = await world.store.records.find(world.organization.key, 'customer', 'shortId', customer.id)
  const placed = await writeOrder(world, { customerKey: found?.key ?? 0, status: 'completed' })
  const made = [
    customer,
    europe,
    order,
    await api.make(
      'order_subscriptions',
      { frequency: 'monthly' },
      { source_order: one('orders', order.id) },
    ),
    await api.make('returns', {}, { order: one('orders', placed.shortId) }),
    await first('/api/events'),
    address,
    await api.make('customer_groups', { name: 'a' }),
    await api.make('customer_addresses', email, at),
    await api.make('customer_payment_sources', {}, owner),
    await api.make('customer_subscriptions', { ...email, reference: 'a' }),
    await api.make('tags', { name: 'a' }),
    await api.make('sku_lists', { name: 'a', manual: true }),
    await api.make('attachments', { name: 'a' }, { attachable: one('customers', customer.id) }),
    await api.make('stock_locations', { name: 'a' }, at),
    await api.make('customer_password_resets', email),
    await first(`/api/customers/${customer.id}/event_stores`),
    await first('/api/versions'),
    (await api.get('/api/organization')).data,
    (await api.get('/api/application')).data,
  ]
  return new Map(made.map((record) => [record.type, record]))
}
