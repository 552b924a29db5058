/** What lets the tables and every statement be spread over a Citus cluster by the organization (src/store/distribute.ts). */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rows } from '../../src/store/database.ts'
import { DISTRIBUTED_BY, ON_EVERY_NODE, ON_THE_COORDINATOR } from '../../src/store/distribute.ts'
import { touchEverything } from '../support/touch-everything.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld('embedded', { spread: true, ranks: { block: 4, part: 4, least: 5 } })
})
afterAll(() => world.close())

const tables = async () =>
  (
    await rows<{ name: string }>(
      world.store.database,
      sql`select relname as "name" from pg_class
        where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
    )
  ).map(({ name }) => name)

const isDistributed = (table: string) => !ON_EVERY_NODE.includes(table) && !(table in ON_THE_COORDINATOR)

test('every primary key, every unique index and every foreign key of what is distributed is led by the organization', async () => {
  const unique = await rows<{ table: string; name: string; first: string | null }>(
    world.store.database,
    sql`select i.indrelid::regclass::text as "table", i.indexrelid::regclass::text as "name", a.attname as "first"
      from pg_index i left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
      where i.indisunique and i.indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)`,
  )
  const ofDistributed = unique.filter(({ table }) => isDistributed(table))
  expect(new Set(ofDistributed.map(({ table }) => table))).toEqual(
    new Set((await tables()).filter(isDistributed)),
  )
  expect(ofDistributed.filter(({ first }) => first !== DISTRIBUTED_BY)).toEqual([])
})

test('foreign keys point to where a row of theirs can be: beside it, or on every node', async () => {
  const keys = await rows<ForeignKey>(
    world.store.database,
    sql`select c.conrelid::regclass::text as "from", c.confrelid::regclass::text as "to", c.confdeltype as "onDelete",
        c.confupdtype as "onUpdate", c.condeferrable as "deferrable",
        (select attname from pg_attribute where attrelid = c.conrelid and attnum = c.conkey[1]) as "first",
        (select attname from pg_attribute where attrelid = c.confrelid and attnum = c.confkey[1]) as "there"
      from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace`,
  )
  expect(keys.length).toBeGreaterThan(40)
  expect(keys.filter((key) => !isTaken(key))).toEqual([])
})

interface ForeignKey {
  from: string
  to: string
  onDelete: string
  onUpdate: string
  deferrable: boolean
  first: string
  there: string
}

const [NO_ACTION, CASCADE] = ['a', 'c']

/** Citus takes no `set null` that has the organization among its columns, and none that waits for the commit. */
function isTaken({ from, to, onDelete, onUpdate, deferrable, first, there }: ForeignKey): boolean {
  if (onUpdate !== NO_ACTION || ![NO_ACTION, CASCADE].includes(onDelete) || deferrable) return false
  if (from in ON_THE_COORDINATOR) return to in ON_THE_COORDINATOR
  if (ON_EVERY_NODE.includes(to)) return true
  return isDistributed(from) && isDistributed(to) && first === DISTRIBUTED_BY && there === DISTRIBUTED_BY
}

test('no rule of a table needs more than one row of one organization', async () => {
  const found = await rows(
    world.store.database,
    sql`select conname from pg_constraint where contype = 'x' and connamespace = 'public'::regnamespace
      union all select tgname from pg_trigger where not tgisinternal
      union all select relname from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace`,
  )
  expect(found).toEqual([])
})

/** The few that ask for the organizations themselves: each node answers for its own. */
const OVER_ALL = [
  // Which webhook has anything to send?
  /^select w\.organization_id as "organization", w\.key as "webhook" from webhooks w/,
  // What is due?
  /^select d\.organization_id as "organization", d\.key, d\.at\s+from \(select distinct v\.organization_id as key/,
  // The moments of all who wait.
  /where organization_id = any\(\$1::bigint\[\]\)/,
  // Is there anything sealed, to try the key on?
  /^select coalesce\(\(select private_key from signing_keys limit 1\)/,
]

test('every statement about what is distributed runs on one node, or is one that each node answers for its own', async () => {
  world.statements()
  await touchEverything(world)
  await world.store.credentials.anySealed()
  await foldTwice(world)
  const all = (await tables()).filter(isDistributed)
  const touches = new RegExp(`\\b(from|join|into|update|using)\\s+"?(${all.join('|')})\\b`, 'i')
  const seen = [...new Set(world.statements())].filter((statement) => touches.test(statement))
  expect(seen.length).toBeGreaterThan(80)
  expect(
    seen.filter((statement) => !isOfOne(statement) && !OVER_ALL.some((one) => one.test(statement))),
  ).toEqual([])
  expect(seen.filter(isRefused)).toEqual([])
  expect(seen.some((statement) => /^update rank_blocks\b/.test(statement))).toBe(true)
  // Each of the exceptions is there.
  for (const one of OVER_ALL)
    expect(
      seen.some((statement) => one.test(statement)),
      String(one),
    ).toBe(true)
})

/** Counts a list into blocks, and folds what came into them. */
async function foldTwice({ store: { records, ranks }, organization: { key } }: World) {
  for (let times = 0; times < 2; times++) {
    await records.write(key, {}, (writer) => writer.create('customer', Array(20).fill({})))
    await ranks.fold(key)
  }
}

/** It names one organization by a parameter, or inserts rows of one. */
const isOfOne = (statement: string): boolean =>
  /organization_id"? = \$\d/.test(statement) ||
  /insert into \S+( as \w+)? \("?organization_id"?,[^)]*\)\s*(select|values) \(?\$\d/i.test(statement)

const EVERYWHERE = new RegExp(`\\b(from|join)\\s+(${ON_EVERY_NODE.join('|')})\\b`)

/** What a try on Citus 13.2 refused. */
function isRefused(statement: string): boolean {
  // "STABLE functions used in UPDATE queries cannot be called with column references": reading text as an array is one.
  if (/^update\b.*\.\w+::\w+\[\]/is.test(statement)) return true
  // "subqueries are not supported within INSERT queries"
  if (/values \([^)]*\(select/i.test(statement)) return true
  // "could not run distributed query with FOR UPDATE/SHARE commands"
  if (/for (no key update|update|key share|share)/.test(statement) && !isOfOne(statement)) return true
  // "correlated subqueries are not supported when the FROM clause contains a reference table"
  const outer = statement.replace(/\((?:[^()]|\([^()]*\))*\)/g, '()')
  return EVERYWHERE.test(outer) && / = (o|c)\.(key|organization_id)/.test(statement) && !isOfOne(statement)
}
