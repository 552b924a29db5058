/** docs/mapping/shopline.md says of every key where it comes from, and of nothing else. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldOf, fields, type RecordType } from '../../src/core/schema.ts'
import { CUSTOMER } from '../../src/dialects/shopline/customer-input.ts'
import { FULL, shoplineFixture } from '../contract/shopline.fixture.ts'
import { createWorld, type World } from '../support/world.ts'

const page = readFileSync(new URL('../../docs/mapping/shopline.md', import.meta.url), 'utf8')
const [, customerPart = '', addressPart = ''] = page.split(/^## /m)
const writingPart = page.split(/^## Writing a customer/m)[1]?.split(/^## /m)[0] ?? ''
const rowsOf = (part: string) =>
  [...part.matchAll(/^\| `(\w+)` \| (.*?) \|/gm)].map(([, key = '', sources = '']) => ({
    key,
    sources: [...sources.matchAll(/`(\w+)\.(\w+)`/g)].map(([, type = '', field = '']) => ({ type, field })),
  }))

describe('the mapping page of SHOPLINE', () => {
  let world: World
  let shown: { addresses: object[]; default_address: object }
  beforeAll(async () => {
    world = await createWorld('embedded')
    const headers = await (await shoplineFixture(world)).authorize('valid')
    const answer = await world.send({ url: `/admin/openapi/v20260301/customers/v2/${FULL}.json`, headers })
    shown = (answer.json() as { customer: typeof shown }).customer
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
    const rows = [...rowsOf(customerPart), ...rowsOf(addressPart), ...rowsOf(writingPart)]
    for (const { key, sources } of rows) {
      expect(sources, key).not.toEqual([])
      for (const { type, field } of sources)
        if (type !== 'organization') {
          expect(Object.keys(fields), key).toContain(type)
          expect(fieldOf(type as RecordType, field), `${key}: ${type}.${field}`).toBeDefined()
        }
    }
  })
})
