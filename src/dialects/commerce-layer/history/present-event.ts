/** One event of a record's history as an `event_stores` object (Event stores). */

import type { Event, Json, JsonObject } from '../../../core/schema.ts'
import { type Frame, metaOf, selfUrl } from '../present.ts'
import { anonymizationInfo } from '../values/customer-values.ts'
import type { ExplainedEvent } from './explain-events.ts'

/** `<milliseconds>-<number>`, as stream ids look; the number is the event's own. */
export const eventId = (event: Pick<Event, 'key' | 'createdAt'>): string =>
  `${event.createdAt.getTime()}-${event.key}`

/** The event's key in such an id, or null when it is none. */
export const eventKey = (id: string): number | null => {
  const key = Number(/^\d{1,16}-(\d{1,15})$/.exec(id)?.[1] ?? Number.NaN)
  return Number.isSafeInteger(key) ? key : null
}

const ANONYMIZATION_EVENTS: Readonly<Record<string, string>> = {
  requested: 'anonymization_request',
  started: 'anonymization_started',
  completed: 'anonymization_completed',
  failed: 'anonymization_failed',
  cancelled: 'anonymization_cancel',
}

export function presentEvent(event: Event, explained: ExplainedEvent, frame: Frame) {
  const id = eventId(event)
  const shown = frame.fieldsets.get('event_stores')
  const attributes = Object.entries(attributesOf(event, explained)).filter(
    ([name]) => shown?.has(name) ?? true,
  )
  return {
    id,
    type: 'event_stores',
    links: { self: selfUrl(frame.origin, 'event_stores', id) },
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
    meta: metaOf(frame),
  }
}

function attributesOf(event: Event, explained: ExplainedEvent): Record<string, Json> {
  const said = event.changes as Record<string, { to: Json } | undefined>
  const anonymization =
    event.action === 'update' ? ANONYMIZATION_EVENTS[String(said.anonymizationStatus?.to)] : undefined
  const info = (said.anonymizationInfo?.to ?? null) as JsonObject | null
  const time = offsetTime(event.createdAt)
  return {
    resource_type: explained.resourceType,
    resource_id: explained.resourceId,
    event: anonymization ?? explained.action,
    payload: anonymization ? (anonymizationInfo(info) ?? {}) : (explained.changes as unknown as JsonObject),
    who: explained.who,
    created_at: time,
    updated_at: time,
    // The documentation's example shows empty objects where other resources have text.
    reference: {},
    reference_origin: {},
    metadata: {},
  }
}

/** `2025-08-01T13:31:34.000+00:00`: an offset here, not `Z`. */
const offsetTime = (time: Date): string => time.toISOString().replace('Z', '+00:00')
