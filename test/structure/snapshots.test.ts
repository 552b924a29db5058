/**
 * A snapshot holds every table of an organization, with every column, or says why not; and what lets it be written
 * without foreign keys being checked is true of the schema.
 */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rows } from '../../src/store/database.ts'
import { COPIED, LEFT_OUT } from '../../src/store/snapshot-tables.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld('embedded')
})
afterAll(() => world.close())

test('every table of organizations is copied, or left out for a reason', async () => {
  const tables = await rows<{ name: string }>(
    world.store.database,
    sql`select table_name as "name" from information_schema.columns
      where table_schema = 'public' and column_name = 'organization_id' order by 1`,
  )
  const known = [...COPIED.map(({ name }) => name), ...Object.keys(LEFT_OUT)]
  expect(
    tables.map(({ name }) => name),
    'a table that snapshots do not know: copy it in src/store/snapshot-tables.ts, or say there why not',
  ).toEqual(known.sort())
})

test('a copied table is copied with every column that is not worked out by the database', async () => {
  const columns = await rows<{ table: string; names: string[] }>(
    world.store.database,
    sql`select table_name as "table", array_agg(column_name::text order by column_name) as "names"
      from information_schema.columns where table_schema = 'public' and is_generated = 'NEVER'
        and column_name <> 'organization_id' group by 1`,
  )
  const found = new Map(columns.map(({ table, names }) => [table, names]))
  for (const { name, columns: copied, identity, instead } of COPIED) {
    expect([...copied].sort(), name).toEqual(found.get(name))
    expect(copied, name).toEqual(expect.arrayContaining([...identity, ...Object.keys(instead)]))
  }
})

test('what tells rows apart is unique', async () => {
  const uniques = await rows<{ table: string; names: string[] }>(
    world.store.database,
    sql`select i.indrelid::regclass::text as "table", array_agg(a.attname::text order by a.attname) as "names"
      from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
      where i.indisunique and i.indpred is null group by i.indexrelid, i.indrelid`,
  )
  const said = uniques.map(({ table, names }) => `${table}: ${names.join()}`)
  for (const { name, identity } of COPIED)
    expect(said).toContain(`${name}: ${['organization_id', ...identity].sort().join()}`)
})

test('foreign keys lead from a copied table to an earlier one, and into copied tables from grants alone', async () => {
  const keys = await rows<{ from: string; to: string }>(
    world.store.database,
    sql`select distinct conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint
      where contype = 'f' and conrelid <> confrelid`,
  )
  const place = new Map(COPIED.map(({ name }, index) => [name, index]))
  const late = keys.filter(({ from, to }) => (place.get(from) ?? 0) < (place.get(to) ?? -1))
  expect(late.filter(({ from }) => place.has(from))).toEqual([])
  const outside = keys.filter(({ from, to }) => !place.has(from) && place.has(to))
  expect(outside).toEqual([{ from: 'grants', to: 'customers' }])
  expect(keys.filter(({ from, to }) => place.has(from) && !place.has(to) && to !== 'organizations')).toEqual(
    [],
  )
})
