/** What every server does beside answering. */
import type { Services } from '../dialects/dialect.ts'
import { dialects } from '../dialects/index.ts'
import { type AnonymizeOptions, anonymizationJob } from '../jobs/anonymize.ts'
import { type Background, startBackground } from '../jobs/background.ts'
import { createWebhookJob } from '../jobs/webhooks/deliver-due.ts'
import type { Store } from '../store/open-store.ts'

export function startJobs(
  { records, organizations, outbox }: Store,
  services: Services,
  anonymize: Pick<AnonymizeOptions, 'delay' | 'since'>,
): Background {
  const { clock, log } = services
  return startBackground(
    [
      anonymizationJob(records, organizations, { ...anonymize, clock, log }),
      createWebhookJob({ outbox, services, dialects }),
    ],
    log,
  )
}
