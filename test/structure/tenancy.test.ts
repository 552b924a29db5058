import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Field, fields, type RecordType } from '../../src/core/schema.ts'
import { rows } from '../../src/store/database.ts'
import { columnOf, SQL_TYPES, TABLES } from '../../src/store/tables.ts'
import { touchEverything } from '../support/touch-everything.ts'
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
  const tenantTables = [...new Set((await columns()).map(({ table }) => table))].filter(
    (t) => !APART.includes(t),
  )
  const touches = new RegExp(`\\b(from|join|into|update)\\s+"?(${tenantTables.join('|')})\\b`, 'i')
  world.statements()
  await touchEverything(world)
  const seen = world.statements().filter((statement) => touches.test(statement))
  expect(seen.length).toBeGreaterThan(50)
  expect(seen.filter((statement) => !statement.includes('organization_id'))).toEqual([])
})

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
