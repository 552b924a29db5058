/** Opens the store a command works on, with everything that hangs on it, and closes it again. */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { createSecrets, type Secrets } from '../auth/secrets.ts'
import type { Clock, RandomSource } from '../core/ports.ts'
import { dialects } from '../dialects/index.ts'
import { keepSmall } from '../lib/keep-small.ts'
import { createIdentities, type Identities } from '../server/ids.ts'
import { createTopicsOf } from '../server/topics.ts'
import { openStore, type Store, type StoreOptions } from '../store/open-store.ts'
import { createStamps } from '../store/stamps.ts'
import { Refusal, WrongUsage } from './explain.ts'
import type { StoreFlags } from './options.ts'
import { keySource } from './secret-key.ts'

export interface OpenStore {
  store: Store
  identities: Identities
  clock: Clock
  random: RandomSource
}

export interface OpenOptions
  extends Pick<StoreOptions, 'connections' | 'limits' | 'watch' | 'replicaUrls' | 'onReplica' | 'onEngine'> {
  exclusive?: boolean
  durable?: boolean
  /** For long work that goes through everything once: keep this process small. */
  small?: boolean
  clock?: Clock
  random?: RandomSource
  /** Accept a shared database whose schema is not current (only `migrate` does). */
  unmigrated?: boolean
}

export async function openFromFlags(flags: StoreFlags, options: OpenOptions = {}): Promise<OpenStore> {
  const machine = createStamps(() => new Date())
  const { clock } = options.clock ? { clock: options.clock } : machine
  const random = options.random ?? ((count) => randomBytes(count))
  const identities = createIdentities(dialects, random)
  const folder = resolve(flags.data)
  if (options.small) keepSmall()
  const store = await openStore({
    ...(flags.databaseUrl ? { databaseUrl: flags.databaseUrl } : { folder }),
    clock,
    ...(options.clock ? {} : { stamp: machine.stamp }),
    mintIds: identities.mintIds,
    topicsOf: createTopicsOf(dialects),
    durable: options.durable ?? true,
    exclusive: options.exclusive ?? false,
    small: options.small ?? false,
    ...(options.connections ? { connections: options.connections } : {}),
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.replicaUrls ? { replicaUrls: options.replicaUrls } : {}),
    ...(options.onReplica ? { onReplica: options.onReplica } : {}),
    ...(options.watch ? { watch: options.watch } : {}),
    ...(options.onEngine ? { onEngine: options.onEngine } : {}),
  })
  try {
    if (!options.unmigrated && (await store.pendingMigrations()).length > 0)
      throw new Refusal('the database is not of the current schema: run `clientele migrate` on it first')
    return { store, identities, clock, random }
  } catch (error) {
    await store.close()
    throw error
  }
}

export const keySourceOf = (flags: StoreFlags) => keySource(flags.databaseUrl ? null : resolve(flags.data))

/** What encrypts the store's signing keys; refuses a key that does not open those it has. */
export async function secretsOf(flags: StoreFlags, store: Store): Promise<Secrets> {
  const secrets = createSecrets((await keySourceOf(flags)).keys)
  const sealed = await store.credentials.anySealed()
  try {
    if (sealed !== null) secrets.open(sealed)
    return secrets
  } catch {
    throw new WrongUsage(
      'CLIENTELE_SECRET_KEY (or the data folder’s secret.key) is not the key under which this store was encrypted',
    )
  }
}

/** Runs `work` on the store and closes it, whatever happens; a signal to stop included. */
export async function withOpenStore<T>(
  flags: StoreFlags,
  work: (open: OpenStore, stopped: AbortSignal) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const stopping = new AbortController()
  const stop = () => stopping.abort(new Refusal('stopped before it was done: run it again to finish'))
  const stopped = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener('abort', () => reject(stopping.signal.reason))
  })
  // Also while the store is opened, which is waited for: only then can it be closed in order.
  stopped.catch(() => {})
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    const open = await openFromFlags(flags, options)
    try {
      stopping.signal.throwIfAborted()
      return await Promise.race([work(open, stopping.signal), stopped])
    } finally {
      await open.store.close()
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}
