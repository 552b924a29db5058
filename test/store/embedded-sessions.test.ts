import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveSocket } from '../../src/store/embedded/serve-socket.ts'

const IDLE_MS = 1500
let engine: PGlite
let folder: string
let server: { close(): Promise<void> }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cs-'))
  engine = await PGlite.create()
  server = await serveSocket(engine, join(folder, '.s.PGSQL.5432'), { idleMs: IDLE_MS, drainMs: 500 })
  await engine.exec('create table notes (id int primary key, text text not null)')
})
afterAll(async () => {
  await server.close()
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

async function client(): Promise<pg.Client> {
  const made = new pg.Client({ host: folder, user: 'postgres', database: 'postgres' })
  made.on('error', () => {})
  await made.connect()
  return made
}
const streamOf = (made: pg.Client) =>
  (made as unknown as { connection: { stream: Socket } }).connection.stream

test('statements of many connections never mix', async () => {
  const clients = await Promise.all(Array.from({ length: 30 }, client))
  await Promise.all(
    clients.map(async (one, who) => {
      for (let n = 0; n < 20; n++) {
        const columns = Array.from(
          { length: 1 + ((who + n) % 4) },
          (_, index) => `$${index + 1}::text as c${index}`,
        )
        const values = columns.map((_, index) => `${who}-${n}-${index}`)
        const { rows } = await one.query(`select ${columns.join(', ')}`, values)
        expect(Object.values(rows[0])).toEqual(values)
      }
    }),
  )
  await Promise.all(clients.map((one) => one.end()))
})

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const message = (type: string, ...parts: (string | Buffer)[]) => {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  )
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}
const startup = () => {
  const body = Buffer.concat([int32(196608), Buffer.from('user\0postgres\0database\0postgres\0\0')])
  return Buffer.concat([int32(body.length + 4), body])
}
/** Parse, Bind and Execute of the unnamed statement, which the one session has only once. */
const ask = (text: string) =>
  Buffer.concat([
    message('P', '', `select '${text}' as answer`, Buffer.from([0, 0])),
    message('B', '', '', Buffer.from([0, 0, 0, 0, 0, 0])),
    message('E', '', int32(0)),
    message('S'),
  ])

test('not even when their messages arrive in pieces, between those of others', async () => {
  const one = async (who: number): Promise<string[]> => {
    const socket = connect(join(folder, '.s.PGSQL.5432'))
    let seen = ''
    socket.on('data', (data) => {
      seen += data.toString('latin1')
    })
    socket.write(startup())
    for (let n = 0; n < 10; n++) {
      const bytes = ask(`mine:${who}:${n};`)
      for (let at = 0; at < bytes.length; at += 7) {
        socket.write(bytes.subarray(at, at + 7))
        await new Promise((resolve) => setImmediate(resolve))
      }
      await expect.poll(() => seen, { interval: 2, timeout: 20_000 }).toContain(`mine:${who}:${n};`)
    }
    socket.destroy()
    return [...seen.matchAll(/mine:(\d+):(\d+);/g)].map(([, from, n]) => `${from}:${n}`)
  }
  const answers = await Promise.all(Array.from({ length: 12 }, (_, who) => one(who)))
  for (const [who, got] of answers.entries())
    expect(got).toEqual(Array.from({ length: 10 }, (_, n) => `${who}:${n}`))
})

test('a transaction keeps the session to itself, and an aborted one aborts nobody else', async () => {
  const [a, b] = [await client(), await client()]
  await a.query('begin')
  await a.query('insert into notes values (1, $1)', ['a'])
  const count = b.query('select count(*)::int as n from notes')
  await expect(a.query('select * from nothing')).rejects.toThrow(/nothing/)
  await expect(a.query('select 1')).rejects.toThrow(/aborted/)
  await a.query('rollback')
  expect((await count).rows).toEqual([{ n: 0 }])
  await Promise.all([a.end(), b.end()])
})

test.each([
  ['idle', async (): Promise<void> => {}],
  [
    'after an error',
    async (dying: pg.Client): Promise<void> => {
      await dying.query('select 1/0').catch(() => {})
    },
  ],
  [
    'while a statement runs',
    async (dying: pg.Client): Promise<void> => {
      dying.query('select pg_sleep(0.2)').catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, 20))
    },
  ],
] as const)('a client that dies inside a transaction, %s, releases the session', async (_name, before) => {
  const [dying, other] = [await client(), await client()]
  await dying.query('begin')
  await dying.query("insert into notes values (2, 'lost')")
  const answer = other.query('select count(*)::int as n from notes')
  await before(dying)
  streamOf(dying).destroy()
  const started = Date.now()
  expect((await answer).rows).toEqual([{ n: 0 }])
  expect(Date.now() - started).toBeLessThan(1000)
  await other.end()
})

test('a client that stays silent inside a transaction is cut off', async () => {
  const [silent, other] = [await client(), await client()]
  await silent.query('begin')
  await silent.query("insert into notes values (3, 'lost')")
  const started = Date.now()
  expect((await other.query('select count(*)::int as n from notes')).rows).toEqual([{ n: 0 }])
  expect(Date.now() - started).toBeGreaterThanOrEqual(IDLE_MS - 200)
  await expect(silent.query('select 1')).rejects.toThrow()
  await other.end()
})
