/** What linking must not do: take an address for proven that is not, lose what was here, mistake one for another. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { NewRecord, Organization, Writer } from '../../src/core/ports.ts'
import type { Customer, JsonObject, RecordOf, RecordType } from '../../src/core/schema.ts'
import { confirmRefunds } from '../../src/jobs/confirm-refunds.ts'
import { endAccesses, WARN_BEFORE } from '../../src/jobs/end-what-is-due.ts'
import { addLink } from '../../src/jobs/sync/merge/add-link.ts'
import { provenanceOf } from '../../src/jobs/sync/merge/provenance.ts'
import { type LinkStore, undoLink } from '../../src/jobs/sync/merge/undo-link.ts'
import { openSource, type SourceInput } from '../../src/jobs/sync/sources.ts'
import { TELL_BEFORE, tellRenewals } from '../../src/jobs/tell-renewals.ts'
import { ENGINES } from '../support/engines.ts'
import { ledgerDifferences } from '../support/ledger-differences.ts'
import { linkStoreOf, type Platform, type Shown, syncShown } from '../support/merging.ts'
import { createWorld, type World } from '../support/world.ts'

const UUID = '7b3f7c1e-0a52-4d0a-9d1c-3c1f0f5c9a11'
const DAY = 86_400_000

describe.each(ENGINES)('linking on %s', (engine) => {
  let world: World
  let organization: Organization
  let store: LinkStore
  let many = 0
  afterAll(() => world?.close())
  beforeEach(async () => {
    world ??= await createWorld(engine)
    organization = await world.addOrganization({ slug: `edges-${many++}` })
    store = linkStoreOf(world, organization)
  })

  const sync = (platform: Platform, shown: readonly Shown[], more: Partial<SourceInput> = {}) =>
    syncShown(world, organization, platform, shown, more)
  const all = <T extends RecordType>(type: T): Promise<RecordOf<T>[]> =>
    world.store.records.list(organization.key, { type, sort: [{ field: 'key' }], limit: 100 })
  const made = async (values: NewRecord<'customer'>): Promise<Customer> => {
    const [customer] = await world.store.records.write(organization.key, { kind: 'test' }, (writer: Writer) =>
      writer.create('customer', [values]),
    )
    return customer as Customer
  }
  const find = async ({ key }: Customer) =>
    (await world.store.records.find(organization.key, 'customer', 'key', key)) as Customer
  const sourceOf = (platform: Platform, more: Partial<SourceInput> = {}) =>
    openSource(world.store.records, organization.key, {
      ...{ name: platform, dialect: platform, baseUrl: 'http://a' },
      ...more,
    })
  const ada = (values: Record<string, unknown> = {}): Shown => ({
    id: '4200000001',
    verified: true,
    values: { email: 'ada@example.com', firstName: 'Ada', updatedAt: new Date(DAY), ...values },
  })
  const augusta = (values: Record<string, unknown> = {}): Shown => ({
    id: 'AAAAAAAAAA',
    values: { email: 'ADA@example.com', firstName: 'Augusta', updatedAt: new Date(2 * DAY), ...values },
  })

  test('a proof is of one address: another that takes its place is not proven by it', async () => {
    await sync('shopline', [ada()])
    await sync('commerce-layer', [augusta()], { linkBy: 'email' })
    const [one] = await all('customer')
    expect(one).toMatchObject({ email: 'ADA@example.com', verifiedEmail: true })
    await sync('commerce-layer', [augusta({ email: 'eve@example.com', updatedAt: new Date(3 * DAY) })])
    const [now] = await all('customer')
    expect(now).toMatchObject({ email: 'eve@example.com', verifiedEmail: false })
    expect((await sync('shopline', [ada()])).updated).toBe(0)
    // Nor may a platform that proves nothing put another address under a proof that was given here.
    const bo = await made({ email: 'bo@example.com', verifiedEmail: true })
    const shown: Shown = { id: 'BBBBBBBBBB', values: { email: 'bo@example.com' } }
    await sync('commerce-layer', [augusta(), shown])
    expect(await find(bo)).toMatchObject({ shortId: 'BBBBBBBBBB', verifiedEmail: true })
    await sync('commerce-layer', [augusta(), { ...shown, values: { email: 'mallory@example.com' } }])
    expect(await find(bo)).toMatchObject({ email: 'mallory@example.com', verifiedEmail: false })
  })

  test('whoever was here before any source has again what it held, once the link is undone', async () => {
    const before = await made({
      email: 'ada@example.com',
      verifiedEmail: true,
      firstName: 'Lady Ada',
      note: 'ours',
      extras: { shopline: { asid: 'x' } },
    })
    const shown: Shown = {
      ...ada({ note: 'theirs', phone: '+481' }),
      tags: ['vip'],
      own: { asid: 'y' },
      addresses: [{ id: 'SL1', city: 'Kraków' }],
    }
    await sync('shopline', [shown])
    expect(await find(before)).toMatchObject({ firstName: 'Ada', note: 'theirs', numberId: '4200000001' })
    const { separated, stays, withoutEmail } = await undoLink(store, before.key, 'shopline')
    const { updatedAt: _, ...rest } = before
    expect(stays).toMatchObject(rest)
    expect(withoutEmail).toBe('ada@example.com')
    expect(separated).toMatchObject({ firstName: 'Ada', note: 'theirs', numberId: '4200000001' })
    expect(separated?.extras).toEqual({ shopline: { asid: 'y' } })
    expect(await all('customerTag')).toMatchObject([{ customerKey: separated?.key }])
    expect(await sync('shopline', [shown])).toMatchObject({ created: 0, updated: 0, rejected: 0 })
    expect(await find(before)).toMatchObject(rest)
    expect(await all('customer')).toHaveLength(2)
  })

  test('whoever was here before any source stays when the source has them no more', async () => {
    const before = await made({ email: 'ada@example.com', verifiedEmail: true, firstName: 'Lady Ada' })
    await sync('shopline', [{ ...ada(), orders: [{ id: '900', amount: 500 }] }])
    await sync('shopline', [])
    expect(await all('customer')).toMatchObject([{ key: before.key, firstName: 'Lady Ada' }])
    expect(await ledgerDifferences(world.store.records, organization.key)).toEqual([])
  })

  test('the id from before the link may be somebody else’s by the time it is undone', async () => {
    await sync('commerce-layer', [augusta()])
    const [first] = await all('customer')
    await sync('shopline', [ada()], { linkBy: 'email' })
    await sync('shopline', [
      ada(),
      { id: String(first?.numberId), values: { email: 'cleo@example.com', firstName: 'Cleo' } },
    ])
    const { stays } = await undoLink(store, first?.key as number, 'shopline')
    expect(stays.numberId).not.toBe('4200000001')
    const cleo = (await all('customer')).find(({ firstName }) => firstName === 'Cleo')
    expect(cleo?.numberId).toBe(first?.numberId)
    expect(stays.numberId).not.toBe(cleo?.numberId)
  })

  test('a mapping takes nobody whose number was only made here, nobody erased, and no id of another form', async () => {
    const [one, other] = [await made({ email: 'ada@example.com' }), await made({ email: 'bo@example.com' })]
    const source = await sourceOf('shopline')
    const number = (await find(other)).numberId
    expect(await addLink(store, source, number, one.key)).toBe(true)
    expect(await find(one)).toMatchObject({ numberId: number, email: 'ada@example.com' })
    expect(await find(other)).toMatchObject({ email: 'bo@example.com' })
    // Ahead of the first sync nothing is known of the two but the id.
    expect(await undoLink(store, one.key, 'shopline')).toMatchObject({ separated: null })
    expect((await find(one)).numberId).not.toBe(number)
    expect(await all('sourceRecord')).toEqual([])

    await sync('shopline', [ada({ email: 'cleo@example.com' })])
    const cleo = (await all('customer')).find(({ numberId }) => numberId === '4200000001') as Customer
    await world.store.records.write(organization.key, { kind: 'test' }, (writer) => writer.erase(cleo.key))
    await expect(addLink(store, source, '4200000001', one.key)).rejects.toThrow('was erased')
    await expect(addLink(store, source, 'x1', one.key)).rejects.toThrow('"x1" is no id of shopline')
    const easycart = await sourceOf('easycart')
    expect(await addLink(store, easycart, UUID.toUpperCase(), one.key)).toBe(true)
    expect((await find(one)).uuidId).toBe(UUID)
  })

  test('tags of one name are one, by the id that the platform gave it', async () => {
    await sync('shopline', [{ ...ada(), tags: ['vip'] }])
    const shown = { ...augusta(), tags: [{ id: 'TTTTTTTTTT', name: 'vip' }] }
    expect(await sync('commerce-layer', [shown], { linkBy: 'email' })).toMatchObject({ rejected: 0 })
    expect(await all('tag')).toMatchObject([{ name: 'vip', shortId: 'TTTTTTTTTT' }])
    // A second server of that platform calls it otherwise.
    const second: Shown = {
      id: 'ZZZZZZZZZZ',
      values: { email: 'zoe@example.com' },
      tags: [{ id: 'SSSSSSSSSS', name: 'vip' }],
    }
    const from = { name: 'second', baseUrl: 'http://b' }
    expect(await sync('commerce-layer', [second], from)).toMatchObject({ created: 1, rejected: 0 })
    expect(await all('tag')).toMatchObject([{ name: 'vip', shortId: 'TTTTTTTTTT' }])
    expect(await all('customerTag')).toHaveLength(2)
    for (const [one, more] of [
      [shown, {}],
      [second, from],
    ] as const)
      expect(await sync('commerce-layer', [one], more)).toMatchObject({
        created: 0,
        updated: 0,
        rejected: 0,
        deleted: 0,
      })
  })

  test('other rules, or another way to link, are for everybody: the next run reads everything', async () => {
    await sync('shopline', [ada()])
    await sync('commerce-layer', [augusta()], { linkBy: 'email' })
    const since = async () => (await all('source')).map((source) => source.since !== null)
    const rules = { default: ['shopline'] } as JsonObject
    expect(await since()).toEqual([true, true])
    await sourceOf('commerce-layer', { rules })
    expect(await since()).toEqual([false, false])
    await sync('shopline', [ada()])
    await sync('commerce-layer', [augusta()])
    await sourceOf('commerce-layer', { rules: { default: ['shopline'] } as JsonObject, linkBy: 'email' })
    expect(await since()).toEqual([true, true])
    await sourceOf('commerce-layer', { linkBy: 'none' })
    expect(await since()).toEqual([true, false])
    expect((await all('customer'))[0]).toMatchObject({ firstName: 'Ada' })
    const { fields } = await provenanceOf(
      world.store.records,
      organization.key,
      (await all('customer'))[0] as Customer,
    )
    expect(fields.find(({ field }) => field === 'first_name')?.from).toBe('shopline')
  })

  test('rules that name a source that is not there are refused, and nothing changes', async () => {
    await sync('shopline', [ada()])
    const before = await all('source')
    const rules = { default: 'newest', fields: { email: ['shopline', 'shopnile'] } } as unknown as JsonObject
    await expect(sourceOf('commerce-layer', { rules })).rejects.toThrow(
      'the rules name "shopnile", which is no source of this organization (it has commerce-layer, shopline): sync from it once before, or name another',
    )
    expect(await all('source')).toEqual(before)
    // The one that is being added is known.
    await sourceOf('commerce-layer', { rules: { default: ['commerce-layer', 'shopline'] } as JsonObject })
  })

  test('a page of what is known costs so many statements, however long it is', async () => {
    const people = (count: number): Shown[] =>
      Array.from({ length: count }, (_, index) => ({
        id: `C${String(index).padStart(9, '0')}`,
        values: { email: `p${index}@example.com`, firstName: 'P' },
        tags: [{ id: 'TTTTTTTTTT', name: 'vip' }],
        addresses: [{ id: `A${String(index).padStart(9, '0')}`, city: 'Lima', isDefault: true }],
        orders: [{ id: `O${String(index).padStart(9, '0')}`, amount: 5 }],
      }))
    const statements = async (count: number) => {
      organization = await world.addOrganization({ slug: `page-${count}` })
      await sync('commerce-layer', people(count))
      const same = people(count).map(({ values }, index) => ({ id: `42000${1000 + index}`, values }))
      await sync('shopline', same, { linkBy: 'email' })
      world.statements()
      const told = await sync('commerce-layer', people(count))
      expect(told).toMatchObject({ created: 0, updated: 0, unchanged: count })
      return world.statements().length
    }
    expect(await statements(40)).toBe(await statements(5))
  })

  test('what was so before a sync brought it is not told; what comes is', async () => {
    const now = new Date('2026-03-01T12:00:00Z')
    world.setTime(now.toISOString())
    const at = (days: number) => new Date(now.getTime() + days * DAY)
    const ids = ['1', '2', '3', '4', '5', '6'].map((digit) => UUID.replace(/.$/, digit))
    const access = (id: string | undefined, activeUntil: Date, owner: object) => ({
      type: 'productAccess' as const,
      values: { uuidId: id, productUuid: UUID, productName: 'Course', activeUntil },
      links: { ...owner } as never,
    })
    const shown = (second: number): Shown => ({
      id: UUID,
      values: { email: 'ada@example.com' },
      orders: [{ id: ids[3] as string, amount: 900, payment: ids[4] as string }],
      also: (owner) => [
        access(ids[0], at(-2), owner),
        access(ids[1], at(second), owner),
        access(ids[2], at(30), owner),
        {
          type: 'subscription',
          values: {
            ...{ uuidId: ids[5], productName: 'Club', status: 'active', currency: 'USD' },
            ...{ recurringAmount: 5, interval: 'month', intervalCount: 1, periodEnd: at(1) },
          },
          links: owner,
        },
        {
          type: 'refund',
          values: { uuidId: UUID, currency: 'USD', amount: 5, state: 'submitted' },
          links: { ...owner, paymentKey: { uuidId: ids[4] as string } },
        },
      ],
    })
    await sync('easycart', [shown(3)])
    const { records, due } = world.store
    const jobs = { records, due, clock: world.clock, log: () => {} }
    const done = async () => ({
      ...(await endAccesses({ ...jobs, warnBefore: WARN_BEFORE })),
      told: await tellRenewals({ ...jobs, tellBefore: TELL_BEFORE }),
      confirmed: await confirmRefunds({ ...jobs, delay: 0 }),
    })
    expect(await done()).toEqual({ ended: 0, warned: 0, told: 0, confirmed: 0 })
    expect((await all('productAccess')).map(({ endedAt }) => endedAt)).toEqual([at(-2), null, null])
    expect(await sync('easycart', [shown(3)])).toMatchObject({ created: 0, updated: 0 })
    // Taken away there, and then prolonged.
    await sync('easycart', [shown(-1)])
    expect(await done()).toEqual({ ended: 0, warned: 0, told: 0, confirmed: 0 })
    await sync('easycart', [shown(40)])
    expect((await all('productAccess'))[1]).toMatchObject({ endedAt: null, warnedAt: null })
    world.setTime(at(31).toISOString())
    expect(await done()).toMatchObject({ ended: 1, warned: 0 })
    world.setTime(at(35).toISOString())
    expect(await done()).toMatchObject({ ended: 0, warned: 1 })
    world.setTime()
  })
})
