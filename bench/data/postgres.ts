/** A PostgreSQL server for the bench alone, whose data folder is kept between runs. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { findBinaries, freePort, serverIdentity, untilReady } from '../../test/support/postgres-server.ts'

export interface BenchPostgres {
  /** Without a database name: `postgres://postgres@127.0.0.1:5555`. */
  url: string
  binaries: string
  pid: number
  stop(): Promise<void>
}

/** As PostgreSQL is run in earnest on a machine of this size: commits reach the disk, no just-in-time compiler. */
const SETTINGS = {
  max_connections: '200',
  shared_buffers: '2GB',
  jit: 'off',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
  effective_cache_size: '8GB',
  random_page_cost: '1.1',
  log_min_messages: 'error',
}

/** Null where PostgreSQL 15 or later is not installed. */
export async function startBenchPostgres(dataDir: string): Promise<BenchPostgres | null> {
  const binaries = findBinaries()
  if (!binaries) return null
  const folder = join(dataDir, 'postgres')
  const identity = serverIdentity()
  mkdirSync(folder, { recursive: true })
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid ?? identity.uid)
  chmodSync(folder, 0o700)
  const data = join(folder, 'data')
  const quietly = { ...identity, cwd: folder, stdio: 'ignore' as const }
  if (!existsSync(join(data, 'PG_VERSION')))
    execFileSync(
      join(binaries, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
      quietly,
    )
  // A run that was killed leaves its server behind.
  if (existsSync(join(data, 'postmaster.pid')))
    spawnSync(join(binaries, 'pg_ctl'), ['-D', data, '-m', 'fast', '-w', 'stop'], quietly)
  const port = await freePort()
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', ...settings],
    quietly,
  )
  const url = `postgres://postgres@127.0.0.1:${port}`
  await untilReady(url)
  return {
    url,
    binaries,
    pid: server.pid ?? 0,
    async stop() {
      const gone = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGINT')
      await gone
    },
  }
}

/** Runs statements on one connection that is closed afterwards. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
