/** One attempt at one delivery: make the request, post it, say what comes next. */

import type { AnyRecord } from '../../core/change.ts'
import type { Attempt, Claimed, Outcome } from '../../core/outbox.ts'
import type { Organization } from '../../core/ports.ts'
import type { RecordType } from '../../core/schema.ts'
import { isGone, readSnapshot } from '../../core/snapshot.ts'
import { NobodyHears, type Services, type WebhookRequest, type Webhooks } from '../../dialects/dialect.ts'
import type { Reach } from '../outgoing/reach.ts'
import { post } from './post.ts'

/** A body beyond this is not sent: a receiver would have to swallow it whole. */
export const MOST_SENT = 5 * 1024 * 1024

/** Never fails for what the receiver, the webhook or the record is like: that is an outcome. */
export async function deliver(
  claimed: Claimed,
  {
    organization,
    webhooks,
    services,
    reach,
  }: { organization: Organization; webhooks: Webhooks; services: Services; reach: Reach },
): Promise<Outcome> {
  const at = services.clock()
  const made = await makeRequest(claimed, organization, webhooks, services).catch((error: Error) => error)
  const { breakerFailures, endsWhenGivenUp } = webhooks
  const told = (attempt: Attempt, next: Outcome['next']): Outcome => ({
    attempt,
    next,
    breakerFailures,
    endsWebhook: next === 'dead' && endsWhenGivenUp === true,
  })
  if (made instanceof Error) {
    const message = `not sent: ${made.message}`
    const attempt: Attempt = { at, body: null, status: null, message, excerpt: null, milliseconds: 0 }
    const nobody = made instanceof NobodyHears
    return told(attempt, nobody ? 'dead' : afterFailure(claimed, webhooks, services.clock()))
  }
  const answer = await post(claimed.webhook.callbackUrl, made, { timeoutMs: webhooks.timeoutMs, reach })
  const next =
    answer.status !== null && webhooks.succeeded(answer.status)
      ? 'delivered'
      : afterFailure(claimed, webhooks, services.clock())
  return told({ at, headers: made.headers, body: made.kept ?? made.body, ...answer }, next)
}

/**
 * As it was when it changed; where that is not known, as it is now. A secret to be told (a password reset's token)
 * comes from its own row, as long as it is good: no snapshot has it.
 */
async function recordOf(
  { organization, notice, delivery }: Claimed,
  { records }: Services,
): Promise<AnyRecord | null> {
  const type = notice.recordType as RecordType
  const now = () => records.find(organization, type, 'key', notice.recordKey) as Promise<AnyRecord | null>
  if (isGone(delivery.snapshot)) return now()
  const record = readSnapshot(type, delivery.snapshot)
  return record.sealedSecret ? { ...record, sealedSecret: (await now())?.sealedSecret ?? null } : record
}

async function makeRequest(
  claimed: Claimed,
  organization: Organization,
  webhooks: Webhooks,
  services: Services,
): Promise<WebhookRequest> {
  const { webhook, notice } = claimed
  const made = await webhooks.request(
    {
      organization,
      webhook,
      notice,
      record: await recordOf(claimed, services),
      secret: webhook.sealedSecret === null ? null : services.secrets.open(webhook.sealedSecret),
    },
    services,
  )
  if (Buffer.byteLength(made.body) > MOST_SENT) throw new Error(`the body is longer than ${MOST_SENT} bytes`)
  return made
}

/** The platform's wait before the next attempt, or the end of them. */
function afterFailure({ delivery }: Claimed, { retryDelaysMs }: Webhooks, now: Date): Date | 'dead' {
  const wait = retryDelaysMs[delivery.attempts]
  return wait === undefined ? 'dead' : new Date(now.getTime() + wait)
}
