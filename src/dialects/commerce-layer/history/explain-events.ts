/** Events of the core in the platform's words, many at once in two statements. */
import type { Event } from '../../../core/schema.ts'
import type { Services } from '../../dialect.ts'
import type { AnyRecord, Resource } from '../resource.ts'
import type { Caller } from '../tokens.ts'
import type { Changes } from './attribute-changes.ts'
import { describeChange, type IdOf } from './describe-change.ts'
import { joinedOf, subjectOf } from './subject.ts'
import { type Owners, ownerIdOf, whoOf } from './who.ts'

export interface ExplainedEvent {
  resourceType: string | null
  resourceId: string | null
  /** `create`, `update`, `destroy`. */
  action: string
  changes: Changes
  who: ReturnType<typeof whoOf>
}

interface Asking {
  caller: Caller
  services: Services
}

/** `subject` is the record whose history they are, where one was asked for; else each event's own. */
export async function explainEvents(
  events: readonly Event[],
  resources: Iterable<Resource>,
  { caller, services }: Asking,
  subject?: { resource: Resource; id: string; record: AnyRecord },
): Promise<(event: Event) => ExplainedEvent> {
  const all = [...resources]
  const context = { caller, related: undefined }
  const describe = (event: Event, idOf: IdOf): Omit<ExplainedEvent, 'who'> => {
    const joined = all.find((one) => joinedOf(one).some(({ recordType }) => recordType === event.recordType))
    const resource = subject?.resource ?? joined ?? subjectOf(event, all)
    const ownId = (event.recordIds.shortId as string | undefined) ?? null
    return {
      resourceType: resource?.type ?? null,
      resourceId: subject?.id ?? (joined ? idOf(event.customerKey ?? 0) : ownId),
      // That a pair came or went is a change of what it belongs to.
      action: joined ? 'update' : event.action,
      changes: resource ? describeChange(event, resource, subject?.record ?? null, context, idOf) : {},
    }
  }
  const wanted = new Set<number>()
  for (const event of events)
    describe(event, (key) => {
      wanted.add(key)
      return null
    })
  const ids = await publicIds([...wanted], caller, services)
  const owners = await ownersOf(events, caller, services)
  return (event) => ({ ...describe(event, (key) => ids.get(key) ?? null), who: whoOf(event, owners) })
}

/** As the records' own first events say them: those that are gone have them too. */
async function publicIds(
  keys: readonly number[],
  { organization }: Caller,
  { records }: Services,
): Promise<Map<number, string>> {
  if (keys.length === 0) return new Map()
  const found = await records.related(organization.key, 'record', 'history', keys, {
    sort: [{ field: 'key' }],
    limitPerKey: 1,
  })
  return new Map(
    [...found].flatMap(([key, [event]]) =>
      typeof event?.recordIds.shortId === 'string' ? [[key, event.recordIds.shortId]] : [],
    ),
  )
}

async function ownersOf(
  events: readonly Event[],
  { organization }: Caller,
  { records }: Services,
): Promise<Owners> {
  const ids = [...new Set(events.flatMap((event) => ownerIdOf(event) ?? []))]
  if (ids.length === 0) return new Map()
  const found = await records.list(organization.key, {
    type: 'customer',
    where: { op: 'in', field: 'shortId', values: ids },
    sort: [],
    limit: ids.length,
  })
  return new Map(found.map((customer) => [customer.shortId, customer]))
}
