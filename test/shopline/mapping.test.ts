/** docs/mapping/shopline.md says of every key where it comes from, and of nothing else. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldOf, fields, type RecordType } from '../../src/core/schema.ts'
import { CUSTOMER } from '../../src/dialects/shopline/customers/customer-input.ts'
import { QUERY_FIELDS } from '../../src/dialects/shopline/customers/customer-query.ts'
import { GROUP_FIELDS } from '../../src/dialects/shopline/groups/present-group.ts'
import { FULL, shoplineFixture } from '../contract/shopline.fixture.ts'
import { createWorld, type World } from '../support/world.ts'

const page = readFileSync(new URL('../../docs/mapping/shopline.md', import.meta.url), 'utf8')
/** The part of the page under that heading. */
const section = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split(/^## /m)[0] ?? ''
const [customerPart, addressPart, writingPart] = [
  section('Customer'),
  section('Address inside a customer'),
  section('Writing a customer'),
]
const rowsOf = (part: string) =>
  [...part.matchAll(/^\| `(\w+)` \| (.*?) \|/gm)].map(([, key = '', sources = '']) => ({
    key,
    sources: [...sources.matchAll(/`(\w+)\.(\w+)`/g)].map(([, type = '', field = '']) => ({ type, field })),
  }))

describe('the mapping page of SHOPLINE', () => {
  let world: World
  let shown: { addresses: { id: string }[]; default_address: object }
  let get: (path: string) => Promise<unknown>
  beforeAll(async () => {
    world = await createWorld('embedded')
    const headers = await (await shoplineFixture(world)).authorize('valid')
    get = async (path) => (await world.send({ url: `/admin/openapi/v20260301/${path}`, headers })).json()
    shown = ((await get(`customers/v2/${FULL}.json`)) as { customer: typeof shown }).customer
  })
  afterAll(() => world?.close())

  test('has a row for each of the 33 keys of a customer, in order, and no other', () => {
    expect(rowsOf(customerPart).map(({ key }) => key)).toEqual(Object.keys(shown))
    expect(Object.keys(shown)).toHaveLength(33)
  })

  test('has a row for each of the 16 keys of an address, in order, and no other', () => {
    const keys = rowsOf(addressPart).map(({ key }) => key)
    expect(keys).toHaveLength(16)
    for (const address of [...shown.addresses, shown.default_address])
      expect(Object.keys(address)).toEqual(keys)
  })

  test('has a row for each of the 21 keys of an address of its own, in order, and no other', async () => {
    const answer = await get(`customers/${FULL}/addresses/${shown.addresses[0]?.id}.json`)
    const keys = rowsOf(section('Address of its own')).map(({ key }) => key)
    expect(Object.keys((answer as { customer_address: object }).customer_address)).toEqual(keys)
    expect(keys).toHaveLength(21)
  })

  test('has a row for each key of a group', () => {
    expect(rowsOf(section('Customer group')).map(({ key }) => key)).toEqual(Object.keys(GROUP_FIELDS))
  })

  test('has a row for each field of a query', () => {
    expect(rowsOf(section('Query of a search or a group')).map(({ key }) => key)).toEqual(QUERY_FIELDS)
  })

  test('has rows for the keys of an order, in order', async () => {
    const { list } = (await get(`customers/${FULL}/orders.json?status=any`)) as { list: object[] }
    const keys = rowsOf(section('Order')).map(({ key }) => key)
    expect(Object.keys(list[0] ?? {}).filter((key) => keys.includes(key))).toEqual(keys)
  })

  test('has a row for each member that may be written, which says where it goes', () => {
    const rows = new Map(rowsOf(writingPart).map(({ key, sources }) => [key, sources]))
    const others = [
      'password',
      'email_marketing_consent',
      'sms_marketing_consent',
      'accepts_marketing',
      'tags',
      'addresses',
    ]
    expect([...rows.keys()]).toEqual([...Object.keys(CUSTOMER), ...others])
    for (const [key, { to }] of Object.entries(CUSTOMER))
      expect(rows.get(key), key).toEqual([
        { type: 'customer', field: typeof to === 'string' ? to : 'extras' },
      ])
  })

  test('names only fields that the core has', () => {
    for (const { key, sources } of page.split(/^## /m).flatMap(rowsOf)) {
      expect(sources, key).not.toEqual([])
      for (const { type, field } of sources)
        if (type !== 'organization') {
          expect(Object.keys(fields), key).toContain(type)
          expect(fieldOf(type as RecordType, field), `${key}: ${type}.${field}`).toBeDefined()
        }
    }
  })
})
