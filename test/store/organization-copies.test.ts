import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Organization, RecordStore } from '../../src/core/ports.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { rows } from '../../src/store/database.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { changeEverything } from '../support/change-everything.ts'
import { dump } from '../support/dump.ts'
import { ENGINES } from '../support/engines.ts'
import { ledgerDifferences } from '../support/ledger-differences.ts'
import { fillOrganization, rowsOf } from '../support/organization-rows.ts'
import { plantCustomer } from '../support/plant.ts'
import { startReceiver } from '../support/receiver.ts'
import { deliverAll } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'

const ACTOR = { kind: 'test' }
const identities = createIdentities(dialects, (count) => randomBytes(count))
const target = (slug: string) => {
  const { merchantId: _, ...ids } = identities.mintOrganization()
  return { ...ids, slug, handle: slug, name: null }
}

describe.each(ENGINES)('copies of organizations on %s', (engine) => {
  let world: World
  let store: Store
  let records: RecordStore
  beforeAll(async () => {
    world = await createWorld(engine)
    store = world.store
    records = store.records
  })
  afterAll(() => world.close())

  let count = 0
  let shop: Organization
  let org: number
  beforeEach(async () => {
    shop = await world.addOrganization({
      slug: `shop-${count++}`,
      currency: 'EUR',
      profile: { email: 'a@b.co' },
    })
    org = shop.key
    await fillOrganization(store, org)
  })

  test('a copy has every row with its keys and ids, and changes of either do not reach the other', async () => {
    const before = await rowsOf(store, org)
    for (const [table, found] of Object.entries(before)) expect(found.length, table).toBeGreaterThan(0)
    await store.copies.save(org, 'full')
    for (const snapshot of [null, 'full']) {
      const copy = await store.copies.copy({ organization: org, snapshot }, target(`copy-${count++}`))
      expect(copy).toMatchObject({ name: shop.name, currency: 'EUR', profile: shop.profile, mode: 'test' })
      expect(await rowsOf(store, copy.key)).toEqual(before)
      expect(await ledgerDifferences(records, copy.key)).toEqual([])
      await changeEverything(records, copy.key)
      expect(await rowsOf(store, copy.key)).not.toEqual(before)
    }
    expect(await rowsOf(store, org)).toEqual(before)
    const last = await store.copies.copy({ organization: org, snapshot: null }, target(`copy-${count++}`))
    await changeEverything(records, org)
    expect(await rowsOf(store, last.key)).toEqual(before)
  })

  test('a restore brings every row back as it was, however much has changed, and again', async () => {
    const saved = await store.copies.save(org, 'start')
    expect(saved).toEqual({ name: 'start', createdAt: expect.any(Date), customers: 4 })
    const before = await rowsOf(store, org)
    for (let round = 0; round < 2; round++) {
      await changeEverything(records, org)
      await store.organizations.update(org, { name: 'Another', profile: {} })
      expect(await store.copies.restore(org, 'start')).toEqual({ ...saved, customersBefore: 6 })
      expect(await rowsOf(store, org)).toEqual(before)
      expect(await store.organizations.byKey(org)).toEqual(shop)
      expect(await ledgerDifferences(records, org)).toEqual([])
    }
    // And writing goes on: counters, keys and figures are in order.
    await records.write(org, ACTOR, (writer) => plantCustomer(writer, 'eve', 1))
    expect(await records.count(org, 'customer')).toBe(5)
    expect(await ledgerDifferences(records, org)).toEqual([])
  })

  test('snapshots are listed, replaced where that is asked for, and removed with all they hold', async () => {
    await store.copies.save(org, 'one')
    await store.copies.save(org, 'two')
    await expect(store.copies.save(org, 'one')).rejects.toMatchObject({ code: 'not-unique' })
    await records.write(org, ACTOR, (writer) => writer.create('customer', [{ email: 'fay@example.com' }]))
    await store.copies.save(org, 'one', { replace: true })
    expect(await store.copies.list(org)).toMatchObject([
      { name: 'two', customers: 4 },
      { name: 'one', customers: 5 },
    ])
    await store.copies.remove(org, 'two')
    for (const gone of [
      () => store.copies.remove(org, 'two'),
      () => store.copies.restore(org, 'two'),
      () => store.copies.copy({ organization: org, snapshot: 'two' }, target('never')),
    ])
      await expect(gone()).rejects.toMatchObject({ code: 'record-not-found' })
    expect(await store.organizations.bySlug('never')).toBeNull()
    expect(await keysWithRows()).toEqual(await knownKeys())
  })

  test('an organization goes with its data, its snapshots and its credentials', async () => {
    await store.copies.save(org, 'one')
    await world.credential('commerce-layer', { organizations: [shop] })
    await store.copies.removeOrganization(org)
    expect(await store.organizations.byKey(org)).toBeNull()
    expect((await store.credentials.list()).filter(({ organization }) => organization === org)).toEqual([])
    expect(await keysWithRows()).toEqual(await knownKeys())
    await expect(store.copies.removeOrganization(org)).rejects.toMatchObject({ code: 'record-not-found' })
  })

  test('emptied, it holds nothing, counts nothing and keeps its credentials and snapshots', async () => {
    await store.copies.save(org, 'one')
    const { id } = await world.credential('commerce-layer', { organizations: [shop] })
    expect(await store.copies.empty(org)).toBe(4)
    for (const [table, found] of Object.entries(await rowsOf(store, org))) expect(found, table).toEqual([])
    expect(await store.credentials.byId(id ?? '')).not.toBeNull()
    expect(await store.copies.list(org)).toMatchObject([{ name: 'one', customers: 4 }])
    await fillOrganization(store, org)
    expect(await records.count(org, 'customer')).toBe(4)
  })

  test('nothing finds a snapshot, and no job works on one', async () => {
    await records.write(org, ACTOR, (writer) => plantCustomer(writer, 'due', 1))
    const [{ key: subscription = 0 } = {}] = await records.list(org, {
      type: 'subscription',
      sort: [{ field: 'key' }],
      limit: 1,
    })
    const [{ key: access = 0 } = {}] = await records.list(org, {
      type: 'productAccess',
      sort: [{ field: 'key' }],
      limit: 1,
    })
    const [{ key: refund = 0 } = {}] = await records.list(org, {
      type: 'refund',
      sort: [{ field: 'key' }],
      limit: 1,
    })
    const past = new Date('2020-01-01T00:00:00Z')
    await records.write(org, ACTOR, async (writer) => {
      await writer.update('subscription', subscription, { periodEnd: past })
      await writer.update('productAccess', access, { activeUntil: past })
      await writer.update('refund', refund, { state: 'submitted' })
    })
    const cancelled = await records.list(org, { type: 'subscription', sort: [{ field: 'key' }], limit: 2 })
    await records.write(org, ACTOR, (writer) =>
      writer.update('subscription', cancelled[1]?.key ?? 0, { cancelAt: past }),
    )
    const known = await knownKeys()
    await store.copies.save(org, 'due')
    const [{ key: hidden = 0 } = {}] = await rows<{ key: number }>(
      store.database,
      sql`select key from organizations where snapshot_of = ${org}`,
    )
    expect(await store.organizations.byKey(hidden)).toBeNull()
    for (const label of ['due', `.${hidden}`]) expect(await store.organizations.byLabel(label)).toBeNull()
    expect((await store.organizations.list()).map(({ key }) => key)).not.toContain(hidden)
    for (const [name, waiting] of Object.entries({ ...store.due })) {
      const found = (await waiting({ until: new Date() })).map(({ organization }) => organization)
      expect(found, name).toContain(org)
      expect(
        found.filter((key) => !known.includes(key)),
        name,
      ).toEqual([])
    }
    expect((await store.outbox.due(new Date())).map(({ organization }) => organization)).not.toContain(hidden)
  })

  test('what was on its way is sent by the original, once; a copy’s webhooks are disabled, its syncs are not scheduled', async () => {
    const receiver = await startReceiver()
    try {
      await records.write(org, ACTOR, (writer) =>
        writer.create('webhook', [
          {
            dialect: 'commerce-layer',
            topic: 'customers.create',
            callbackUrl: receiver.url,
            sealedSecret: world.services.secrets.seal('x'.repeat(32)),
          },
        ]),
      )
      await records.write(org, ACTOR, (writer) => writer.create('customer', [{ email: 'gil@example.com' }]))
      await store.copies.save(org, 'pending')
      const copy = await store.copies.copy({ organization: org, snapshot: null }, target(`copy-${count++}`))
      await sql`update deliveries set next_attempt_at = '2100-01-01' where webhook_key not in (
        select key from webhooks where callback_url = ${receiver.url})`.execute(store.database)
      const sources = await records.list(copy.key, { type: 'source', sort: [], limit: 9 })
      expect(sources.map(({ name }) => name)).toContain('elsewhere')
      for (const source of sources)
        expect(source).toMatchObject({ everySeconds: null, nextRunAt: null, lockedBy: null })
      await deliverAll(world)
      expect(receiver.got).toHaveLength(1)
      await records.write(copy.key, ACTOR, (writer) =>
        writer.create('customer', [{ email: 'hal@example.com' }]),
      )
      await store.copies.restore(org, 'pending')
      await deliverAll(world)
      expect(receiver.got).toHaveLength(1)
      await records.write(org, ACTOR, (writer) => writer.create('customer', [{ email: 'ida@example.com' }]))
      await deliverAll(world)
      expect(receiver.got).toHaveLength(2)
    } finally {
      await receiver.close()
    }
  })

  test('eight copies at once', async () => {
    await store.copies.save(org, 'start')
    const before = await rowsOf(store, org)
    const copies = await Promise.all(
      Array.from({ length: 8 }, () =>
        store.copies.copy({ organization: org, snapshot: 'start' }, target(`copy-${count++}`)),
      ),
    )
    for (const { key } of copies) expect(await rowsOf(store, key)).toEqual(before)
    await Promise.all(copies.map(({ key }) => store.copies.removeOrganization(key)))
    expect(await keysWithRows()).toEqual(await knownKeys())
  })

  test('of two copies with one slug, one is made', async () => {
    const slug = `copy-${count++}`
    const made = await Promise.allSettled(
      [1, 2].map(() => store.copies.copy({ organization: org, snapshot: null }, target(slug))),
    )
    expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(made.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'not-unique' } })
  })

  test('saved and restored while others write, it is one moment: a write is there as a whole or not at all', async () => {
    let writing = true
    let written = 0
    const write = async (name: number) => {
      for (let place = 0; writing; place++) {
        await records.write(org, ACTOR, async (writer) => {
          const [customer] = await writer.create('customer', [{ email: `w${name}.${place}@example.com` }])
          const owner = { customerKey: customer?.key ?? 0 }
          await writer.create('order', [{ ...owner, status: 'completed', currency: 'EUR', amount: 100 }])
          await writer.update('customer', owner.customerKey, { firstName: 'Wren' })
        })
        written++
      }
    }
    const writers = Promise.all([0, 1, 2].map(write))
    const more = (than: number) =>
      expect.poll(() => written, { interval: 5, timeout: 60_000 }).toBeGreaterThan(than)
    const hurry = async () => {
      await more(5)
      await store.copies.save(org, 'busy')
      await more(written + 5)
      await store.copies.restore(org, 'busy')
      await more(written + 5)
      await store.copies.restore(org, 'busy')
      await more(written + 5)
      const busy = await store.copies.copy({ organization: org, snapshot: 'busy' }, target(`copy-${count++}`))
      const live = await store.copies.copy({ organization: org, snapshot: null }, target(`copy-${count++}`))
      return [busy.key, live.key]
    }
    const copies = await hurry().finally(() => {
      writing = false
      return writers
    })
    for (const key of [org, ...copies]) await expectWhole(key)
    expect(await records.count(copies[0] ?? 0, 'customer')).toBeGreaterThan(4)
  })

  test('an erased person does not come back to a live organization; to a test one they do', async () => {
    for (const mode of ['live', 'test']) {
      const { key } = await world.addOrganization({ slug: `erasing-${count++}`, mode })
      await fillOrganization(store, key)
      await store.copies.save(key, 'start')
      const named = async () => (await dump(world, key)).filter((line) => /"ada[ .@"]/i.test(line))
      const before = await named()
      expect(before.length).toBeGreaterThan(10)
      await records.write(key, ACTOR, async (writer) => {
        const ada = await writer.find(key, 'customer', 'emailFolded', 'ada@example.com')
        await writer.erase(ada?.key ?? 0)
      })
      expect(await named()).toEqual([])
      await store.copies.restore(key, 'start')
      const after = await named()
      if (mode === 'live') expect(after).toEqual([])
      else expect(after).toHaveLength(before.length)
      expect(await ledgerDifferences(records, key)).toEqual([])
    }
  })

  /** Every Wren has an order, a total, two events of her own and is counted. */
  async function expectWhole(key: number): Promise<void> {
    expect(await ledgerDifferences(records, key)).toEqual([])
    const [found] = await rows<Record<string, number>>(
      store.database,
      sql`select count(*) as "customers", count(*) filter (where first_name = 'Wren') as "named",
          (select count(*) from orders where organization_id = ${key} and amount = 100) as "orders",
          (select count(*) from customer_totals t join customers c on c.organization_id = t.organization_id
            and c.key = t.customer_key where t.organization_id = ${key} and c.email like 'w%') as "totals",
          (select count(*) from events e join customers c on c.organization_id = e.organization_id
            and c.key = e.record_key where e.organization_id = ${key} and c.email like 'w%') as "events"
        from customers where organization_id = ${key} and email like 'w%'`,
    )
    const many = found?.customers ?? 0
    expect(found).toEqual({ customers: many, named: many, orders: many, totals: many, events: 2 * many })
    const [counted] = await rows<{ all: number }>(
      store.database,
      sql`select count(*) as "all" from customers where organization_id = ${key}`,
    )
    expect(await records.count(key, 'customer')).toBe(counted?.all)
  }

  test('a restore keeps what applications may do for customers who come back', async () => {
    const { id = '' } = await world.credential('commerce-layer', { organizations: [shop] })
    const [dee] = await records.list(org, {
      type: 'customer',
      where: { op: 'eq', field: 'emailFolded', value: 'dee@example.com' },
      sort: [],
      limit: 1,
    })
    const grant = async (customerKey: number, name: string) => {
      const tokens = {
        refreshHash: randomBytes(32),
        refreshExpiresAt: new Date(Date.now() + 60_000),
        accessHash: randomBytes(32),
        accessExpiresAt: new Date(Date.now() + 60_000),
      }
      const given = {
        id: `${name}${count++}`,
        organization: org,
        credentialId: id,
        owner: null,
        customClaim: null,
      }
      expect(await store.grants.create({ ...given, customerKey, scope: '' }, tokens)).toBe(true)
      return tokens.refreshHash
    }
    await store.copies.save(org, 'start')
    const stays = await grant(dee?.key ?? 0, 'stays')
    const [eve] = await records.write(org, ACTOR, (writer) =>
      writer.create('customer', [{ email: 'eve@example.com' }]),
    )
    const goes = await grant(eve?.key ?? 0, 'goes')
    await records.write(org, ACTOR, (writer) =>
      writer.update('customer', dee?.key ?? 0, { firstName: 'Dee' }),
    )
    await store.copies.restore(org, 'start')
    expect(await store.grants.byRefreshToken(org, stays)).toMatchObject({ grant: { customerKey: dee?.key } })
    expect(await store.grants.byRefreshToken(org, goes)).toBeNull()
  })

  test.runIf(engine === 'postgres')(
    'all the same as a user who may not switch foreign keys off',
    async () => {
      const { database } = store
      const user = `plain_${randomBytes(4).toString('hex')}`
      await sql.raw(`create role ${user} login`).execute(database)
      await sql.raw(`grant all on all tables in schema public to ${user}`).execute(database)
      await sql.raw(`grant all on all sequences in schema public to ${user}`).execute(database)
      const url = new URL(world.location.databaseUrl ?? '')
      url.username = user
      const plain = await openStore({
        databaseUrl: url.href,
        clock: world.clock,
        mintIds: identities.mintIds,
      })
      try {
        const before = await rowsOf(store, org)
        await plain.copies.save(org, 'start')
        await changeEverything(records, org)
        await plain.copies.restore(org, 'start')
        expect(await rowsOf(store, org)).toEqual(before)
        const copy = await plain.copies.copy(
          { organization: org, snapshot: 'start' },
          target(`copy-${count++}`),
        )
        expect(await rowsOf(store, copy.key)).toEqual(before)
        await plain.copies.removeOrganization(copy.key)
        await plain.copies.removeOrganization(org)
        expect(await keysWithRows()).toEqual(await knownKeys())
      } finally {
        await plain.close()
        const client = new pg.Client({ connectionString: world.location.databaseUrl })
        await client.connect()
        await client.query(`drop owned by ${user}; drop role ${user}`)
        await client.end()
      }
    },
  )

  /** Organizations that any table has rows of. */
  async function keysWithRows(): Promise<number[]> {
    const tables = await tenantTables()
    const found = await rows<{ key: number }>(
      store.database,
      sql`${sql.join(
        tables.map((table) => sql`select organization_id as "key" from ${sql.table(table)}`),
        sql` union `,
      )} order by 1`,
    )
    return found.map(({ key }) => key)
  }

  const tenantTables = async () =>
    (
      await rows<{ name: string }>(
        store.database,
        sql`select table_name as "name" from information_schema.columns
          where table_schema = 'public' and column_name = 'organization_id'`,
      )
    ).map(({ name }) => name)

  /** Those that are there and hold something, snapshots included. */
  async function knownKeys(): Promise<number[]> {
    const found = await rows<{ key: number }>(
      store.database,
      sql`select key from organizations where key in (select organization_id from counters) order by 1`,
    )
    return found.map(({ key }) => key)
  }
})
