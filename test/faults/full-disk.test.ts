/** A disk that fills up amid writes: what was acknowledged is there, the rest was refused, and it goes on when there is room. */
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { lockOwner } from '../../src/store/embedded/lock.ts'
import { ENGINES } from '../support/engines.ts'
import { LONG, times } from '../support/long.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { tried } from '../support/tried.ts'
import { expectNothingLost } from './nothing-lost.ts'
import { ENV, makeShop } from './shop.ts'
import { createWitness } from './witness.ts'

const ROUNDS = times(1, 5)
const MEGABYTES = 200
const LIST = '/admin/openapi/v20260301/v2/customers.json?limit=1'
const moment = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A store on a small disk. */
interface Placed {
  disk: SmallDisk
  /** Flags of commands. */
  at: string[]
  /** Where the database is reached. */
  database(): Promise<pg.ClientConfig>
  /** Whoever watches over the database starts it again where it has ended; nobody has to for the embedded one. */
  revive(): Promise<void>
  remove(): Promise<void>
}

async function place(engine: (typeof ENGINES)[number]): Promise<Placed> {
  const disk = mountSmallDisk(MEGABYTES)
  if (engine === 'embedded') {
    const folder = `${disk.folder}/data`
    const database = async () => ({
      host: (await lockOwner(folder))?.socketFolder ?? '',
      user: 'postgres',
      database: 'postgres',
    })
    return {
      disk,
      at: ['--data', folder],
      database,
      revive: async () => {},
      remove: async () => disk.remove(),
    }
  }
  const server = await startPostgres(['max_wal_size=32MB', 'min_wal_size=32MB', 'fsync=on'], disk.folder)
  if (!server) throw new Error('PostgreSQL is not installed')
  const url = `${server.url}/postgres`
  expect(await clientele(['migrate', '--database-url', url], ENV)).toMatchObject({ code: 0 })
  return {
    disk,
    at: ['--database-url', url],
    database: async () => ({ connectionString: url }),
    revive: async () => {
      if (server.hasEnded()) await server.start()
    },
    remove: async () => {
      await server.stop()
      disk.remove()
    },
  }
}

/** Until the database cannot go on: more than what its log has room for. */
async function fillLog(config: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(config)
  // It ends, and its connections with it.
  client.on('error', () => {})
  await client.connect()
  const fill = async () => {
    for (;;) await client.query("select pg_logical_emit_message(true, 'x', repeat('x', 1000000))")
  }
  await expect(fill()).rejects.toThrow(
    /No space left on device|Connection terminated|server process|ECONNRESET/,
  )
  await client.end().catch(() => {})
}

describe.skipIf(!canMount()).each(LONG ? ENGINES : ENGINES.slice(0, 1))('a full disk under %s', (engine) => {
  let placed: Placed | undefined
  let server: Started | undefined
  afterAll(async () => {
    await server?.stop('SIGKILL')
    await placed?.remove()
  })

  test('writes are refused, reads go on, nothing acknowledged is lost, and it writes again when there is room', {
    timeout: 900_000,
  }, async () => {
    placed = await place(engine)
    const { disk, at } = placed
    server = await startServe([...at, '--log-level', 'error'], { env: ENV })
    const shop = await makeShop(at)
    const authorization = `Bearer ${shop.credentials.shopline.access_token}`
    const list = async () => (await fetch(`${server?.origin}${LIST}`, { headers: { authorization } })).status
    const witness = createWitness({ shop, origin: () => server?.origin ?? '' })
    witness.start()
    for (let round = 0; round < ROUNDS; round++) {
      await witness.more(50)
      const { refused } = witness.counts
      disk.fill()
      await expect.poll(() => witness.counts.refused, { timeout: 60_000 }).toBeGreaterThan(refused + 10)
      expect(await list()).toBe(200)
      await fillLog(await placed.database())
      await moment(times(500, 5000))
      expect([200, 503], server.output().stderr).toContain(await list())
      disk.free()
      await placed.revive()
    }
    await witness.more(50)
    await expectNothingLost(witness, shop)
    expect(await server.stop()).toBe(0)
    const { acknowledged, refused } = witness.counts
    tried(
      `a full disk, and a full log (${engine})`,
      ROUNDS,
      `${acknowledged} acknowledged, 0 lost; ${refused} refused with 429 or 503`,
    )
  })
})
