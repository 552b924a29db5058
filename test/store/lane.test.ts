/** Statements that go together on one connection: each has its own rows, its own failure and its own time. */
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Written } from '../../src/core/writing.ts'
import { columnsOf, connect, type Database, readOf, rows } from '../../src/store/database.ts'
import type { Statement } from '../../src/store/statements.ts'
import { createWorld, type World } from '../support/world.ts'

const POSTGRES = inject('postgres')

describe.skipIf(!POSTGRES)('asking many at once', () => {
  let world: World
  let url: string
  let database: Database
  let close: () => Promise<void>
  const told: string[] = []
  beforeAll(async () => {
    world = await createWorld('postgres')
    const [found] = await rows<{ name: string }>(world.store.database, sql`select current_database() as name`)
    const server = new URL(POSTGRES ?? '')
    server.pathname = `/${found?.name}`
    url = String(server)
    const connected = connect({ connectionString: url, connections: 1, onQuery: (text) => told.push(text) })
    database = connected.database
    close = connected.close
  })
  afterAll(async () => {
    await close()
    await world.close()
  })

  const ask = (text: string, values: readonly unknown[] = [], steady = true) => {
    const statement: Statement = { text, steady, parameters: [] }
    return columnsOf(database, { statement, values })
  }
  const all = (asked: readonly Promise<unknown>[]) =>
    Promise.all(
      asked.map((one) =>
        one.then(
          (rows) => rows,
          (error: Error & { code?: string }) => error.code,
        ),
      ),
    )

  test('each gets its rows, whatever it is asked with and whether its name is known', async () => {
    const expected = Array.from({ length: 60 }, (_, index) => [[String(index), `${index % 7} é`]])
    for (const _ of [1, 2])
      expect(
        await all(
          expected.map((_, index) =>
            ask(`select $1::int, '${index % 7} é' where true`, [index], index % 5 !== 0),
          ),
        ),
      ).toEqual(expected)
    expect(told).toHaveLength(120)
  })

  test('rows that are read past the driver are among others those of whom they belong to', async () => {
    const steady = (text: string): Statement => ({ text, steady: true, parameters: [] })
    const asked = Array.from({ length: 40 }, (_, index) => {
      const statement = steady(
        "select $1::int, repeat('é', $1::int * 1000), null::text from generate_series(1, 3)",
      )
      const values = [index]
      if (index % 3 === 0)
        return columnsOf(database, { statement, values }).then((rows) =>
          rows.map((row) => [...row, Number(row[0])]),
        )
      return readOf(database, { statement, values }, (row) => [
        ...[row.text(0), String(row.bytes(1)), row.text(2)],
        row.whole(0),
      ])
    })
    expect(await all([...asked, ask('select 1')])).toEqual([
      ...asked.map((_, index) => Array(3).fill([String(index), 'é'.repeat(index * 1000), null, index])),
      [['1']],
    ])
  })

  test('one that fails fails alone; those after it are asked again', async () => {
    told.length = 0
    const asked = [
      ask('select 1'),
      ask('select 2'),
      ask('select 1 / $1::int', [0]),
      ask('select 3'),
      ask('select wrong'),
      ask('select 4'),
      ask('select 1 / $1::int', [1]),
    ]
    expect(await all(asked)).toEqual([[['1']], [['2']], '22012', [['3']], '42703', [['4']], [['1']]])
    expect(told.filter((text) => text === 'select 4')).toHaveLength(1)
  })

  test('after one that fails the connection reads the driver’s rows as before, whoever took them', async () => {
    const failing: Statement = { text: 'select 1 / $1::int', steady: true, parameters: [] }
    const read = (asked: Statement, by: (row: Written) => unknown) =>
      readOf(database, { statement: asked, values: [0] }, by)
    await expect(read(failing, () => null)).rejects.toThrow('division by zero')
    expect(await rows(database, sql`select 7 as seven`)).toEqual([{ seven: 7 }])
    // Whoever reads the rows may fail as well.
    const two: Statement = { text: 'select $1::int from generate_series(1, 2)', steady: true, parameters: [] }
    const thrown = () => {
      throw new Error('not to be read')
    }
    const opened = new Set<string | null | undefined>()
    for (let turn = 0; turn < 6; turn++) {
      await expect(read(two, thrown)).rejects.toThrow('not to be read')
      opened.add((await ask('select pg_backend_pid()'))[0]?.[0])
    }
    // The connections are as good as before: none was opened in place of one.
    expect(opened.size).toBe(1)
    expect(await read(two, (row) => row.whole(0))).toEqual([0, 0])
  })

  test('those that wait share a message', async () => {
    // Transactions that were begun: what goes together is one.
    const began = async () => (await ask('select pg_sleep(0.05), now()'))[0]?.[1]
    const first = began()
    await setTimeout(20)
    const together = await Promise.all([1, 2, 3, 4, 5].map(() => ask('select now()')))
    expect(new Set(together.map(([row]) => row?.[0])).size).toBe(1)
    expect(together[0]?.[0]?.[0]).not.toBe(await first)
    // What is planned each time may take long, and nobody waits for it.
    const busy = ask('select pg_sleep(0.05)')
    await setTimeout(20)
    const [one, other, third] = await Promise.all([
      ask('select now(), $1::int', [1], false),
      ask('select now()'),
      ask('select now()'),
    ])
    expect(one?.[0]?.[0]).not.toBe(other?.[0]?.[0])
    expect(other?.[0]?.[0]).toBe(third?.[0]?.[0])
    await busy
  })

  test('a connection that breaks takes no more with it than one', async () => {
    const end = ask('select pg_terminate_backend(pg_backend_pid())')
    const others = [1, 2, 3].map((number) => ask('select $1::int', [number]))
    expect(await all([end, ...others])).toEqual([expect.anything(), [['1']], [['2']], [['3']]])
  })

  test('whoever waits too long for a connection is told so, and the others are served', async () => {
    const limited = connect({
      connectionString: url,
      connections: 1,
      limits: { statement: 5000, connection: 150 },
    })
    try {
      const statement: Statement = { text: 'select pg_sleep($1::float8)', steady: true, parameters: [] }
      const sleep = (seconds: number) => columnsOf(limited.database, { statement, values: [seconds] })
      // The connection is there.
      await sleep(0)
      const long = sleep(0.5)
      await setTimeout(20)
      await expect(sleep(0)).rejects.toThrow('timeout exceeded when trying to connect')
      expect(await long).toEqual([['']])
      expect(await sleep(0)).toEqual([['']])
    } finally {
      await limited.close()
    }
  })
})
