/** What every server does beside answering. */
import type { Services } from '../dialects/dialect.ts'
import { dialects } from '../dialects/index.ts'
import { anonymizationJob } from '../jobs/anonymize.ts'
import { type Background, startBackground } from '../jobs/background.ts'
import { forgetAnswersJob } from '../jobs/forget-answers.ts'
import { createWebhookJob } from '../jobs/webhooks/deliver-due.ts'
import type { Store } from '../store/open-store.ts'

/** `delay` is from a request to anonymize until it is done, milliseconds; older requests count from `since`. */
export function startJobs(
  store: Store,
  services: Services,
  anonymization: { delay: number; since?: Date },
): Background {
  const { clock, log } = services
  return startBackground(
    [
      createWebhookJob({ outbox: store.outbox, services, dialects }),
      anonymizationJob(store.records, store.organizations, { ...anonymization, clock, log }),
      forgetAnswersJob(store, store.organizations, clock),
    ],
    log,
  )
}
