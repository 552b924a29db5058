import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Field, fields, type RecordType } from '../../src/core/schema.ts'
import { rows } from '../../src/store/database.ts'
import { columnOf, SQL_TYPES, TABLES } from '../../src/store/tables.ts'
import { APART, unbound } from '../support/of-one-organization.ts'
import { touchEverything } from '../support/touch-everything.ts'
import { createWorld, type World } from '../support/world.ts'

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

// Those of every other world are looked at as well, when it closes (test/support/world.ts).
test('every statement that touches a table of tenants says of each whose rows it means', async () => {
  world.statements()
  await touchEverything(world)
  const seen = world.statements()
  expect(new Set(seen).size).toBeGreaterThan(80)
  expect(seen.flatMap((statement) => unbound(statement) ?? [])).toEqual([])
})

test.each([
  'select * from customers where key = $1',
  'select c.* from customers c join orders o on o.customer_key = c.key where c.organization_id = $1',
  'select 1 from "customers" as "t0" where "t0"."organization_id" = $1 and exists (select 1 from "orders" as "t1" where "t1"."customer_key" = "t0"."key")',
  'update customers set note = $2 where key = $1',
  'delete from sources where key = any($1)',
  'insert into tags (key, name) values ($1, $2)',
  'select * from customers where organization_id is not null',
  'with gone as (delete from links where organization_id = $1 returning key) select * from customers, gone',
])('a statement that does not is found: %s', (statement) => {
  expect(unbound(statement)).toMatch(/whose rows|no organization/)
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
