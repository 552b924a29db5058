/** `event_stores`: the history of a record, with cursor pagination (section 4.4). */

import { all, type Condition, type Sort } from '../../../core/query.ts'
import type { Event } from '../../../core/schema.ts'
import type { WireRequest, WireResponse } from '../../dialect.ts'
import { ok, traceId } from '../documents.ts'
import { Refused } from '../errors.ts'
import { type Asking, findRecord } from '../load.ts'
import { readPage } from '../paging.ts'
import { roleOf } from '../permissions.ts'
import { type Fieldsets, readFields } from '../query/read-fields.ts'
import { readParams, writeParams } from '../query/read-params.ts'
import type { AnyRecord, Resource } from '../resource.ts'
import { resources } from '../resources/index.ts'
import { explainEvents } from './explain-events.ts'
import { eventId, eventKey, presentEvent } from './present-event.ts'
import { eventsOf, subjectOf } from './subject.ts'

/** `page[number]` is tolerated: it means nothing here. */
const PAGE_KEYS = ['size', 'after', 'number']

export async function historyPage(
  resource: Resource,
  id: string,
  request: WireRequest,
  asking: Asking,
): Promise<WireResponse> {
  const { events, next, fieldsets, record } = await readHistory(resource, id, request, asking)
  const explain = await explainEvents(events, resources.values(), asking, { resource, id, record })
  const frame = { origin: request.origin, caller: asking.caller, fieldsets, traceId: traceId(asking) }
  return ok({
    data: events.map((event) => presentEvent(event, explain(event), frame)),
    meta: {},
    links: next ? { next } : {},
  })
}

export async function historyLinkage(
  resource: Resource,
  id: string,
  links: Record<string, string>,
  request: WireRequest,
  asking: Asking,
): Promise<WireResponse> {
  const { events } = await readHistory(resource, id, request, asking)
  return ok({ links, data: events.map((event) => ({ type: 'event_stores', id: eventId(event) })) })
}

/** GET /api/event_stores/:id */
export async function retrieveEvent(
  id: string,
  fieldsets: Fieldsets,
  request: WireRequest,
  asking: Asking,
): Promise<WireResponse> {
  const key = eventKey(id)
  const { records } = asking.services
  const event = key === null ? null : await records.find(asking.caller.organization.key, 'event', 'key', key)
  if (!event || eventId(event) !== id) throw new Refused('notFound')
  const subject = await subjectAsItIs(event, asking)
  const explained = (await explainEvents([event], resources.values(), asking, subject))(event)
  if (explained.resourceType === null) throw new Refused('notFound')
  const frame = { origin: request.origin, caller: asking.caller, fieldsets, traceId: traceId(asking) }
  return ok({ data: presentEvent(event, explained, frame) })
}

/** The record that the event is about, while it is there. */
async function subjectAsItIs({ recordType, recordKind, recordKey, recordIds }: Event, asking: Asking) {
  const resource = subjectOf({ recordType, recordKind }, resources.values())
  const id = recordIds.shortId
  if (!resource?.record || typeof id !== 'string') return undefined
  const organization = asking.caller.organization.key
  const record = await asking.services.records.find(organization, resource.record, 'key', recordKey)
  return record ? { resource, id, record: record as unknown as AnyRecord } : undefined
}

async function readHistory(resource: Resource, id: string, request: WireRequest, asking: Asking) {
  const params = readParams(request.query)
  const fieldsets = readFields(params)
  const sort = readOrder(params.find(({ name }) => name === 'sort')?.value)
  const page = readPage(params, PAGE_KEYS)
  const after = page.after === null ? undefined : beyond(page.after, sort)
  // Integration credentials are required, whoever's record it is (Event stores).
  if (roleOf(asking.caller) !== 'integration') throw new Refused('unauthorized')
  const record = await findRecord(resource, id, asking)
  const where = all(eventsOf(resource, record), after)
  const found = await asking.services.records.list(asking.caller.organization.key, {
    type: 'event',
    where,
    sort: [sort],
    limit: page.size + 1,
  })
  const events = found.slice(0, page.size)
  const last = events.at(-1)
  const others = params.filter(({ path }) => path[0] !== 'page')
  const next =
    found.length > page.size && last
      ? `${request.origin}${request.path}?${writeParams([
          ...others,
          { name: 'page[after]', value: eventId(last) },
          { name: 'page[size]', value: String(page.size) },
        ])}`
      : null
  return { events, next, fieldsets, record }
}

/** Oldest first; the vendor's dashboard asks for `-id`. */
function readOrder(sort: string | undefined): Sort {
  if (sort && sort !== 'id' && sort !== '-id')
    throw new Refused(
      'sort',
      `${sort.split(',')[0]?.replace(/^-/, '')} is not a valid sort criteria for event_stores`,
    )
  return { field: 'key', descending: sort === '-id' }
}

function beyond(cursor: string, { descending }: Sort): Condition {
  const key = eventKey(cursor)
  if (key === null) throw new Refused('pageValue', `${cursor} is not a valid value for after page parameter.`)
  return { op: descending ? 'lt' : 'gt', field: 'key', value: key }
}
