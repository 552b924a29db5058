/** The engines the suite runs on: `describe.each(ENGINES)('… on %s', (engine) => …)`. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import type { StoreOptions } from '../../src/store/open-store.ts'
import { CITUS_URLS, takeCitus } from './citus.ts'
import { takeEngine } from './embedded-engines.ts'
import { LONG, times } from './long.ts'

export type EngineName = 'embedded' | 'postgres'

const here: EngineName[] = inject('postgres') ? ['embedded', 'postgres'] : ['embedded']
/** On a cluster that was named only what a PostgreSQL server is tested with. */
export const ENGINES: EngineName[] = CITUS_URLS.length > 0 ? ['postgres'] : here

/**
 * For tests that start and kill whole servers, which takes long: the embedded engine in `npm test`, both in
 * `npm run test:long`.
 */
export const PROCESS_ENGINES: EngineName[] = LONG ? ENGINES : ENGINES.slice(0, 1)

/**
 * `times` for what is tried at random on each engine. The embedded one is PostgreSQL too, at a third of its speed: beside
 * a server it tries a third as often.
 */
export const timesOn = (engine: EngineName, reduced: number, full: number): number =>
  engine === 'embedded' && ENGINES.length > 1 && !LONG ? Math.ceil(reduced / 3) : times(reduced, full)

export type Location = Pick<StoreOptions, 'folder' | 'databaseUrl'>

interface PlacedStore {
  location: Location
  drop(): Promise<void>
}

/** Where a migrated, empty store of that engine is, and how to give it back. */
export async function emptyStore(engine: EngineName): Promise<PlacedStore> {
  if (CITUS_URLS.length > 0) {
    const { url, release } = await takeCitus()
    return { location: { databaseUrl: url }, drop: release }
  }
  const shared = engine === 'embedded' ? await takeEngine(inject('embedded')) : null
  return shared ? { location: { folder: shared.folder }, drop: shared.release } : freshStore(engine)
}

/** The same in a place that nobody used before, and with nobody there: for whoever starts processes on it. */
export async function freshStore(engine: EngineName): Promise<PlacedStore> {
  if (engine === 'embedded') {
    const folder = await mkdtemp(join(tmpdir(), 'clientele-test-'))
    return { location: { folder }, drop: () => rm(folder, { recursive: true, force: true }) }
  }
  const server = inject('postgres')
  const name = `t_${randomBytes(6).toString('hex')}`
  await administer(`create database ${name} template clientele_template`)
  return {
    location: { databaseUrl: `${server}/${name}` },
    drop: () => administer(`drop database ${name} with (force)`),
  }
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${inject('postgres')}/postgres` })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
