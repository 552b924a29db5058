/** Prepared stores in the bench's data folder: made once for a schema and a generator, then used again by every run. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { dialects } from '../../src/dialects/index.ts'
import { createOrganization } from '../../src/jobs/create-organization.ts'
import { createSeededRandom } from '../../src/lib/seeded-random.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { schemaHash } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/open-store.ts'
import { type Credentials, createCredentials } from '../servers/credentials.ts'
import { clientele, type StoreAt } from '../servers/serve.ts'
import { fill } from './fill.ts'
import { type BenchPostgres, withClient } from './postgres.ts'

export type Engine = 'postgres' | 'embedded'
export const ORGANIZATION = 'bench'
export const SEED = 42

export interface Prepared {
  engine: Engine
  customers: number
  at: StoreAt
  credentials: Credentials
}

export interface Stores {
  get(engine: Engine, customers: number): Promise<Prepared>
  /** A copy on the server of its own, dropped by whoever asked: for what writes. */
  copy(customers: number): Promise<{ databaseUrl: string; drop(): Promise<void> }>
}

export function createStores(
  dataDir: string,
  postgres: BenchPostgres | null,
  say: (text: string) => void,
): Stores {
  const known = new Map<string, Promise<Prepared>>()
  const mark = fingerprint()
  const nameOf = async (customers: number) => `clientele_${customers}_${await mark}`
  const server = (): BenchPostgres => {
    if (!postgres) throw new Error('PostgreSQL is not installed here')
    return postgres
  }

  async function prepare(engine: Engine, customers: number): Promise<Prepared> {
    const name = await nameOf(customers)
    const at =
      engine === 'postgres'
        ? { databaseUrl: await preparePostgres(dataDir, server(), name, customers, say) }
        : { folder: await prepareEmbedded(dataDir, name, customers, say) }
    return { engine, customers, at, credentials: await credentialsOf(dataDir, engine, name, at) }
  }

  const stores: Stores = {
    get(engine, customers) {
      const key = `${engine} ${customers}`
      const found = known.get(key) ?? prepare(engine, customers)
      known.set(key, found)
      return found
    },
    async copy(customers) {
      await stores.get('postgres', customers)
      const name = await nameOf(customers)
      const copy = `${name}_copy`
      const { url } = server()
      const drop = () =>
        withClient(`${url}/postgres`, async (client) => {
          await client.query(`drop database if exists ${copy} with (force)`)
        })
      await drop()
      await withClient(`${url}/postgres`, (client) =>
        client.query(`create database ${copy} template ${name}`),
      )
      return { databaseUrl: `${url}/${copy}`, drop }
    },
  }
  return stores
}

/** Changes with the schema and with what is generated, so that no run uses another's data. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(await schemaHash())
  const folder = new URL('.', import.meta.url)
  for (const file of (await readdir(folder)).sort())
    if (['generate.ts', 'counters.ts', 'words.ts', 'kept.ts'].includes(file))
      hash.update(await readFile(new URL(file, folder)))
  return hash.digest('hex').slice(0, 8)
}

async function preparePostgres(
  dataDir: string,
  { url }: BenchPostgres,
  name: string,
  customers: number,
  say: (text: string) => void,
): Promise<string> {
  const admin = `${url}/postgres`
  const isThere = await withClient(admin, async (client) => {
    const { rows } = await client.query('select datname from pg_database where starts_with(datname, $1)', [
      `clientele_${customers}_`,
    ])
    // Of an older schema, or cut off while it was made.
    for (const { datname } of rows)
      if (datname !== name) await client.query(`drop database ${pg.escapeIdentifier(datname)} with (force)`)
    return rows.some(({ datname }) => datname === name)
  })
  if (isThere) return `${url}/${name}`
  const draft = `${name}_draft`
  await forgetCredentials(dataDir, 'postgres', name)
  await withClient(admin, (client) => client.query(`create database ${draft}`))
  await fillStore({ databaseUrl: `${url}/${draft}` }, customers, say)
  await withClient(admin, async (client) => {
    await client.query(`alter database ${draft} rename to ${name}`)
    await client.query('checkpoint')
  })
  return `${url}/${name}`
}

async function prepareEmbedded(
  dataDir: string,
  name: string,
  customers: number,
  say: (text: string) => void,
): Promise<string> {
  const folder = join(dataDir, `embedded-${name}`)
  if (existsSync(folder)) return folder
  for (const other of await readdir(dataDir))
    if (other.startsWith(`embedded-clientele_${customers}_`))
      await rm(join(dataDir, other), { recursive: true })
  const draft = `${folder}-draft`
  await forgetCredentials(dataDir, 'embedded', name)
  await fillStore({ folder: draft }, customers, say)
  await rename(draft, folder)
  return folder
}

async function fillStore(at: StoreAt, customers: number, say: (text: string) => void): Promise<void> {
  const started = performance.now()
  const identities = createIdentities(dialects, createSeededRandom(SEED).bytes)
  const engine = at.folder ? 'embedded' : 'PostgreSQL'
  const store = await openStore({
    ...at,
    migrate: true,
    durable: false,
    clock: () => new Date(),
    mintIds: identities.mintIds,
    connections: 3,
  })
  try {
    const organization = await createOrganization(store.organizations, identities, {
      slug: ORGANIZATION,
      currency: 'EUR',
      timeZone: 'UTC',
      mode: 'live',
    })
    const indexesLast = customers > 5000
    await fill(
      store.database,
      { organization: organization.key, customers, seed: SEED },
      {
        indexesLast,
        lanes: at.folder ? 1 : 2,
        onStep: (step, milliseconds) => {
          if (milliseconds > 5000) say(`${customers} customers, ${engine}: ${step} ${seconds(milliseconds)}`)
        },
      },
    )
    // What deep pages are found by; the store counts it in the background otherwise.
    await store.ranks.fold(organization.key)
  } finally {
    await store.close()
  }
  say(`${customers} customers on ${engine} are written in ${seconds(performance.now() - started)}`)
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(0)} s`

/** Made once: each command costs a second, on the embedded store more. */
const credentialsFile = (dataDir: string, engine: Engine, name: string): string =>
  join(dataDir, `credentials-${engine}-${name}.json`)

/** A store that is filled anew knows none of those that were made for the one before. */
const forgetCredentials = (...store: Parameters<typeof credentialsFile>): Promise<void> =>
  rm(credentialsFile(...store), { force: true })

async function credentialsOf(
  dataDir: string,
  engine: Engine,
  name: string,
  at: StoreAt,
): Promise<Credentials> {
  const file = credentialsFile(dataDir, engine, name)
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    const credentials = await createCredentials(at, ORGANIZATION)
    await writeFile(file, JSON.stringify(credentials), { mode: 0o600 })
    return credentials
  }
}

/** What the product itself says of the store's kept figures; throws where any differs from the ledger. */
export async function verify({ at }: Prepared): Promise<string> {
  return (await clientele(at, ['ledger', 'verify'])).trim()
}
