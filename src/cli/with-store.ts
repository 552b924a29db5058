/** Opens the store a command works on, with everything that hangs on it, and closes it again. */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { createSecrets } from '../auth/secrets.ts'
import type { Clock, RandomSource } from '../core/ports.ts'
import { dialects } from '../dialects/index.ts'
import { createIdentities, type Identities } from '../server/ids.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { Refusal } from './explain.ts'
import type { StoreFlags } from './options.ts'
import { secretKey } from './secret-key.ts'

export interface OpenStore {
  store: Store
  identities: Identities
  secrets: ReturnType<typeof createSecrets>
  clock: Clock
  random: RandomSource
}

export interface OpenOptions {
  exclusive?: boolean
  durable?: boolean
  clock?: Clock
  random?: RandomSource
  /** Accept a shared database whose schema is not current (only `migrate` does). */
  unmigrated?: boolean
}

export async function openFromFlags(flags: StoreFlags, options: OpenOptions = {}): Promise<OpenStore> {
  const clock = options.clock ?? (() => new Date())
  const random = options.random ?? ((count) => randomBytes(count))
  const identities = createIdentities(dialects, random)
  const folder = resolve(flags.data)
  const store = await openStore({
    ...(flags.databaseUrl ? { databaseUrl: flags.databaseUrl } : { folder }),
    clock,
    mintIds: identities.mintIds,
    durable: options.durable ?? true,
    exclusive: options.exclusive ?? false,
  })
  try {
    if (!options.unmigrated && (await store.pendingMigrations()).length > 0)
      throw new Refusal('the database is not of the current schema: run `clientele migrate` on it first')
    const secrets = createSecrets(await secretKey(flags.databaseUrl ? null : folder))
    return { store, identities, secrets, clock, random }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Runs `work` on the store and closes it, whatever happens. */
export async function withOpenStore<T>(flags: StoreFlags, work: (open: OpenStore) => Promise<T>): Promise<T> {
  const open = await openFromFlags(flags)
  try {
    return await work(open)
  } finally {
    await open.store.close()
  }
}
