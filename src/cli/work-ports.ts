/** The long work that people start and watch in the console of a running server. */
import { join } from 'node:path'
import type { Secrets } from '../auth/secrets.ts'
import type { WorkPorts } from '../core/work-ports.ts'
import type { Dialect, Services } from '../dialects/dialect.ts'
import { createImportAdmin } from '../jobs/import/import-admin.ts'
import type { Reach } from '../jobs/outgoing/reach.ts'
import { sendWithin } from '../jobs/sync/http-send.ts'
import { createSyncAdmin } from '../jobs/sync/sync-admin.ts'
import { createWebhookAdmin } from '../jobs/webhooks/webhook-admin.ts'
import type { OpenStore } from './with-store.ts'

export interface Work extends WorkPorts {
  /** Stops what runs; its files are gone then. */
  close(): Promise<void>
}

/** `data`: the folder below which files are kept. */
export function createWork(
  { store: { records, organizations, outbox }, clock, random }: OpenStore,
  { dialects, secrets, log, data, reach }: WorkOptions,
): Work {
  const imports = createImportAdmin({ records, organizations, folder: join(data, 'imports'), clock, log })
  const syncs = createSyncAdmin({ records, dialects, secrets, clock, log, sendTo: sendWithin(reach) })
  const sealing = async () => secrets
  const webhooks = createWebhookAdmin({ records, outbox, dialects, secrets: sealing, clock, random })
  return {
    imports,
    syncs,
    webhooks,
    async close() {
      await Promise.all([imports.close(), syncs.close()])
    },
  }
}

interface WorkOptions {
  dialects: readonly Dialect[]
  secrets: Secrets
  log: Services['log']
  data: string
  /** Which sources of syncs may be called. */
  reach: Reach
}
