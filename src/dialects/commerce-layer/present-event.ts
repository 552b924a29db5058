/** One event of a record's history as an `event_stores` object (Event stores). */

import type { Event, Json, JsonObject } from '../../core/schema.ts'
import { fold } from '../../lib/fold.ts'
import { anonymizationInfo } from './customer-values.ts'
import { type Frame, metaOf, selfUrl } from './present.ts'

/** `<milliseconds>-<number>`, as stream ids look; the number is the event's own. */
export const eventId = (event: Pick<Event, 'key' | 'createdAt'>): string =>
  `${event.createdAt.getTime()}-${event.key}`

/** The event's key in such an id, or null when it is none. */
export const eventKey = (id: string): number | null => {
  const key = Number(/^\d{1,16}-(\d{1,15})$/.exec(id)?.[1] ?? Number.NaN)
  return Number.isSafeInteger(key) ? key : null
}

/** Core fields that a customer's history may name, in this platform's words. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  email: 'email',
  name: 'name',
  code: 'code',
  reference: 'reference',
  referenceOrigin: 'reference_origin',
  metadata: 'metadata',
  anonymizationStatus: 'anonymization_status',
  placedOrdersCount: 'total_orders_count',
}

const ANONYMIZATION_EVENTS: Readonly<Record<string, string>> = {
  requested: 'anonymization_request',
  started: 'anonymization_started',
  completed: 'anonymization_completed',
  failed: 'anonymization_failed',
  cancelled: 'anonymization_cancel',
}

type Change = { from: Json; to: Json }

export function presentEvent(event: Event, subject: { type: string; id: string | null }, frame: Frame) {
  const id = eventId(event)
  const shown = frame.fieldsets.get('event_stores')
  const attributes = Object.entries(attributesOf(event, subject)).filter(([name]) => shown?.has(name) ?? true)
  return {
    id,
    type: 'event_stores',
    links: { self: selfUrl(frame.origin, 'event_stores', id) },
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
    meta: metaOf(frame),
  }
}

function attributesOf(event: Event, subject: { type: string; id: string | null }): Record<string, Json> {
  const changes = event.changes as Record<string, Change>
  const anonymization =
    event.action === 'update' ? ANONYMIZATION_EVENTS[String(changes.anonymizationStatus?.to)] : undefined
  const time = offsetTime(event.createdAt)
  return {
    resource_type: subject.type,
    resource_id: subject.id,
    event: anonymization ?? event.action,
    payload: anonymization ? infoOf(changes) : payloadOf(changes),
    who: whoOf(event.actor),
    created_at: time,
    updated_at: time,
    // The documentation's example shows empty objects where other resources have text.
    reference: {},
    reference_origin: {},
    metadata: {},
  }
}

/** The `anonymization_info` block as the customer shows it. */
const infoOf = (changes: Record<string, Change>): JsonObject =>
  anonymizationInfo((changes.anonymizationInfo?.to ?? null) as JsonObject | null) ?? {}

const payloadOf = (changes: Record<string, Change>): JsonObject =>
  Object.fromEntries(
    Object.entries(changes).flatMap(([field, { from, to }]) => {
      const name = ATTRIBUTES[field]
      return name ? [[name, field === 'email' ? { from: folded(from), to: folded(to) } : { from, to }]] : []
    }),
  )

const folded = (value: Json): Json => (typeof value === 'string' ? fold(value.trim()) : value)

const WHO = ['application', 'owner', 'worker']

/** Who acted, in the platform's three words; anything else that wrote is a worker. */
function whoOf(actor: JsonObject): JsonObject {
  const known = WHO.filter((name) => actor[name])
  if (known.length > 0) return Object.fromEntries(known.map((name) => [name, actor[name] ?? null]))
  return { worker: { id: String(actor.kind ?? 'clientele'), type: 'Worker' } }
}

/** `2025-08-01T13:31:34.000+00:00`: an offset here, not `Z`. */
const offsetTime = (time: Date): string => time.toISOString().replace('Z', '+00:00')
