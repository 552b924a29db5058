/**
 * Starts a PostgreSQL 15 (or later) server for the suite where its binaries are installed, with a migrated
 * database that each test copies. Where they are not, the PostgreSQL half is skipped and says so; with
 * CLIENTELE_REQUIRE_POSTGRES=1 that is a failure.
 */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { connect } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the server without a database name; null where there is no PostgreSQL. */
    postgres: string | null
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const binaries = findBinaries()
  if (!binaries) {
    if (process.env.CLIENTELE_REQUIRE_POSTGRES === '1')
      throw new Error('CLIENTELE_REQUIRE_POSTGRES is set, but no PostgreSQL server is installed')
    console.warn('PostgreSQL is not installed: the PostgreSQL half of the suite is SKIPPED')
    project.provide('postgres', null)
    return undefined
  }
  const { url, stop } = await startServer(binaries)
  try {
    await makeTemplate(url)
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('postgres', url)
  return stop
}

export type PostgresServer = Awaited<ReturnType<typeof run>>

/** A server of one's own, with its data below `base`, or null where PostgreSQL is not installed; `settings` as `name=value`. */
export async function startPostgres(
  settings: readonly string[] = [],
  base?: string,
): Promise<PostgresServer | null> {
  const binaries = findBinaries()
  return binaries ? startServer(binaries, settings, base) : null
}

export function findBinaries(): string | null {
  const base = '/usr/lib/postgresql'
  const versions = existsSync(base)
    ? readdirSync(base)
        .map(Number)
        .filter((version) => version >= 15)
    : []
  const newest = versions.sort((a, b) => a - b).at(-1)
  const folder = newest ? join(base, String(newest), 'bin') : null
  return folder && existsSync(join(folder, 'initdb')) ? folder : null
}

async function startServer(
  binaries: string,
  settings: readonly string[] = [],
  base?: string,
): Promise<PostgresServer> {
  const place = makePlace(base)
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', place.data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...place.identity, cwd: place.folder, stdio: 'ignore' },
  )
  return run(binaries, place, settings)
}

/**
 * A streaming replica of a server that `startPostgres` started; `settings` as `name=value`.
 */
export async function startStandby(url: string, settings: readonly string[] = []): Promise<PostgresServer> {
  const binaries = findBinaries()
  if (!binaries) throw new Error('PostgreSQL is not installed')
  const place = makePlace()
  execFileSync(
    join(binaries, 'pg_basebackup'),
    ['-d', `${url}/postgres`, '-D', place.data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync'],
    { ...place.identity, cwd: place.folder, stdio: 'ignore' },
  )
  return run(binaries, place, settings)
}

interface Place {
  folder: string
  data: string
  identity: { uid?: number; gid?: number }
}

function makePlace(base = tmpdir()): Place {
  const folder = mkdtempSync(join(base, 'clientele-pg-'))
  const identity = serverIdentity()
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid ?? identity.uid)
  chmodSync(folder, 0o700)
  return { folder, data: join(folder, 'data'), identity }
}

async function run(binaries: string, { folder, data, identity }: Place, more: readonly string[]) {
  const port = await freePort()
  const settings = ['fsync=off', 'max_connections=200', 'shared_buffers=256MB', 'jit=off', ...more]
  const url = `postgres://postgres@127.0.0.1:${port}`
  const start = async () => {
    const server = spawn(
      join(binaries, 'postgres'),
      [
        ...['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'],
        ...settings.flatMap((setting) => ['-c', setting]),
      ],
      { ...identity, cwd: folder, stdio: 'ignore' },
    )
    await untilReady(url)
    return server
  }
  let server = await start()
  const end = async (signal: NodeJS.Signals) => {
    const gone = new Promise((resolve) => server.once('exit', resolve))
    if (server.exitCode === null && server.signalCode === null && server.kill(signal)) await gone
  }
  /** All of its processes: each session is one. */
  const each = (signal: NodeJS.Signals) => {
    const { pid } = server
    if (pid === undefined) return
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    for (const one of [pid, ...children.filter(Boolean).map(Number)])
      try {
        process.kill(one, signal)
      } catch {
        // It has ended meanwhile.
      }
  }
  return {
    url,
    hasEnded: () => server.exitCode !== null || server.signalCode !== null,
    // At once, without a checkpoint: as a server that crashed.
    kill: () => end('SIGQUIT'),
    /** In order, without waiting for those who are connected. */
    end: () => end('SIGINT'),
    /** Every process stands still, connections stay; as on a machine that is frozen. */
    pause: () => each('SIGSTOP'),
    resume: () => each('SIGCONT'),
    /** A standby becomes a server that is written to. */
    promote() {
      execFileSync(join(binaries, 'pg_ctl'), ['promote', '-D', data, '-w'], {
        ...identity,
        cwd: folder,
        stdio: 'ignore',
      })
    },
    async start() {
      server = await start()
    },
    async stop() {
      if (server.exitCode === null && server.signalCode === null) each('SIGCONT')
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root: then it runs as the system's `postgres` user. */
export function serverIdentity(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

export async function untilReady(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: `${url}/postgres` })
    try {
      await client.connect()
      return await client.end()
    } catch (error) {
      if (tries > 200) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${url}/postgres` })
  await client.connect()
  await client.query('create database clientele_template')
  await client.end()
  const { database, close } = connect({ connectionString: `${url}/clientele_template`, connections: 1 })
  await migrate(database)
  await close()
}
