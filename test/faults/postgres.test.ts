/**
 * PostgreSQL ends, stands still, has no room for connections or is replaced by its standby while a server writes to it. What
 * was acknowledged is there, who could not be served was told so in his platform's words and in bounded time, and
 * the server goes on by itself.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { LONG, times } from '../support/long.ts'
import { type PostgresServer, startPostgres, startStandby } from '../support/postgres-server.ts'
import { clientele, type Started, startServe } from '../support/process.ts'
import { tried } from '../support/tried.ts'
import { createMovingAddress, type MovingAddress } from './moving-address.ts'
import { expectNothingLost } from './nothing-lost.ts'
import { ENV, makeShop, type Shop } from './shop.ts'
import { createWitness, type Witness } from './witness.ts'

const ROUNDS = times(1, 3)
const STATEMENT_MS = 2000
const CONNECTION_MS = 1000
/** Two waits for a connection and a statement that is given up, and the machine may be busy. */
const BOUND_MS = 20_000
/** Commits are acknowledged when the standby has them, so that none is lost with the primary. */
const FOLLOWED = "alter system set synchronous_standby_names = '*'"
const ALONE = "alter system set synchronous_standby_names = ''"
const ROOM = ['max_connections=30']

const portOf = ({ url }: PostgresServer) => Number(new URL(url).port)

describe.skipIf(!inject('postgres'))('a server whose PostgreSQL fails', () => {
  let folder: string
  let address: MovingAddress
  let postgres: PostgresServer
  let server: Started
  let shop: Shop
  let at: string[]
  const servers: PostgresServer[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clientele-postgres-'))
    postgres = (await startPostgres(ROOM)) as PostgresServer
    servers.push(postgres)
    address = await createMovingAddress(portOf(postgres))
    at = ['--database-url', `postgres://postgres@127.0.0.1:${address.port}/postgres`]
    expect(await clientele(['migrate', ...at], ENV)).toMatchObject({ code: 0 })
    const timed = [
      '--statement-timeout',
      `${STATEMENT_MS / 1000}s`,
      '--connection-timeout',
      `${CONNECTION_MS / 1000}s`,
    ]
    server = await startServe([...at, '--data', folder, ...timed, '--log-level', 'error'], { env: ENV })
    shop = await makeShop(at)
  })
  afterAll(async () => {
    await server?.stop('SIGKILL')
    await address?.close()
    for (const one of servers) await one.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Writes go on before, during and after; the outcome is told under `name`. */
  async function through(name: string, fault: (witness: Witness) => Promise<void>): Promise<void> {
    const witness = createWitness({ shop, origin: () => server.origin, patienceMs: 2 * BOUND_MS })
    witness.start()
    for (let round = 0; round < ROUNDS; round++) {
      await witness.more(30)
      await fault(witness)
    }
    await witness.more(30)
    await expectNothingLost(witness, shop, server.output().stderr)
    expect(witness.counts.longest).toBeLessThan(BOUND_MS)
    const { acknowledged, refused, longest } = witness.counts
    const seconds = (longest / 1000).toFixed(1)
    tried(
      name,
      ROUNDS,
      `${acknowledged} acknowledged, 0 lost; ${refused} × 503, none after more than ${seconds} s`,
    )
  }
  const refused = async (witness: Witness) => {
    const before = witness.counts.refused
    await expect.poll(() => witness.counts.refused, { timeout: 60_000 }).toBeGreaterThan(before)
  }

  test.runIf(LONG)('that is restarted in order', { timeout: 300_000 }, () =>
    through('PostgreSQL restarted', async () => {
      await postgres.end()
      await sleep(500)
      await postgres.start()
    }),
  )

  test('that crashes', { timeout: 300_000 }, () =>
    through('PostgreSQL crashed', async () => {
      await postgres.kill()
      await postgres.start()
    }),
  )

  test('that stands still', { timeout: 300_000 }, () =>
    through('PostgreSQL paused', async (witness) => {
      postgres.pause()
      await refused(witness)
      await sleep(STATEMENT_MS)
      const statusOf = async (path: string) =>
        (await fetch(server.origin + path, { signal: AbortSignal.timeout(BOUND_MS) })).status
      expect(await statusOf('/healthz')).toBe(200)
      expect(await statusOf('/readyz')).toBe(503)
      postgres.resume()
    }),
  )

  test('that has no room for connections', { timeout: 300_000 }, () =>
    through('PostgreSQL out of connections', async (witness) => {
      const others: pg.Client[] = []
      const administrator = new pg.Client({ connectionString: `${postgres.url}/postgres` })
      await administrator.connect()
      try {
        // Whoever ends takes his place with him: others take it, until none is left.
        for (let full = false; !full; ) {
          const other = new pg.Client({ connectionString: `${postgres.url}/postgres` })
          other.on('error', () => {})
          full = await other.connect().then(
            () => false,
            (error: { code?: string }) => error.code === '53300',
          )
          if (!full) others.push(other)
          else
            await administrator.query(
              `select pg_terminate_backend(pid) from pg_stat_activity where application_name = '' and query not like '%taken%' and pid <> pg_backend_pid() and pid <> all ($1::int[])`,
              [others.map((one) => (one as unknown as { processID: number }).processID)],
            )
        }
        await refused(witness)
      } finally {
        for (const other of others) await other.end()
        await administrator.end()
      }
    }),
  )

  describe('and is replaced by its standby', () => {
    test.each(LONG ? ['ends', 'falls silent'] : ['ends'])('when it %s', { timeout: 600_000 }, (how) =>
      through(`PostgreSQL ${how}, its standby takes over`, async () => {
        // Nothing is acknowledged that the standby has not.
        const standby = await startStandby(postgres.url, ROOM)
        servers.push(standby)
        await change(postgres, FOLLOWED)
        const isFollowed = "select 1 from pg_stat_replication where sync_state = 'sync'"
        await expect.poll(() => change(postgres, isFollowed), { timeout: 30_000 }).toBe(1)
        if (how === 'ends') await postgres.kill()
        else {
          address.silence()
          postgres.pause()
          await sleep(500)
        }
        standby.promote()
        await change(standby, ALONE)
        address.leadTo(portOf(standby))
        postgres = standby
      }),
    )
  })
})

/** Runs a statement, and has settings read anew; how many rows it gave. */
async function change({ url }: PostgresServer, statement: string): Promise<number> {
  const client = new pg.Client({ connectionString: `${url}/postgres` })
  await client.connect()
  try {
    const { rowCount } = await client.query(statement)
    await client.query('select pg_reload_conf()')
    return rowCount ?? 0
  } finally {
    await client.end()
  }
}
