import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Customer, JsonObject } from '../../src/core/schema.ts'
import { fields, type RecordType } from '../../src/core/schema.ts'
import { erasePerson } from '../../src/jobs/person/erase-person.ts'
import { exportPerson } from '../../src/jobs/person/export-person.ts'
import { findPerson } from '../../src/jobs/person/find-person.ts'
import { HANGING, POINTERS } from '../../src/jobs/person/pointers.ts'
import { dump, having } from '../support/dump.ts'
import { ENGINES } from '../support/engines.ts'
import { PLANTED_DAY, PLANTED_DEGREES, plantCustomer, planted } from '../support/plant.ts'
import { createWorld, type World } from '../support/world.ts'

interface Document {
  organization: string
  exported_at: string
  person: JsonObject
  records: Record<string, JsonObject[]>
  sessions: JsonObject[]
  not_linked: JsonObject[]
}

describe('what points where, worked out from the relations', () => {
  const pointers = (type: RecordType) =>
    Object.fromEntries(POINTERS[type].map(({ field, to }) => [field, typeof to === 'string' ? to : to.any]))
  test.each([
    ['customer', { groupKey: 'group' }],
    ['customerTag', { customerKey: 'customer', tagKey: 'tag' }],
    ['orderLine', { orderKey: 'order' }],
    ['payment', { customerKey: 'customer', orderKey: 'order', subscriptionKey: 'subscription' }],
    ['refund', { paymentKey: 'payment' }],
    ['productAccess', { customerKey: 'customer', orderKey: 'order' }],
    ['link', { fromKey: 'fromType', toKey: 'toType' }],
    ['event', { customerKey: 'customer', recordKey: 'recordType' }],
    ['sourceRecord', { sourceKey: 'source', recordKey: 'recordType', customerKey: 'customer' }],
  ] as const)('%s', (type, expected) => {
    expect(pointers(type)).toMatchObject(expected)
  })

  test('every type with a customer hangs on one; a shop’s own do not', () => {
    const owned = (Object.keys(fields) as RecordType[]).filter((type) => 'customerKey' in fields[type])
    for (const type of owned) expect([type, HANGING.has(type)]).toEqual([type, true])
    for (const type of [
      'group',
      'tag',
      'product',
      'productVariant',
      'webhook',
      'source',
      'promotionCode',
    ] as const)
      expect([type, HANGING.has(type)]).toEqual([type, false])
  })
})

describe.each(ENGINES)('one person on %s', (engine) => {
  let world: World
  let next = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())
  const newOrganization = () => world.addOrganization({ slug: `person-${next++}` })
  type Organization = Awaited<ReturnType<typeof newOrganization>>
  const write = <T>({ key }: Organization, work: Parameters<World['store']['records']['write']>[2]) =>
    world.store.records.write(key, { kind: 'test' }, work) as Promise<T>
  const plant = (organization: Organization, word: string, orders = 2) =>
    write<Customer>(organization, (writer) => plantCustomer(writer, word, orders))

  async function exported(organization: Organization, { key }: { key: number }) {
    let text = ''
    const { store, clock } = world
    const counted = await exportPerson({
      records: store.records,
      grants: store.grants,
      organization,
      customerKey: key,
      clock,
      write: (part) => {
        text += part
      },
    })
    return { text, counted, document: JSON.parse(text) as Document }
  }
  const erase = (organization: Organization, { key }: { key: number }, dryRun = false) =>
    erasePerson({
      records: world.store.records,
      organization: organization.key,
      customerKey: key,
      clock: world.clock,
      dryRun,
    })

  test('every personal field of everything is in it, secrets are not, and nothing of anybody else', async () => {
    const organization = await newOrganization()
    const customer = await plant(organization, 'planted')
    await plant(organization, 'stranger')
    const { text, counted, document } = await exported(organization, customer)
    expect(text).not.toContain('stranger')
    expect(document.person).toMatchObject({
      short_id: customer.shortId,
      number_id: customer.numberId,
      uuid_id: customer.uuidId,
      email: 'planted@Example.com',
      password_hash: 'kept',
    })
    const SECRETS = ['passwordHash', 'sealedSecret', 'secretHash']
    for (const secret of SECRETS) expect(text).not.toContain(` ${secret}`)
    const { records } = document
    // What was planted stands in the record's own type, field by field.
    for (const type of [
      'address',
      'paymentSource',
      'record',
      'order',
      'subscription',
      'payment',
      'sourceRecord',
    ] as const) {
      const name = type.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      const values = JSON.stringify(records[name])
      for (const [field, value] of Object.entries(planted(type, 'planted')))
        if (
          field !== 'customerEmail' &&
          field !== 'notes' &&
          field !== 'metadata' &&
          !SECRETS.includes(field)
        )
          expect([type, field, values.includes(JSON.stringify(value))]).toEqual([type, field, true])
    }
    for (const value of [PLANTED_DAY, PLANTED_DEGREES]) expect(text).toContain(String(value))
    expect(Object.keys(records)).toEqual([
      ...['address', 'order', 'order_line', 'payment', 'refund', 'subscription', 'product_access'],
      ...['payment_source', 'record', 'link', 'customer_total', 'event', 'notice', 'delivery'],
      ...['delivery_attempt', 'source_record'],
    ])
    expect(counted.records).toBe(1 + Object.values(records).flat().length)
    expect(document.not_linked).toEqual([])
    expect(document.exported_at).toMatch(/^\d{4}-.*Z$/)
    // No internal key leaves, whatever it is called.
    expect(text).not.toMatch(/"(key|[a-z_]+_key|[a-z]+Key)":/)
  })

  test('as many records of each type as the tables hold', async () => {
    const organization = await newOrganization()
    const customer = await plant(organization, 'planted', 3)
    const { document } = await exported(organization, customer)
    const { records } = world.store
    const nameOf = (type: string) => type.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    for (const type of HANGING) {
      // There is nobody else here: of all but the history of the shop's own (webhooks), everything is this person's.
      const where = ['event', 'notice'].includes(type)
        ? ({ op: 'not', of: { op: 'eq', field: 'recordType', value: 'webhook' } } as const)
        : undefined
      const rows = await records.list(organization.key, {
        type,
        ...(where ? { where } : {}),
        sort: [],
        limit: 1000,
      })
      const shown = type === 'customer' ? [document.person] : (document.records[nameOf(type)] ?? [])
      expect([type, shown.length]).toEqual([type, rows.length])
    }
    // The orders' own addresses, which are nobody's, are among them.
    expect(document.records.address).toHaveLength(5)
    expect(document.records.address?.filter(({ customer: owner }) => owner === null)).toHaveLength(3)
  })

  test('what records lead to is named by its public ids', async () => {
    const organization = await newOrganization()
    const { customer, group } = await write<{ customer: Customer; group: { uuidId: string } }>(
      organization,
      async (writer) => {
        const [group] = await writer.create('group', [{ name: 'VIP' }])
        const [tag] = await writer.create('tag', [{ name: 'loyal' }])
        const [customer] = await writer.create('customer', [
          { email: 'ada@example.com', groupKey: group!.key },
        ])
        await writer.create('customerTag', [{ customerKey: customer!.key, tagKey: tag!.key }])
        return { customer: customer!, group: group! }
      },
    )
    const { document } = await exported(organization, customer)
    expect(document.person.group).toMatchObject({ type: 'group', uuid_id: group.uuidId, name: 'VIP' })
    expect(document.records.customer_tag).toMatchObject([
      { tag: { type: 'tag', name: 'loyal' }, customer: { type: 'customer', short_id: customer.shortId } },
    ])
  })

  test('more than one page, in one document', async () => {
    const organization = await newOrganization()
    const customer = await write<Customer>(organization, async (writer) => {
      const [customer] = await writer.create('customer', [{ email: 'many@example.com' }])
      await writer.create(
        'order',
        Array.from({ length: 600 }, (_, place) => ({
          customerKey: customer!.key,
          status: 'completed',
          currency: 'USD',
          amount: place,
        })),
      )
      return customer!
    })
    const { document, counted } = await exported(organization, customer)
    expect(document.records.order?.map(({ amount }) => amount)).toEqual([...Array(600).keys()])
    expect(counted.records).toBe(1 + Object.values(document.records).flat().length)
    const created = document.records.event?.filter(({ action }) => action === 'create')
    expect(new Set(created?.map((event) => JSON.stringify(event.record_ids))).size).toBe(601)
  })

  test('somebody with nothing is a document too', async () => {
    const organization = await newOrganization()
    const [nobody] = await write<Customer[]>(organization, (writer) => writer.create('customer', [{}]))
    const { document } = await exported(organization, nobody!)
    expect(document.person.email).toBeNull()
    expect(Object.keys(document.records)).toEqual(['event', 'notice'])
  })

  test('what was granted on the person’s behalf is told without its tokens', async () => {
    const organization = await newOrganization()
    const { id: credentialId = '' } = await world.credential('commerce-layer', {
      organizations: [organization],
    })
    const customer = await plant(organization, 'planted', 0)
    const hash = new Uint8Array(32).fill(organization.key % 256)
    const later = new Date(Date.now() + 1e7)
    await world.store.grants.create(
      {
        organization: organization.key,
        credentialId,
        owner: { type: 'Customer', id: customer.shortId },
        customerKey: customer.key,
        scope: 'market:all',
        id: `grant-${organization.key}`,
        customClaim: { who: 'planted' },
      },
      { refreshHash: hash, refreshExpiresAt: later, accessHash: hash, accessExpiresAt: later },
    )
    expect((await exported(organization, customer)).document.sessions).toEqual([
      {
        created_at: expect.any(String),
        expires_at: later.toISOString(),
        revoked_at: null,
        application: credentialId,
        scope: 'market:all',
        custom_claim: { who: 'planted' },
      },
    ])
    expect(await erase(organization, customer)).toMatchObject({ grant: 1 })
    expect((await exported(organization, customer)).document.sessions).toEqual([])
  })

  test('guest orders with the same e-mail address are named and stay', async () => {
    const organization = await newOrganization()
    const customer = await plant(organization, 'planted', 1)
    const [guest] = await write<{ shortId: string; key: number }[]>(organization, (writer) =>
      writer.create('order', [
        {
          customerEmail: 'PLANTED@example.com',
          status: 'completed',
          currency: 'USD',
          amount: 9,
          number: '#77',
        },
        { customerEmail: 'planted_@example.com', status: 'completed', currency: 'USD', amount: 9 },
      ]),
    )
    const { document, counted } = await exported(organization, customer)
    expect(document.not_linked).toEqual([
      expect.objectContaining({ type: 'order', short_id: guest!.shortId, number: '#77' }),
    ])
    expect(counted.notLinked).toBe(1)
    await erase(organization, customer)
    expect(await world.store.records.find(organization.key, 'order', 'key', guest!.key)).toMatchObject({
      customerEmail: 'PLANTED@example.com',
    })
  })

  test('what moved on to somebody else is not shown to the first', async () => {
    const organization = await newOrganization()
    const { first, second } = await write<{ first: Customer; second: Customer }>(
      organization,
      async (writer) => {
        const [first, second] = await writer.create('customer', [{ firstName: 'A' }, { firstName: 'B' }])
        const [order] = await writer.create('order', [
          {
            customerKey: first!.key,
            customerEmail: 'first@example.com',
            status: 'completed',
            currency: 'USD',
            amount: 7,
          },
        ])
        await writer.update('order', order!.key, {
          customerKey: second!.key,
          customerEmail: 'second@example.com',
        })
        return { first: first!, second: second! }
      },
    )
    const mine = await exported(organization, first)
    expect(mine.document.records.order).toBeUndefined()
    expect(mine.text).toContain('first@example.com')
    expect((await exported(organization, second)).document.records.order).toHaveLength(1)
  })

  test('a person is found by each id and by the e-mail address in any case', async () => {
    const organization = await newOrganization()
    const find = (text: string) => findPerson(world.store.records, organization.key, text)
    const [ada, twin] = await write<Customer[]>(organization, (writer) =>
      writer.create('customer', [{ email: 'Ądą@Example.com' }, { shortId: '4242424242' }]),
    )
    for (const text of [
      ada!.shortId,
      ada!.numberId,
      ada!.uuidId,
      ada!.uuidId.toUpperCase(),
      ' ĄDĄ@example.COM ',
    ])
      expect((await find(text)).map(({ key }) => key)).toEqual([ada!.key])
    for (const text of ['', ' ', 'nobody', '0', '9'.repeat(40), 'a\0b', '%', 'x'.repeat(100_000), "'--"])
      expect(await find(text)).toEqual([])
    await write(organization, (writer) => writer.create('customer', [{ numberId: '4242424242' }]))
    expect(await find('4242424242')).toHaveLength(2)
    expect((await find(twin!.uuidId)).map(({ key }) => key)).toEqual([twin!.key])
    const other = await newOrganization()
    expect(await findPerson(world.store.records, other.key, ada!.uuidId)).toEqual([])
  })

  test('a dry run says what an erasure does, and changes nothing; a second erasure finds nothing', async () => {
    const organization = await newOrganization()
    const customer = await plant(organization, 'planted')
    const before = await dump(world, organization.key)
    const foretold = await erase(organization, customer, true)
    expect(await dump(world, organization.key)).toEqual(before)
    expect(foretold).toMatchObject({
      customer: 1,
      address: 4,
      order: 2,
      delivery: 6,
      deliveryAttempt: 3,
      sourceRecord: 1,
    })
    expect(await erase(organization, customer)).toEqual(foretold)
    expect(having(await dump(world, organization.key), 'planted')).toEqual([])
    expect((await exported(organization, customer)).text).not.toContain('planted')
    // A version may be raised for nothing, never the reverse.
    const rows = async () =>
      (await dump(world, organization.key)).filter((row) => !row.startsWith('data_versions '))
    const after = await rows()
    expect(await erase(organization, customer)).toEqual({})
    expect(await rows()).toEqual(after)
  })

  test('an anonymization that is open is completed by it', async () => {
    const organization = await newOrganization()
    const customer = await plant(organization, 'planted', 0)
    await write(organization, (writer) =>
      writer.update('customer', customer.key, {
        anonymizationStatus: 'requested',
        anonymizationInfo: { status: 'requested', requested_at: '2026-01-01T00:00:00.000Z' },
      }),
    )
    await erase(organization, customer)
    expect(await world.store.records.find(organization.key, 'customer', 'key', customer.key)).toMatchObject({
      anonymizationStatus: 'completed',
      anonymizationInfo: { requested_at: '2026-01-01T00:00:00.000Z', completed_at: expect.any(String) },
    })
  })

  test('who does not exist is refused', async () => {
    const organization = await newOrganization()
    await expect(erase(organization, { key: 1 })).rejects.toMatchObject({ code: 'record-not-found' })
    await expect(exported(organization, { key: 1 })).rejects.toMatchObject({ code: 'record-not-found' })
  })
})
