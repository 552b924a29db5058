/** What is written as text is, byte for byte, what the plain presenter makes: every resource, fieldset, include, caller. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization } from '../../src/core/ports.ts'
import { type FieldType, fieldOf, fields, type RecordType } from '../../src/core/schema.ts'
import { type Loaded, loadAll } from '../../src/dialects/commerce-layer/load.ts'
import { presentResource } from '../../src/dialects/commerce-layer/present.ts'
import type { IncludeTree } from '../../src/dialects/commerce-layer/query/read-include.ts'
import type { AnyRecord, Resource } from '../../src/dialects/commerce-layer/resource.ts'
import {
  fieldsRead,
  type TextFrame,
  textFrame,
  writeResources,
} from '../../src/dialects/commerce-layer/resource-text.ts'
import { resources } from '../../src/dialects/commerce-layer/resources/index.ts'
import type { Caller } from '../../src/dialects/commerce-layer/tokens.ts'
import { bytesOf } from '../../src/lib/byte-text.ts'
import { rowShape } from '../../src/store/text-rows.ts'
import { ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { linkAll, plantBelongings } from '../support/plant-strangers.ts'
import { createWorld, type World } from '../support/world.ts'

const resourceText = (one: Loaded, frame: TextFrame) =>
  String(bytesOf((out) => writeResources(out, [one], frame)))

const all = [...resources.values()].filter(({ record, load }) => record && !load)

/** Columns as PostgreSQL writes them. */
const COLUMNS: Record<FieldType, fc.Arbitrary<string>> = {
  text: fc.string({
    unit: fc.constantFrom('a', '"', '\\', '\n', 'é', '\ud83d\ude00', '<', '\u2028', '\u0001'),
  }),
  uuid: fc.uuid(),
  digits: fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
  date: fc.constantFrom('2026-01-02', '1999-12-31'),
  integer: fc.integer({ min: -5000, max: 5_000_000 }).map(String),
  float: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  boolean: fc.constantFrom('t', 'f'),
  time: fc
    .nat(999)
    .map(
      (ms) => `2026-03-04 05:06:07${ms === 0 ? '' : `.${String(ms).padStart(3, '0').replace(/0+$/, '')}`}+00`,
    ),
  json: fc.constantFrom(
    '{}',
    '{"a": [1, "é"], "10": 1, "9": null}',
    '{"commerce-layer": {"profile_id": "p\\"q", "tax_exemption_code": "t"}}',
  ),
}

const columnsOf = (type: RecordType) =>
  fc.tuple(
    ...Object.keys(fields[type]).map((name) => {
      const known = fieldOf(type, name)
      const column = COLUMNS[known?.type ?? 'text']
      return known?.nullable ? fc.option(column) : column
    }),
  )

const callerOf = (organization: Partial<Organization>, test: boolean): Caller =>
  ({
    credential: { id: 'c', createdAt: new Date(0), settings: {}, scopes: [], name: null },
    organization: { shortId: 'org"1', slug: 's', createdAt: new Date(0), profile: {}, ...organization },
    kind: 'integration',
    owner: null,
    test,
    customClaim: test ? { claim: 'é' } : null,
    scope: '',
  }) as unknown as Caller

const fieldsetOf = (resource: Resource) => {
  const names = [...resource.attributes.filter(({ hidden }) => !hidden), ...resource.relationships].map(
    ({ name }) => name,
  )
  return fc.option(fc.subarray(['id', ...names], { minLength: 1 }), { nil: undefined })
}

/** The text or, where there is none, why. */
const tried = (make: () => string): string => {
  try {
    return make()
  } catch (error) {
    return String(error)
  }
}

const generated = fc.constantFrom(...all).chain((resource) =>
  fc.record({
    resource: fc.constant(resource),
    columns: columnsOf(resource.record as RecordType),
    fieldset: fieldsetOf(resource),
    test: fc.boolean(),
    origin: fc.constantFrom('http://localhost:8080', 'https://a$&.b', ''),
    traceId: fc.constantFrom(null, 'ab'.repeat(32)),
    included: fc.subarray(resource.relationships.map(({ name }) => name)),
    identifiers: fc.array(fc.record({ type: fc.constant('orders'), id: fc.string({ maxLength: 3 }) }), {
      maxLength: 2,
    }),
  }),
)

test('records of any content', () => {
  fc.assert(
    fc.property(
      generated,
      ({ resource, columns, fieldset, test, origin, traceId, included, identifiers }) => {
        const type = resource.record as RecordType
        const fieldsets = new Map(fieldset ? [[resource.type, new Set(fieldset)]] : [])
        const frame = { origin, caller: callerOf({}, test), fieldsets, traceId }
        const linkage = new Map(included.map((name) => [name, identifiers]))
        const read = fieldsRead(resource, frame) ?? Object.keys(fields[type])
        const places = Object.keys(fields[type])
        const narrow = rowShape(type, read).row(read.map((name) => columns[places.indexOf(name)] ?? null))
        const loaded = (record: unknown): Loaded => ({
          resource,
          record: record as AnyRecord,
          related: undefined,
          linkage,
        })
        const plain = tried(() =>
          JSON.stringify(presentResource(loaded(rowShape(type).record(columns)), frame)),
        )
        expect(tried(() => resourceText(loaded(narrow), textFrame(frame)))).toBe(plain)
        expect(tried(() => resourceText(loaded(rowShape(type).record(columns)), textFrame(frame)))).toBe(
          plain,
        )
      },
    ),
    { numRuns: times(3000, 50_000) },
  )
})

describe.each(ENGINES)('records with all that hangs on them, on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
    await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
      const [group] = await writer.create('group', [{ name: 'g' }])
      const [one, other] = [
        await plantBelongings(writer, 'one"é', group?.key ?? 0),
        await plantBelongings(writer, 'other', group?.key ?? 0),
      ]
      await linkAll(writer, one, other)
      await linkAll(writer, other, one)
    })
  })
  afterAll(() => world.close())

  test('every resource with everything that can be included', async () => {
    const { organization, services } = world
    const caller = callerOf(organization, true)
    const asking = { caller, services }
    const shown = new Set<string>()
    for (const resource of resources.values()) {
      if (!resource.record || !resource.served) continue
      const query = {
        type: resource.record,
        ...(resource.only ? { where: resource.only } : {}),
        sort: [],
        limit: 5,
      }
      const records = (await services.records.list(organization.key, query)) as unknown as AnyRecord[]
      const rows = (await services.records.rows(organization.key, query)) as unknown as AnyRecord[]
      const included = resource.relationships.filter(({ includable }) => includable).map(({ name }) => name)
      for (const names of [[], included]) {
        const tree: IncludeTree = new Map(names.map((name) => [name, new Map()]))
        const frame = { origin: 'http://localhost', caller, fieldsets: new Map(), traceId: 'f'.repeat(64) }
        const plain = await loadAll(resource, records, tree, asking)
        const loaded = await loadAll(resource, rows, tree, asking)
        expect(loaded.map((one) => resourceText(one, textFrame(frame)))).toEqual(
          plain.map((one) => JSON.stringify(presentResource(one, frame))),
        )
        for (const one of loaded) shown.add(one.resource.type)
      }
    }
    expect(shown.size).toBeGreaterThan(15)
  })
})
