import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { always } from '../../src/core/query.ts'
import { type Field, fields, type RecordType, relations } from '../../src/core/schema.ts'
import { rows } from '../../src/store/database.ts'
import { columnOf, SQL_TYPES, TABLES } from '../../src/store/tables.ts'
import { createWorld, type World } from '../support/world.ts'

/** Of the whole server, or what leads to an organization in the first place, or is counted before that. */
const APART = [
  'organizations',
  'credentials',
  'signing_keys',
  'admin_tokens',
  'rate_counters',
  'migrations',
  'migrations_lock',
]

let world: World
beforeAll(async () => {
  world = await createWorld('embedded')
})
afterAll(() => world.close())

interface Column {
  table: string
  name: string
  type: string
  nullable: boolean
}
const columns = () =>
  rows<Column>(
    world.store.database,
    sql`select table_name as "table", column_name as "name", data_type as "type", is_nullable = 'YES' as "nullable"
      from information_schema.columns where table_schema = 'public'`,
  )

test("every table's primary key starts with the organization", async () => {
  const keys = await rows<{ table: string; first: string | null }>(
    world.store.database,
    sql`select c.relname as "table", a.attname as "first" from pg_class c
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace`,
  )
  expect(keys.length).toBeGreaterThan(15)
  expect(keys.filter(({ table, first }) => !APART.includes(table) && first !== 'organization_id')).toEqual([])
})

test('every statement that touches a table of tenants names the organization', async () => {
  const { records, credentials, due } = world.store
  const org = world.organization.key
  const tenantTables = [...new Set((await columns()).map(({ table }) => table))].filter(
    (t) => !APART.includes(t),
  )
  const touches = new RegExp(`\\b(from|join|into|update)\\s+"?(${tenantTables.join('|')})\\b`, 'i')
  world.statements()
  const printed = await world.credential('commerce-layer')
  await credentials.standing('commerce-layer', printed.client_id ?? '', new Uint8Array(32))
  await credentials.reach(printed.id ?? '')
  await credentials.revokeToken(org, new Uint8Array(32), new Date())
  await credentials.isTokenRevoked(org, new Uint8Array(32))
  await touchGrants(world, org, printed.id ?? '')
  await records.write(org, { kind: 'test' }, async (writer) => {
    const [customer] = await writer.create('customer', [{ email: 'a@example.com' }])
    const owner = { customerKey: customer?.key ?? 0 }
    const [order] = await writer.create('order', [
      { ...owner, status: 'completed', currency: 'USD', amount: 1 },
    ])
    await writer.update('customer', owner.customerKey, { firstName: 'Ada' })
    await writer.remove('order', [order?.key ?? 0])
    return null
  })
  for (const type of Object.keys(fields) as RecordType[]) {
    await records.list(org, { type, sort: [], limit: 1 })
    await records.count(org, type)
    for (const relation of Object.keys(relations[type]))
      await records.related(org, type, relation as never, [1], { limitPerKey: 1 })
  }
  await writeAndDeliver(org)
  await world.store.copies.save(org, 'start')
  await world.store.copies.restore(org, 'start')
  await world.store.copies.remove(org, 'start')
  const span = { since: new Date(0), until: new Date() }
  for (const waiting of Object.values(due)) await waiting(span)
  await records.tally(org, 'payment', { where: always, at: 'paidAt', bounds: [span.since, span.until] })
  await records.currencies(org)
  await records.counter(org, 'customer')
  await world.store.overviews.read(world.organization)
  await world.store.overviews.version(org)
  const seen = world.statements().filter((statement) => touches.test(statement))
  expect(seen.length).toBeGreaterThan(50)
  expect(seen.filter((statement) => !statement.includes('organization_id'))).toEqual([])
})

/** Every statement about grants, codes and their tokens. */
async function touchGrants({ store: { grants } }: World, organization: number, credentialId: string) {
  const [first, second, third] = [1, 2, 3].map((n) => new Uint8Array(32).fill(n)) as Uint8Array[]
  const later = new Date(Date.now() + 60_000)
  const owner = { type: 'User', id: 'a' }
  const grant = {
    id: 'g',
    organization,
    credentialId,
    owner,
    customerKey: null,
    customClaim: null,
    scope: '',
  }
  const issued = (refreshHash: Uint8Array, accessHash: Uint8Array) => ({
    refreshHash,
    refreshExpiresAt: later,
    accessHash,
    accessExpiresAt: later,
  })
  const hash = first as Uint8Array
  const code = { organization, hash, credentialId, redirectUri: 'a:b', owner, scope: '', expiresAt: later }
  await grants.addCode(code)
  expect(await grants.code(organization, hash)).toMatchObject({ owner, grantId: null })
  await grants.create(grant, issued(first as Uint8Array, second as Uint8Array))
  expect(await grants.createForCode({ ...grant, id: 'h' }, issued(second as Uint8Array, hash), hash)).toBe(
    true,
  )
  expect(await grants.rotate(grant, hash, issued(third as Uint8Array, third as Uint8Array))).toBe(true)
  expect(await grants.byRefreshToken(organization, hash)).toMatchObject({ grant, revoked: false })
  expect(await grants.byToken(organization, third as Uint8Array)).toMatchObject(grant)
  await grants.revoke(organization, 'g')
}

/** A change that is told, taken, recorded and sent again. */
async function writeAndDeliver(org: number): Promise<void> {
  const { records, outbox } = world.store
  const [webhook] = await records.write(org, { kind: 'test' }, (writer) =>
    writer.create('webhook', [
      { dialect: 'commerce-layer', topic: 'customers.create', callbackUrl: 'http://127.0.0.1:1/' },
    ]),
  )
  await records.write(org, { kind: 'test' }, (writer) => writer.create('customer', [{}]))
  const now = new Date()
  expect(await outbox.due(now)).toEqual([{ organization: org, webhook: webhook?.key }])
  const wanted = [{ webhook: webhook?.key ?? 0, atMost: 1 }]
  const [claimed] = await outbox.claim(org, wanted, now, new Date(now.getTime() + 1000))
  const attempt = { at: now, body: '', status: 500, message: '', excerpt: '', milliseconds: 1 }
  for (const next of ['delivered', 'dead', now] as const)
    await outbox.record(claimed as NonNullable<typeof claimed>, {
      attempt,
      next,
      breakerFailures: 30,
      endsWebhook: true,
    })
  await outbox.replay(org, claimed?.delivery.key ?? 0, now)
}

test('the schema is the migrated database: columns, types, nullability', async () => {
  const all = await columns()
  for (const type of Object.keys(fields) as RecordType[]) {
    const kept = all
      .filter(({ table, name }) => table === TABLES[type] && name !== 'organization_id')
      .map(({ name, type: sqlType, nullable }) => [name, sqlType, nullable])
    const said = Object.entries<Field>(fields[type]).map(([name, field]) => [
      columnOf(name),
      TYPES[SQL_TYPES[field.type]] ?? SQL_TYPES[field.type],
      field.nullable,
    ])
    const whole = (list: unknown[][]) =>
      list.map(([n, t, null_]) => [n, WHOLE.test(String(t)) ? 'integer' : t, null_])
    expect(whole(kept).sort(), type).toEqual(whole(said).sort())
  }
})

/** How information_schema calls them. */
const TYPES: Record<string, string> = { timestamptz: 'timestamp with time zone' }
const WHOLE = /^(bigint|integer|smallint)$/

/** Names that say by themselves that they hold what identifies or describes a person. */
const PERSONAL =
  /email(?!Consent)|phone|(first|last|full|nick)Name|nameFolded|gender|birthday|note|avatar|password|line\d|city|town|district|province|zip|latitude|longitude|company|billingInfo|metadata|anonymizationInfo|changes/
/** A switch, not the address itself. */
const IMPERSONAL = new Set(['verifiedEmail'])

test('whatever is named like personal data is marked as such', () => {
  const named = Object.entries(fields).flatMap(([type, all]) =>
    Object.entries<Field>(all)
      .filter(([name]) => PERSONAL.test(name) && !IMPERSONAL.has(name))
      .map(([name, field]) => ({ name: `${type}.${name}`, personal: field.personal })),
  )
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter(({ personal }) => !personal)).toEqual([])
})
