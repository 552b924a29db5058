/** The store as a server works with it: once for requests, which must not hold it up, and once for work that takes its time. */
import type { Clock } from '../core/ports.ts'
import type { Instruments } from '../server/metrics/instruments.ts'
import type { StoreOptions } from '../store/open-store.ts'
import { type Capacity, CONNECTIONS_BESIDE } from './capacity.ts'
import type { StoreFlags } from './options.ts'
import { type OpenStore, openFromFlags } from './with-store.ts'

export interface ServerStores {
  /** For requests: a statement that takes too long is cut off. */
  open: OpenStore
  /** For jobs and what people start in the console (imports, snapshots, erasures): nothing is cut off. */
  beside: OpenStore
  close(): Promise<void>
}

/** Both are the same on the embedded engine, whose connections share one session. */
export async function openStores(
  flags: StoreFlags,
  { connections, limits }: Capacity,
  instruments: Instruments,
  told: Pick<StoreOptions, 'replicaUrls' | 'onReplica' | 'onEngine'>,
  clock?: Clock,
): Promise<ServerStores> {
  const timed = clock ? { clock } : {}
  const open = await openFromFlags(flags, {
    exclusive: true,
    connections,
    limits,
    ...told,
    ...timed,
    watch: instruments.database('requests'),
  })
  if (!flags.databaseUrl) return { open, beside: open, close: () => open.store.close() }
  try {
    const beside = await openFromFlags(flags, {
      connections: CONNECTIONS_BESIDE,
      ...timed,
      watch: instruments.database('beside'),
    })
    return {
      open,
      beside,
      close: async () => void (await Promise.all([open.store.close(), beside.store.close()])),
    }
  } catch (error) {
    await open.store.close()
    throw error
  }
}
