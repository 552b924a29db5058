/** What every server does beside answering. */
import type { ImportAdmin } from '../core/import-admin.ts'
import type { Dialect, Services } from '../dialects/dialect.ts'
import { anonymizationJob } from '../jobs/anonymize.ts'
import { type Background, startBackground } from '../jobs/background.ts'
import { confirmRefundsJob } from '../jobs/confirm-refunds.ts'
import { endJobs, WARN_BEFORE } from '../jobs/end-what-is-due.ts'
import { forgetAnswersJob } from '../jobs/forget-answers.ts'
import { forgetAuditJob } from '../jobs/forget-audit.ts'
import { tidyImportsJob } from '../jobs/import/tidy-imports.ts'
import type { Reach } from '../jobs/outgoing/reach.ts'
import { sendWithin } from '../jobs/sync/http-send.ts'
import { scheduledSyncsJob } from '../jobs/sync/scheduled.ts'
import { TELL_BEFORE, tellRenewalsJob } from '../jobs/tell-renewals.ts'
import { createWebhookJob } from '../jobs/webhooks/deliver-due.ts'
import type { Store } from '../store/open-store.ts'

export interface JobSettings {
  /** From a request to anonymize until it is done, milliseconds. */
  anonymizeAfter: number
  /** How long it is kept who had to do with whom, in days. */
  auditDays: number
  /** From a refund's submission until it is confirmed, milliseconds. */
  refundDelay: number
  /** The demo's data ends here: older requests to anonymize count from then, and what was due by then stays. */
  since?: Date
  imports: Pick<ImportAdmin, 'tidy'>
  /** Which receivers of webhooks and sources of syncs may be called. */
  reach: Reach
}

export function startJobs(
  store: Store,
  dialects: readonly Dialect[],
  services: Services,
  { anonymizeAfter, auditDays, refundDelay, since: from, imports, reach }: JobSettings,
): Background {
  const { clock, log, secrets } = services
  const { records, due, organizations, outbox } = store
  const since = from ? { since: from } : {}
  return startBackground(
    [
      createWebhookJob({ outbox, services, dialects, reach }),
      anonymizationJob(records, organizations, {
        delay: anonymizeAfter,
        ...since,
        clock,
        log,
        audit: store.audit,
      }),
      confirmRefundsJob({ records, due, delay: refundDelay, ...since, clock, log }),
      ...endJobs({ records, due, warnBefore: WARN_BEFORE, ...since, clock, log }),
      tellRenewalsJob({ records, due, tellBefore: TELL_BEFORE, ...since, clock, log }),
      forgetAnswersJob(store, organizations, clock),
      forgetAuditJob(store.audit, organizations, { days: auditDays, now: () => new Date() }),
      tidyImportsJob(imports),
      scheduledSyncsJob({
        records,
        due,
        organizations,
        dialects,
        secrets,
        clock,
        log,
        sendTo: sendWithin(reach),
        audit: store.audit,
      }),
    ],
    log,
  )
}
