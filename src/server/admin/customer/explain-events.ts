/** Events as people read them: fields by their names outside, keys of other records as what those are called. */
import type { Event, Json } from '../../../core/schema.ts'
import { snakeCase } from '../../../lib/snake-case.ts'
import type { AdminParts } from '../route.ts'
import type { HistoryEvent } from './history.ts'
import { byKeys, orderName } from './timeline-kinds.ts'
import { createWho } from './who.ts'

/** Fields that hold the key of another record, and the type of that. */
const NAMED = { groupKey: 'group', tagKey: 'tag', orderKey: 'order' } as const
type NamedField = keyof typeof NAMED

interface Difference {
  from: Json
  to: Json
}

export async function explainEvents(
  events: readonly Event[],
  organization: number,
  parts: AdminParts,
): Promise<HistoryEvent[]> {
  if (events.length === 0) return []
  const who = await createWho(parts)
  const names = await namesIn(events, organization, parts)
  return events.map((event) => ({
    id: String(event.key),
    at: event.createdAt.toISOString(),
    by: who(event.actor),
    action: event.action as HistoryEvent['action'],
    record: {
      type: event.recordKind ?? snakeCase(event.recordType),
      id: typeof event.recordIds.uuidId === 'string' ? event.recordIds.uuidId : null,
      name: nameOf(event, names),
    },
    changes: differences(event)
      .filter(([field]) => !field.endsWith('Key') || field in NAMED)
      .map(([field, { from, to }]) =>
        field in NAMED
          ? { field: NAMED[field as NamedField], from: called(from, names), to: called(to, names) }
          : { field: snakeCase(field), from, to },
      ),
  }))
}

const differences = ({ changes }: Event): [string, Difference][] =>
  Object.entries(changes).map(([field, change]) => {
    const { from = null, to = null } = (change ?? {}) as Partial<Difference>
    return [field, { from, to }]
  })

type Names = ReadonlyMap<number, string>

/** What is gone is known by nothing. */
const called = (key: Json, names: Names): Json =>
  key === null ? null : (names.get(Number(key)) ?? 'one that is gone')

function nameOf(event: Event, names: Names): string | null {
  const { tagKey, number, name, productName } = Object.fromEntries(differences(event))
  const other = tagKey && (tagKey.to ?? tagKey.from)
  if (other) return names.get(Number(other)) ?? null
  const said = [number, name, productName].map((change) => change && (change.to ?? change.from))
  const found = said.find((value) => typeof value === 'string')
  return names.get(event.recordKey) ?? (typeof found === 'string' ? found : null)
}

/** What the records that the events speak of are called, by key: keys are unique over all types. */
async function namesIn(events: readonly Event[], organization: number, parts: AdminParts): Promise<Names> {
  const wanted: Record<'group' | 'tag' | 'order', number[]> = { group: [], tag: [], order: [] }
  for (const event of events) {
    if (event.recordType === 'order') wanted.order.push(event.recordKey)
    for (const [field, { from, to }] of differences(event))
      if (field in NAMED)
        for (const key of [from, to])
          if (typeof key === 'number') wanted[NAMED[field as NamedField]].push(key)
  }
  const { records } = parts.services
  const groups = await byKeys(records, organization, 'group', wanted.group)
  const tags = await byKeys(records, organization, 'tag', wanted.tag)
  const orders = await byKeys(records, organization, 'order', wanted.order)
  return new Map([
    ...[...groups, ...tags].map(([key, { name }]) => [key, name] as const),
    ...[...orders].map(([key, order]) => [key, orderName(order)] as const),
  ])
}
