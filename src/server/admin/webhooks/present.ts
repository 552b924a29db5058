/** How webhooks, deliveries and attempts are shown. What signs is never shown; bodies only with one delivery. */
import { Type } from 'typebox'
import type { Delivery, DeliveryAttempt, Notice, Webhook } from '../../../core/schema.ts'
import type { Dialect } from '../../../dialects/dialect.ts'
import { orNull, TIME, word } from '../schema-parts.ts'

export const WEBHOOK = Type.Object({
  id: Type.String(),
  dialect: Type.String(),
  name: orNull(Type.String()),
  topic: Type.String(),
  /** The product whose own address it is; null: it hears of everything of its topic. */
  audience: orNull(Type.String()),
  url: Type.String(),
  state: word('active', 'circuit-open', 'off'),
  /** In a row; so many open the circuit, where the platform has one. */
  failures: Type.Integer(),
  breaker_failures: orNull(Type.Integer()),
  signed: Type.Boolean(),
  created_at: TIME,
})
export type WebhookShown = Type.Static<typeof WEBHOOK>

/** What names it in URLs: the id that its platform shows. */
export const idFieldOf = (dialect: Pick<Dialect, 'ids'> | undefined): 'shortId' | 'numberId' | 'uuidId' =>
  `${dialect?.ids.form ?? 'short'}Id`

export const presentWebhook = (webhook: Webhook, dialect: Dialect | undefined): WebhookShown => ({
  id: webhook[idFieldOf(dialect)],
  dialect: webhook.dialect,
  name: webhook.name,
  topic: webhook.topic,
  audience: webhook.audience,
  url: webhook.callbackUrl,
  state: webhook.disabledAt ? 'off' : webhook.circuitState === 'open' ? 'circuit-open' : 'active',
  failures: webhook.failureCount,
  breaker_failures: dialect?.webhooks?.breakerFailures ?? null,
  signed: webhook.sealedSecret !== null,
  created_at: webhook.createdAt.toISOString(),
})

const STATE = word('pending', 'delivered', 'dead')

export const DELIVERY = Type.Object({
  id: Type.Integer(),
  state: STATE,
  attempts: Type.Integer(),
  dialect: Type.String(),
  topic: Type.String(),
  record_type: Type.String(),
  record_id: Type.String(),
  webhook: Type.String(),
  url: Type.String(),
  created_at: TIME,
  /** Null where none is due. */
  next_attempt_at: orNull(TIME),
})
export type DeliveryShown = Type.Static<typeof DELIVERY>

export function presentDelivery(
  delivery: Delivery,
  webhook: Webhook | undefined,
  notice: Notice | undefined,
  dialects: readonly Dialect[],
): DeliveryShown {
  const idField = idFieldOf(dialects.find(({ name }) => name === notice?.dialect))
  return {
    id: delivery.key,
    state: delivery.state as DeliveryShown['state'],
    attempts: delivery.attempts,
    dialect: notice?.dialect ?? '',
    topic: notice?.topic ?? '',
    record_type: notice?.recordKind ?? notice?.recordType ?? '',
    record_id: String(notice?.recordIds[idField] ?? ''),
    webhook: webhook?.[idField] ?? '',
    url: webhook?.callbackUrl ?? '',
    created_at: delivery.createdAt.toISOString(),
    next_attempt_at: delivery.state === 'pending' ? delivery.nextAttemptAt.toISOString() : null,
  }
}

export const ATTEMPT = Type.Object({
  id: Type.String(),
  at: TIME,
  url: Type.String(),
  /** Null: there was no answer, and the message says why. */
  status: orNull(Type.String()),
  message: orNull(Type.String()),
  milliseconds: Type.Integer(),
  request_headers: orNull(Type.Record(Type.String(), Type.String())),
  /** Null where none could be made, and where the person was erased. */
  request_body: orNull(Type.String()),
  /** The beginning. */
  response_body: orNull(Type.String()),
})
export type AttemptShown = Type.Static<typeof ATTEMPT>

export const presentAttempt = (attempt: DeliveryAttempt): AttemptShown => ({
  id: attempt.shortId,
  at: attempt.createdAt.toISOString(),
  url: attempt.callbackUrl,
  status: attempt.responseStatus,
  message: attempt.responseMessage,
  milliseconds: attempt.milliseconds,
  request_headers: attempt.requestHeaders as Record<string, string> | null,
  request_body: attempt.body,
  response_body: attempt.responseExcerpt,
})
