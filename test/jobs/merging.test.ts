/** Customers of several sources are one where they shall be, field by field as the rules say, and can be told apart again. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Organization, Writer } from '../../src/core/ports.ts'
import type { Customer, JsonObject, RecordOf } from '../../src/core/schema.ts'
import type { Reconciliation } from '../../src/jobs/sync/counts.ts'
import { addLink } from '../../src/jobs/sync/merge/add-link.ts'
import { provenanceOf } from '../../src/jobs/sync/merge/provenance.ts'
import { type LinkStore, undoLink } from '../../src/jobs/sync/merge/undo-link.ts'
import { openSource, type SourceInput } from '../../src/jobs/sync/sources.ts'
import { ENGINES } from '../support/engines.ts'
import { linkStoreOf, type Platform, type Shown, syncShown } from '../support/merging.ts'
import { createWorld, type World } from '../support/world.ts'

describe.each(ENGINES)('merging on %s', (engine) => {
  let world: World
  let organization: Organization
  let store: LinkStore
  let many = 0
  afterAll(() => world?.close())
  beforeEach(async () => {
    world ??= await createWorld(engine)
    organization = await world.addOrganization({ slug: `merging-${many++}` })
    store = linkStoreOf(world, organization)
  })

  async function sync(
    platform: Platform,
    shown: readonly Shown[],
    more: Partial<SourceInput> & { full?: boolean } = {},
  ): Promise<Reconciliation> {
    return syncShown(world, organization, platform, shown, more)
  }
  const customers = (): Promise<Customer[]> =>
    world.store.records.list(organization.key, { type: 'customer', sort: [{ field: 'key' }], limit: 100 })
  const only = async (): Promise<Customer> => {
    const all = await customers()
    expect(all).toHaveLength(1)
    return all[0] as Customer
  }
  const hanging = async <T extends 'address' | 'order'>(type: T, { key }: Customer): Promise<RecordOf<T>[]> =>
    (
      await world.store.records.related(
        organization.key,
        'customer',
        type === 'address' ? 'addresses' : 'orders',
        [key],
      )
    ).get(key) as unknown as RecordOf<T>[]

  const undone = async ({ key }: Customer, source: string) => {
    const { separated, ...done } = await undoLink(store, key, source)
    return { ...done, separated: separated as Customer }
  }

  const time = (day: number) => new Date(Date.UTC(2026, 0, day))
  const ADA = {
    shopline: {
      id: '4200000001',
      verified: true,
      values: {
        email: 'Ada@example.com',
        firstName: 'Ada',
        phone: '+481',
        createdAt: time(2),
        updatedAt: time(10),
      },
      tags: ['vip'],
      addresses: [{ id: 'SL1', city: 'Kraków', isDefault: true }],
      orders: [{ id: '900', amount: 500 }],
    },
    'commerce-layer': {
      id: 'AAAAAAAAAA',
      verified: true,
      values: {
        email: 'ada@example.com',
        firstName: 'Augusta',
        reference: 'R1',
        createdAt: time(1),
        updatedAt: time(5),
      },
      tags: ['early'],
      addresses: [{ id: 'BBBBBBBBBB', city: 'London' }],
      orders: [{ id: 'CCCCCCCCCC', amount: 700 }],
    },
  } satisfies Partial<Record<Platform, Shown>>

  test('a proven e-mail links two; the newest value wins, times are the widest, tags add up', async () => {
    await sync('shopline', [ADA.shopline])
    expect(await sync('commerce-layer', [ADA['commerce-layer']])).toMatchObject({
      created: 0,
      updated: 1,
      rejected: 0,
    })
    const ada = await only()
    expect(ada).toMatchObject({
      shortId: 'AAAAAAAAAA',
      numberId: '4200000001',
      firstName: 'Ada',
      phone: '+481',
      reference: 'R1',
      createdAt: time(1),
      updatedAt: time(10),
    })
    expect((await hanging('address', ada)).map(({ city, isDefault }) => [city, isDefault])).toEqual([
      ['Kraków', true],
      ['London', false],
    ])
    expect((await hanging('order', ada)).map(({ amount }) => amount).sort()).toEqual([500, 700])
    const tags = (await world.store.records.related(organization.key, 'customer', 'tags', [ada.key])).get(
      ada.key,
    )
    expect(tags?.map(({ name }) => name).sort()).toEqual(['early', 'vip'])
    // Nothing moves back and forth.
    for (const platform of ['shopline', 'commerce-layer'] as const)
      expect(await sync(platform, [ADA[platform]])).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: 1,
        rejected: 0,
      })
  })

  test('provenance says which source gave what, and since when', async () => {
    await sync('shopline', [ADA.shopline])
    await sync('commerce-layer', [ADA['commerce-layer']])
    const shown = await provenanceOf(world.store.records, organization.key, await only())
    expect(shown.sources.map(({ name, remote_id, linked_by }) => [name, remote_id, linked_by])).toEqual([
      ['shopline', '4200000001', 'created'],
      ['commerce-layer', 'AAAAAAAAAA', 'email'],
    ])
    // In the core's order, whatever the database makes of it; tags come after the fields.
    const names = shown.fields.map(({ field }) => field)
    expect([names[0], names.at(-1)]).toEqual(['created_at', 'tags'])
    const origin = new Map(shown.fields.map(({ field, ...rest }) => [field, rest]))
    expect(origin.get('first_name')).toEqual({
      value: 'Ada',
      from: 'shopline',
      since: time(10).toISOString(),
    })
    expect(origin.get('tags')).toMatchObject({ value: ['early', 'vip'] })
    expect(origin.get('reference')).toEqual({
      value: 'R1',
      from: 'commerce-layer',
      since: time(5).toISOString(),
    })
    await sync('shopline', [
      { ...ADA.shopline, values: { ...ADA.shopline.values, phone: '+482', updatedAt: time(12) } },
    ])
    const later = await provenanceOf(world.store.records, organization.key, await only())
    const since = (field: string) => later.fields.find((one) => one.field === field)?.since
    expect(since('first_name')).toBe(time(10).toISOString())
    expect(since('phone')).toBe(time(12).toISOString())
  })

  test.each([
    ['an unproven address here', { verified: false }, {}],
    ['an unproven address there', {}, { verified: null }],
  ])('%s links nobody, and the second is rejected with the reason', async (_, here, there) => {
    await sync('shopline', [{ ...ADA.shopline, ...here }])
    const counts = await sync('commerce-layer', [{ ...ADA['commerce-layer'], ...there }])
    expect(counts).toMatchObject({ created: 0, rejected: 1 })
    expect(Object.keys(counts.reasons).join()).toMatch(/e-?mail/)
    expect((await only()).shortId).not.toBe('AAAAAAAAAA')
    // The operator may believe the platform.
    expect(
      await sync('commerce-layer', [{ ...ADA['commerce-layer'], ...there }], { linkBy: 'email' }),
    ).toMatchObject({ updated: 1, rejected: 0 })
    expect((await only()).shortId).toBe('AAAAAAAAAA')
  })

  test('a rule file says who wins, for all sources', async () => {
    const rules = {
      default: ['commerce-layer'],
      fields: { phone: ['shopline'], reference: 'here' },
    } as JsonObject
    await sync('shopline', [ADA.shopline])
    await sync('commerce-layer', [ADA['commerce-layer']], { rules })
    expect(await only()).toMatchObject({ firstName: 'Augusta', phone: '+481', reference: null })
    const lastWord = {
      ...ADA.shopline,
      values: { ...ADA.shopline.values, firstName: 'A.', updatedAt: time(20) },
    }
    await sync('shopline', [lastWord])
    expect((await only()).firstName).toBe('Augusta')
  })

  test('a wrong link is undone: each has what its source gave, and no sync links them again', async () => {
    await sync('shopline', [ADA.shopline])
    const alone = await only()
    await sync('commerce-layer', [ADA['commerce-layer']])
    const ada = await only()
    const { separated, stays, withoutEmail } = await undone(ada, 'commerce-layer')
    expect(stays).toMatchObject({
      key: ada.key,
      shortId: alone.shortId,
      firstName: 'Ada',
      reference: null,
      createdAt: time(2),
    })
    expect(separated).toMatchObject({
      shortId: 'AAAAAAAAAA',
      firstName: 'Augusta',
      reference: 'R1',
      email: null,
    })
    expect(withoutEmail).toBe('ada@example.com')
    expect((await hanging('order', stays)).map(({ amount }) => amount)).toEqual([500])
    expect((await hanging('order', separated)).map(({ amount }) => amount)).toEqual([700])
    expect((await hanging('address', separated)).map(({ city }) => city)).toEqual(['London'])
    expect((await hanging('address', stays)).map(({ city }) => city)).toEqual(['Kraków'])
    for (const platform of ['shopline', 'commerce-layer'] as const)
      expect(await sync(platform, [ADA[platform]])).toMatchObject({ created: 0, updated: 0, rejected: 0 })
    expect(await customers()).toHaveLength(2)
    await expect(undoLink(store, stays.key, 'shopline')).rejects.toThrow('no link to undo')
    await expect(undoLink(store, stays.key, 'easycart')).rejects.toThrow(
      'nothing of this customer came from easycart',
    )
  })

  test('the one that came first can be taken out as well', async () => {
    await sync('shopline', [ADA.shopline])
    await sync('commerce-layer', [ADA['commerce-layer']])
    const { separated, stays } = await undone(await only(), 'shopline')
    expect(separated).toMatchObject({ numberId: '4200000001', firstName: 'Ada', phone: '+481' })
    expect(stays).toMatchObject({ shortId: 'AAAAAAAAAA', firstName: 'Augusta' })
    expect(stays.numberId).not.toBe('4200000001')
    expect((await hanging('order', separated)).map(({ amount }) => amount)).toEqual([500])
  })

  test('an explicit mapping links whom no e-mail does, before and after they are synced', async () => {
    await sync('shopline', [ADA.shopline])
    const ada = await only()
    const other = {
      ...ADA['commerce-layer'],
      values: { ...ADA['commerce-layer'].values, email: 'augusta@example.com' },
    }
    const second = {
      ...other,
      id: 'ZZZZZZZZZZ',
      addresses: [],
      orders: [],
      values: { email: 'z@example.com' },
    }
    await sync('commerce-layer', [other, second])
    expect(await customers()).toHaveLength(3)
    const source = await openSource(world.store.records, organization.key, {
      ...{ name: 'commerce-layer', dialect: 'commerce-layer', baseUrl: 'http://a' },
    })
    expect(await addLink(store, source, 'AAAAAAAAAA', ada.key)).toBe(true)
    expect(await addLink(store, source, 'AAAAAAAAAA', ada.key)).toBe(false)
    expect(await customers()).toHaveLength(2)
    const [linked] = await customers()
    expect(linked).toMatchObject({
      key: ada.key,
      shortId: 'AAAAAAAAAA',
      numberId: '4200000001',
      email: 'Ada@example.com',
    })
    expect((await hanging('order', ada)).map(({ amount }) => amount).sort()).toEqual([500, 700])
    expect(await sync('commerce-layer', [other, second])).toMatchObject({
      created: 0,
      updated: 0,
      rejected: 0,
    })
    await expect(addLink(store, source, 'ZZZZZZZZZZ', ada.key)).rejects.toThrow('undo that link first')
    // Ahead of the first sync.
    const easycart = await openSource(world.store.records, organization.key, {
      ...{ name: 'easycart', dialect: 'easycart', baseUrl: 'http://e' },
    })
    const uuid = '7b3f7c1e-0a52-4d0a-9d1c-3c1f0f5c9a11'
    expect(await addLink(store, easycart, uuid, ada.key)).toBe(true)
    await sync('easycart', [{ id: uuid, values: { fullName: 'Ada Lovelace' } }])
    expect(await customers()).toHaveLength(2)
    expect((await customers())[0]).toMatchObject({ uuidId: uuid, fullName: 'Ada Lovelace' })
  })

  test('gone at one source, a customer stays for the other’s sake with what that one gives', async () => {
    await sync('shopline', [ADA.shopline])
    await sync('commerce-layer', [ADA['commerce-layer']])
    await sync('shopline', [])
    const ada = await only()
    expect(ada).toMatchObject({ firstName: 'Augusta', shortId: 'AAAAAAAAAA' })
    expect((await hanging('order', ada)).map(({ amount }) => amount)).toContain(700)
    await sync('commerce-layer', [])
    expect(await customers()).toEqual([])
  })

  test('an erased person is linked to nobody, and nothing of what sources gave is left', async () => {
    await sync('shopline', [ADA.shopline])
    const ada = await only()
    await world.store.records.write(organization.key, { kind: 'test' }, (writer: Writer) =>
      writer.erase(ada.key),
    )
    await sync('commerce-layer', [ADA['commerce-layer']])
    expect(await customers()).toHaveLength(2)
    const [tie] = await world.store.records.list(organization.key, {
      type: 'sourceRecord',
      sort: [{ field: 'key' }],
      limit: 1,
    })
    expect(tie?.given).toEqual({})
  })

  test('a number that was made here gives way to the platform that gives it to somebody else', async () => {
    const person = { id: 'DDDDDDDDDD', values: { email: 'bo@example.com' } }
    await sync('commerce-layer', [person])
    const bo = await only()
    const other: Shown = {
      id: bo.numberId,
      verified: true,
      values: { email: 'cleo@example.com', firstName: 'Cleo' },
      addresses: [{ id: 'SL9', city: 'Lima' }],
    }
    expect(await sync('shopline', [other])).toMatchObject({ created: 1, rejected: 0 })
    const [first, second] = await customers()
    expect(first).toMatchObject({
      key: bo.key,
      shortId: 'DDDDDDDDDD',
      email: 'bo@example.com',
      firstName: null,
    })
    expect(first?.numberId).not.toBe(bo.numberId)
    expect(second).toMatchObject({ numberId: bo.numberId, email: 'cleo@example.com' })
    expect((await hanging('address', second as Customer)).map(({ city }) => city)).toEqual(['Lima'])
    expect(await sync('shopline', [other])).toMatchObject({ unchanged: 1, rejected: 0 })
    // Whoever was made here has a number that was made here, too.
    const [ours] = await world.store.records.write(organization.key, { kind: 'test' }, (writer) =>
      writer.create('customer', [{ email: 'dora@example.com' }]),
    )
    const third: Shown = { id: ours?.numberId ?? '', verified: true, values: { email: 'eve@example.com' } }
    expect(await sync('shopline', [other, third])).toMatchObject({ created: 1, unchanged: 1, rejected: 0 })
    expect((await customers()).map(({ email }) => email)).toEqual([
      'bo@example.com',
      'cleo@example.com',
      'dora@example.com',
      'eve@example.com',
    ])
  })

  test('two servers of one platform cannot give the same id; one under another name is the same', async () => {
    await sync('shopline', [ADA.shopline])
    const other: Shown = { ...ADA.shopline, values: { email: 'zoe@example.com' }, addresses: [], orders: [] }
    const counts = await sync('shopline', [other], { name: 'second', baseUrl: 'http://b' })
    expect(counts).toMatchObject({ created: 0, updated: 0, rejected: 1 })
    expect(Object.keys(counts.reasons).join()).toContain('shopline gave its id to another customer')
    expect((await only()).email).toBe('Ada@example.com')
    expect(await sync('shopline', [ADA.shopline], { name: 'renamed' })).toMatchObject({
      unchanged: 1,
      rejected: 0,
    })
  })
})
