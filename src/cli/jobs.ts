/** What every server does beside answering. */
import type { Services } from '../dialects/dialect.ts'
import { dialects } from '../dialects/index.ts'
import { type Background, startBackground } from '../jobs/background.ts'
import { createWebhookJob } from '../jobs/webhooks/deliver-due.ts'
import type { Store } from '../store/open-store.ts'

export const startJobs = (store: Store, services: Services): Background =>
  startBackground([createWebhookJob({ outbox: store.outbox, services, dialects })], services.log)
