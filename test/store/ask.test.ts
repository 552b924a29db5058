/** Statements under names: PostgreSQL keeps them for a connection, and one that is lost is asked anew. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { columnsOf, connect, rows } from '../../src/store/database.ts'
import type { Statement } from '../../src/store/statements.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const statement = (text: string): Statement => ({ text, steady: true, parameters: [] })

/** Connections of another process to the same database: one. */
const another = async (world: World) => {
  const [found] = await rows<{ name: string }>(world.database, sql`select current_database() as name`)
  const server = new URL(inject('postgres') ?? '')
  server.pathname = `/${found?.name}`
  const { database, close } = connect({ connectionString: String(server), connections: 1 })
  return { store: database, close }
}

describe.each(ENGINES)('asking %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  const named = async () => {
    const found = await rows<{ statement: string }>(
      world.database,
      sql`select statement from pg_prepared_statements where name like 'clientele_%'`,
    )
    return found.map((one) => one.statement)
  }

  test('times are written in UTC, whatever zone the database is in', async () => {
    const isServer = engine === 'postgres'
    const [name] =
      (
        await columnsOf(world.store.database, {
          statement: statement('select current_database()'),
          values: [],
        })
      )[0] ?? []
    const zone = (value: string) =>
      sql`alter database ${sql.ref(name ?? '')} set timezone to ${sql.lit(value)}`.execute(
        world.store.database,
      )
    if (isServer) await zone('Asia/Kathmandu')
    const { store, close } = isServer
      ? await another(world)
      : { store: world.store.database, close: async () => {} }
    const json = statement("select to_jsonb(timestamptz '2026-01-02 03:04:05Z')")
    expect(await columnsOf(store, { statement: json, values: [] })).toEqual([['"2026-01-02T03:04:05+00:00"']])
    await close()
    if (isServer) await zone('UTC')
  })

  test('values travel as they are, lists and what needs escaping included', async () => {
    const echo = statement('select $1::text, $2::text[], $3::bigint[], $4::text')
    const asked = { statement: echo, values: ['é"\\', ['a"b', '\\', 'NULL', ' ', 'é,{}'], [1, 2], null] }
    expect(await columnsOf(world.database, asked)).toEqual([
      ['é"\\', '{"a\\"b","\\\\","NULL"," ","é,{}"}', '{1,2}', null],
    ])
    const missing = { statement: echo, values: [undefined, null, [], undefined] }
    expect(await columnsOf(world.database, missing)).toEqual([[null, null, '{}', null]])
  })

  test('a statement has a name where connections do not share a session', async () => {
    const one = statement('select $1::int + 1000')
    for (const value of [1, 2])
      expect(await columnsOf(world.database, { statement: one, values: [value] })).toEqual([
        [String(value + 1000)],
      ])
    const shared = engine === 'embedded'
    // In one transaction it is one connection.
    await world.database.transaction().execute(async (transaction) => {
      await columnsOf(transaction, { statement: one, values: [3] })
      const found = await rows<{ statement: string }>(
        transaction,
        sql`select statement from pg_prepared_statements`,
      )
      expect(found.some((kept) => kept.statement === one.text)).toBe(!shared)
    })
    if (shared) expect(await named()).toEqual([])
  })

  test('a name means its statement on every connection, whoever uses it next', async () => {
    if (engine === 'embedded') return
    const texts = ['select $1::int + 2001', 'select $1::int + 2002']
    const names: Record<string, string>[] = []
    for (const order of [texts, [...texts].reverse()]) {
      const { store, close } = await another(world)
      for (const text of order) await columnsOf(store, { statement: statement(text), values: [1] })
      const found = await rows<{ name: string; statement: string }>(
        store,
        sql`select name, statement from pg_prepared_statements where name like 'clientele_%'`,
      )
      names.push(Object.fromEntries(found.map((one) => [one.statement, one.name])))
      await close()
    }
    expect(Object.keys(names[0] ?? {}).sort()).toEqual(texts)
    expect(names[1]).toEqual(names[0])
  })

  test('values that cannot be written are an error, and the connection goes on', async () => {
    const echo = statement('select $1::text as unwritable')
    const values = [Object.create(null)]
    for (let time = 0; time < 6; time++)
      await expect(columnsOf(world.database, { statement: echo, values })).rejects.toThrow()
    expect(await columnsOf(world.database, { statement: echo, values: ['a'] })).toEqual([['a']])
  })

  test('an error is the asker’s alone, and the connection goes on', async () => {
    const divide = statement('select 10 / $1::int')
    for (let time = 0; time < 6; time++)
      await expect(columnsOf(world.database, { statement: divide, values: [0] })).rejects.toThrow('zero')
    expect(await columnsOf(world.database, { statement: divide, values: [5] })).toEqual([['2']])
    await expect(
      columnsOf(world.database, { statement: statement('select nothing from nowhere'), values: [] }),
    ).rejects.toThrow('nowhere')
  })

  test('a plan whose columns have changed their type is made anew', async () => {
    await rows(world.database, sql`create table changing (value int)`)
    const all = statement('select value from changing')
    for (let time = 0; time < 8; time++) await columnsOf(world.database, { statement: all, values: [] })
    await rows(world.database, sql`alter table changing alter value type text using 'was a number'`)
    await rows(world.database, sql`insert into changing values ('a text')`)
    for (let time = 0; time < 8; time++)
      expect(await columnsOf(world.database, { statement: all, values: [] })).toEqual([['a text']])
    await rows(world.database, sql`drop table changing`)
  })

  test('a connection keeps so many names and gives the others back', async () => {
    if (engine === 'embedded') return
    await world.database.transaction().execute(async (transaction) => {
      for (let number = 0; number < 260; number++)
        await columnsOf(transaction, { statement: statement(`select ${number} + $1::int`), values: [1] })
      const [kept] = await rows<{ count: number }>(
        transaction,
        sql`select count(*) as count from pg_prepared_statements where name like 'clientele_%'`,
      )
      expect(kept?.count).toBeGreaterThan(190)
      expect(kept?.count).toBeLessThanOrEqual(201)
    })
  })
})
