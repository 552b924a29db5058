/**
 * Other servers on the same data. They are no dependencies of the project: the first run that wants one installs it into
 * the bench's data folder, with versions pinned here; where that cannot be done its rows are not measured and say why.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from '../../test/support/postgres-server.ts'
import { type BenchPostgres, withClient } from '../data/postgres.ts'
import { ORGANIZATION, type Stores } from '../data/stores.ts'
import { endsWithUs } from './children.ts'
import type { Running } from './sides.ts'

const run = promisify(execFile)
/** An install that takes longer is given up. */
const PATIENCE_MS = 15 * 60_000

export interface Peers {
  /** A generic data server: REST over the tables as they are. */
  platformatic(customers: number): Promise<Running>
  /** A commerce backend with as many customers of its own. */
  commerce(customers: number): Promise<Running>
}

export interface PeerDeps {
  dataDir: string
  postgres: BenchPostgres | null
  stores: Stores
  say(text: string): void
}

interface Peer {
  packages: Readonly<Record<string, string>>
  script: string
}

const PLATFORMATIC: Peer = { packages: { '@platformatic/db': '2.61.0' }, script: 'platformatic.mjs' }
const VENDURE: Peer = { packages: { '@vendure/core': '3.7.3', pg: '8.23.1' }, script: 'vendure.mjs' }

export const peerVersions = [PLATFORMATIC, VENDURE].map(
  ({ packages }) => Object.entries(packages)[0]?.join(' ') ?? '',
)

export function createPeers(deps: PeerDeps): Peers {
  return {
    platformatic: (customers) => startPlatformatic(customers, deps),
    commerce: (customers) => startVendure(customers, deps),
  }
}

/** A copy of the same rows with what its list asks of an index: it knows no tenants, and sorts by `created_at` alone. */
async function startPlatformatic(customers: number, deps: PeerDeps): Promise<Running> {
  const folder = await install('platformatic', PLATFORMATIC, deps)
  const { databaseUrl, drop } = await deps.stores.copy(customers)
  try {
    await withClient(databaseUrl, async (client) => {
      await client.query('create index bench_created on customers (created_at desc)')
      // It serves this table alone, and does not start where one leads to another that it does not know.
      const { rows } = await client.query(
        "select conname from pg_constraint where conrelid = 'customers'::regclass and contype = 'f'",
      )
      for (const { conname } of rows)
        await client.query(`alter table customers drop constraint ${pg.escapeIdentifier(conname)}`)
      await client.query('vacuum analyze customers')
    })
    const url = await startScript(folder, PLATFORMATIC.script, { DATABASE_URL: databaseUrl })
    return await running('@platformatic/db', url, '/customers?limit=10&offset=0&orderby.createdAt=desc', drop)
  } catch (error) {
    await drop()
    throw error
  }
}

/** A database of its own with as many customers, which its admin API lists by ten with their total. */
async function startVendure(customers: number, deps: PeerDeps): Promise<Running> {
  const folder = await install('vendure', VENDURE, deps)
  const { url: server } = needed(deps.postgres)
  const name = 'bench_vendure'
  await withClient(`${server}/postgres`, async (client) => {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.query(`create database ${name}`)
  })
  const store = await deps.stores.get('postgres', customers)
  const url = await startScript(folder, VENDURE.script, {
    DATABASE_URL: `${server}/${name}`,
    SOURCE_URL: store.at.databaseUrl ?? '',
    SOURCE_ORGANIZATION: ORGANIZATION,
  })
  return running('Vendure', url, '', async () => {})
}

interface Started {
  child: ChildProcess
  origin: string
  headers: Record<string, string>
  path: string
}

/** Runs the script in the folder where its packages are; it prints one line of JSON when it listens. */
async function startScript(folder: string, script: string, env: Record<string, string>): Promise<Started> {
  await copyFile(fileURLToPath(new URL(`../peers/${script}`, import.meta.url)), join(folder, script))
  const port = await freePort()
  const child = endsWithUs(
    spawn(process.execPath, [script], {
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'production', PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  let said = ''
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-20_000)
      const [line] = /^\{"listens":.*\}$/m.exec(said) ?? []
      if (!line) return
      const { listens, headers = {}, path = '' } = JSON.parse(line)
      resolve({ child, origin: listens, headers, path })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${said.slice(-1500)}`)))
    setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${script} does not listen after some minutes: ${said.slice(-1500)}`))
    }, PATIENCE_MS).unref()
  })
}

async function running(
  name: string,
  { child, origin, headers, path }: Started,
  fixedPath: string,
  after: () => Promise<void>,
): Promise<Running> {
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
    await after()
  }
  const url = `${origin}${fixedPath || path}`
  try {
    const response = await fetch(url, { headers })
    const body = await response.text()
    if (response.status !== 200) throw new Error(`${name} answered ${response.status}: ${body.slice(0, 300)}`)
    const contentType = response.headers.get('content-type') ?? 'application/json'
    return { name, target: { url, headers }, pid: child.pid ?? 0, body, contentType, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function install(name: string, { packages }: Peer, { dataDir, say }: PeerDeps): Promise<string> {
  const folder = join(dataDir, 'peers', name)
  mkdirSync(folder, { recursive: true })
  const wanted = JSON.stringify({ private: true, dependencies: packages }, null, 2)
  const done = join(folder, 'installed.json')
  if (existsSync(done) && (await readFile(done, 'utf8')) === wanted) return folder
  say(`installing ${Object.keys(packages).join(' and ')}`)
  await writeFile(join(folder, 'package.json'), wanted)
  await run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], {
    cwd: folder,
    timeout: PATIENCE_MS,
    maxBuffer: 1e8,
  })
  await writeFile(done, wanted)
  return folder
}

function needed(postgres: BenchPostgres | null): BenchPostgres {
  if (!postgres) throw new Error('PostgreSQL is not installed here')
  return postgres
}
