/** Which resource shows the record that an event of the core is about. */
import { all, any, type Condition } from '../../../core/query.ts'
import { type Event, relationOf } from '../../../core/schema.ts'
import type { AnyRecord, Relationship, Resource } from '../resource.ts'

/** An address is shown by two resources; its history is the one's that has the record's own id. */
const showsEvents = ({ record, served, idField }: Resource): boolean =>
  served && record !== null && record !== 'event' && idField === 'shortId'

/** The first that shows records of the event's type and kind; undefined where none does. */
export const subjectOf = (
  { recordType, recordKind }: Pick<Event, 'recordType' | 'recordKind'>,
  resources: Iterable<Resource>,
): Resource | undefined =>
  [...resources].find((one) => showsEvents(one) && one.record === recordType && one.kind === recordKind)

/** The events of each of those resources, by the resource's type. */
export const subjectCases = (resources: readonly Resource[]): { value: string; where: Condition }[] =>
  resources.filter(showsEvents).map(({ type, record, kind }) => ({
    value: type,
    where: all(
      { op: 'eq', field: 'recordType', value: String(record) },
      kind === null ? undefined : { op: 'eq', field: 'recordKind', value: kind },
    ),
  }))

/** A relationship whose every pair is a record of its own, with events of its own: a customer's tags. */
export interface Joined {
  relationship: Relationship
  /** The type of the pairs. */
  recordType: string
  /** The field of a pair, and of its events, that names this side; only this one has events of it. Then the other. */
  here: 'customerKey'
  there: string
}

export const joinedOf = ({ record, relationships }: Resource): Joined[] =>
  relationships.flatMap((relationship): Joined[] => {
    const { link } = relationship
    if (!record || link === null || typeof link === 'string' || !('relation' in link)) return []
    const through = relationOf(record, link.relation)?.through
    if (through?.here !== 'customerKey') return []
    return [{ relationship, recordType: through.type, here: through.here, there: through.there }]
  })

/** What happened to the record itself, or to what it is joined with. */
export const eventsOf = (resource: Resource, { key }: AnyRecord): Condition =>
  any(
    { op: 'eq', field: 'recordKey', value: key },
    ...joinedOf(resource).map(({ recordType, here }) =>
      all({ op: 'eq', field: here, value: key }, { op: 'eq', field: 'recordType', value: recordType }),
    ),
  )
