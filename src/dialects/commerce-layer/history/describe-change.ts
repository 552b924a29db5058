/**
 * What changed, in the platform's words: the core's fields as the attributes of the resource, keys of other records
 * as `<relationship>_id`. Read from the resource's own description, so a new attribute needs no word here.
 */
import { type Event, type Json, relationOf } from '../../../core/schema.ts'
import type { AnyRecord, Context, Resource } from '../resource.ts'
import { attributeChanges, type Change, type Changes } from './attribute-changes.ts'
import { joinedOf } from './subject.ts'

/** The public id of a record by its key; null where it has none. */
export type IdOf = (key: number) => string | null

/**
 * `{ email: { from: 'a@b.co', to: 'c@d.co' }, customer_group_id: { from: null, to: 'AlRevhXQga' } }`. `now` is the
 * record as it is, where it is at hand: an attribute made of several fields needs those that did not change.
 */
export function describeChange(
  event: Event,
  resource: Resource,
  now: AnyRecord | null,
  context: Context,
  idOf: IdOf,
): Changes {
  const joined = joinedOf(resource).find(({ recordType }) => recordType === event.recordType)
  const said = event.changes as unknown as Readonly<Record<string, Change>>
  if (joined) {
    const { from = null, to = null } = said[joined.there] ?? {}
    return {
      [`${joined.relationship.name}_id`]: { from: idsOf(list(from), idOf), to: idsOf(list(to), idOf) },
    }
  }
  return {
    ...attributeChanges(resource, said, event.action === 'create', now ?? {}, context),
    ...Object.fromEntries(
      Object.entries(said).flatMap(([field, change]) => relationshipChanges(resource, field, change, idOf)),
    ),
  }
}

const list = (value: Json): Json[] => (value === null ? [] : Array.isArray(value) ? value : [value])

function relationshipChanges(
  { record, relationships }: Resource,
  field: string,
  { from, to }: Change,
  idOf: IdOf,
): [string, Change][] {
  return relationships.flatMap(({ name, many, link }): [string, Change][] => {
    if (!record || link === null || typeof link === 'string') return []
    const isField = 'relation' in link && !many && relationOf(record, link.relation)?.here === field
    const isLink = 'linked' in link && link.linked === field
    if (!isField && !isLink) return []
    const ids = (value: Json): Json => {
      const found = idsOf(list(value), idOf)
      return many ? found : (found[0] ?? null)
    }
    return [[`${name}_id`, { from: ids(from), to: ids(to) }]]
  })
}

const idsOf = (keys: readonly Json[], idOf: IdOf): string[] =>
  keys.flatMap((key) => (typeof key === 'number' ? (idOf(key) ?? []) : []))
