/**
 * Versions (section 6.17): every change of a record of these resources, from the core's events. They are announced to
 * go in favour of event stores, which tell the same.
 */

import { any, type JsonMember } from '../../../core/query.ts'
import type { Event, Json } from '../../../core/schema.ts'
import { absent, computed, constant, resource, stored, type Value } from '../describe-resource.ts'
import { type ExplainedEvent, explainEvents } from '../history/explain-events.ts'
import { subjectCases } from '../history/subject.ts'
import type { Resource } from '../resource.ts'

const told = (value: (event: ExplainedEvent) => Json): Value<Event> =>
  computed((_event, { related }) => value(related as ExplainedEvent))

/** `{ "status": ["draft", "placed"] }` */
const pairs = ({ changes }: ExplainedEvent): Json =>
  Object.fromEntries(Object.entries(changes).map(([name, { from, to }]) => [name, [from, to]]))

const subjectId: JsonMember = { json: 'recordIds', path: ['shortId'], as: 'text' }

export function versionsOf(others: readonly Resource[]): Resource {
  const cases = subjectCases(others)
  return resource('versions', 'event', {
    attributes: {
      item_type: ['string hidden', absent],
      resource_type: ['string filter', { ...told((event) => event.resourceType), source: { cases } }],
      resource_id: ['string filter', { ...told((event) => event.resourceId), source: { field: subjectId } }],
      event: ['string', told((event) => event.action)],
      ip_address: ['string hidden', absent],
      user_agent: ['string hidden', absent],
      uuid: ['string hidden', absent],
      changes: ['object', told(pairs)],
      who: ['object', told((event) => event.who)],
      created_at: ['datetime sort filter', stored('createdAt')],
      updated_at: ['datetime sort filter', stored('createdAt')],
      reference: ['string sort filter', absent],
      reference_origin: ['string sort filter', absent],
      metadata: ['object filter', constant({})],
    },
    relationships: { event_stores: ['many event_stores closed', 'history'] },
    operations: ['list', 'retrieve'],
    idField: 'key',
    only: any(...cases.map(({ where }) => where)),
    load: async (_read, events, asking) =>
      (await explainEvents(events as unknown as Event[], others, asking)) as never,
  })
}
