/** Replicas of a server's database: which, and what is logged of them. */
import type { Services } from '../dialects/dialect.ts'
import type { Store, StoreOptions } from '../store/open-store.ts'
import { WrongUsage } from './explain.ts'

interface ReplicaFlags {
  databaseUrl?: string
  databaseReplicaUrls?: string[]
}

/** What the store of the requests is opened with. Throws `WrongUsage` where there is nothing that could have a replica. */
export function replicasOf(
  { databaseUrl, databaseReplicaUrls: urls }: ReplicaFlags,
  log: Services['log'],
): Pick<StoreOptions, 'replicaUrls' | 'onReplica'> {
  if (!urls) return {}
  if (!databaseUrl)
    throw new WrongUsage('--database-replica-urls needs --database-url: the embedded store has no replicas')
  return {
    replicaUrls: urls,
    onReplica: ({ name, state, reason }) =>
      state === 'up'
        ? log('info', 'replica is up', { replica: name })
        : log('warn', 'replica is left alone for a while', { replica: name, reason }),
  }
}

/** Where reads were answered, in one line; nothing without replicas. */
export function tellReads({ reads }: Pick<Store, 'reads'>, log: Services['log']): void {
  if (!reads) return
  const { primary, replicas } = reads()
  log('info', 'reads', { primary, replicas })
}
