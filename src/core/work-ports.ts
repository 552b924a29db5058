import type { ImportAdmin } from './import-admin.ts'
import type { SyncAdmin } from './sync-admin.ts'
import type { WebhookAdmin } from './webhook-admin.ts'

/** Long work that the admin API starts and watches. */
export interface WorkPorts {
  imports: ImportAdmin
  syncs: SyncAdmin
  webhooks: WebhookAdmin
}
