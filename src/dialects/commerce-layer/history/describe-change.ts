/**
 * What changed, in the platform's words: the core's fields as the attributes of the resource, keys of other records
 * as `<relationship>_id`. Read from the resource's own description, so a new attribute needs no word here.
 */
import type { Event, Json, JsonObject } from '../../../core/schema.ts'
import { relationOf } from '../../../core/schema.ts'
import { fold } from '../../../lib/fold.ts'
import { OWN_MEMBERS } from '../describe-resource.ts'
import type { Attribute, Context, Resource } from '../resource.ts'
import { joinedOf } from './subject.ts'

export interface Change {
  from: Json
  to: Json
}
export type Changes = Record<string, Change>
/** The public id of a record by its key; null where it has none. */
export type IdOf = (key: number) => string | null

/** `{ email: { from: 'a@b.co', to: 'c@d.co' }, customer_group_id: { from: null, to: 'AlRevhXQga' } }` */
export function describeChange(event: Event, resource: Resource, context: Context, idOf: IdOf): Changes {
  const joined = joinedOf(resource).find(({ recordType }) => recordType === event.recordType)
  const said = event.changes as unknown as Readonly<Record<string, Change>>
  if (joined) {
    const { from = null, to = null } = said[joined.there] ?? {}
    return {
      [`${joined.relationship.name}_id`]: { from: idsOf(list(from), idOf), to: idsOf(list(to), idOf) },
    }
  }
  return Object.fromEntries(
    Object.entries(said).flatMap(([field, change]) => [
      ...ownChanges(resource, field, change),
      ...attributeChanges(resource, field, change, context),
      ...relationshipChanges(resource, field, change, idOf),
    ]),
  )
}

const list = (value: Json): Json[] => (value === null ? [] : Array.isArray(value) ? value : [value])

/** Members that only this platform has; those of other platforms and secrets are no attributes. */
function ownChanges(resource: Resource, field: string, { from, to }: Change): [string, Change][] {
  const holder = resource.record === 'record' ? 'attributes' : 'extras'
  if (field !== holder) return []
  const members = (value: Json): JsonObject => {
    const whole = (value ?? {}) as JsonObject
    return ((resource.record === 'record' ? whole : whole[OWN_MEMBERS]) ?? {}) as JsonObject
  }
  const [before, after] = [members(from), members(to)]
  return resource.attributes
    .filter(({ name, hidden }) => !hidden && (name in before || name in after))
    .map(({ name }): [string, Change] => [name, { from: before[name] ?? null, to: after[name] ?? null }])
    .filter(([, change]) => JSON.stringify(change.from) !== JSON.stringify(change.to))
}

/** The core says the e-mail as it was given; the platform shows it folded. */
const FOLDED: Readonly<Record<string, string>> = { emailFolded: 'email' }

function attributeChanges(
  { attributes }: Resource,
  field: string,
  { from, to }: Change,
  context: Context,
): [string, Change][] {
  return attributes.flatMap((attribute): [string, Change][] => {
    const { source, hidden } = attribute
    if (hidden || !('field' in source) || typeof source.field !== 'string') return []
    if ((FOLDED[source.field] ?? source.field) !== field) return []
    const shown = (value: Json) => show(attribute, source.field as string, value, context)
    const change = { from: shown(from), to: shown(to) }
    // Two of the core's words may be one of the platform's.
    const vanished = change.from === change.to && JSON.stringify(from) !== JSON.stringify(to)
    return vanished ? [] : [[attribute.name, change]]
  })
}

function show(attribute: Attribute, field: string, value: Json, context: Context): Json {
  if (value === null) return null
  const kept = field in FOLDED && typeof value === 'string' ? fold(value.trim()) : value
  return attribute.present({ [field]: kept } as never, context)
}

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
