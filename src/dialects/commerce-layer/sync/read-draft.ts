/**
 * A resource object as a draft of the core's record: the same descriptions that present a record (resources/*.ts), read
 * backwards. What no description can say backwards is in read-special.ts.
 */
import type { Draft, End, ExchangedType, Pointer } from '../../../core/draft.ts'
import { fieldOf, type Json, type JsonObject, type RecordType, relationOf } from '../../../core/schema.ts'
import { OWN_MEMBERS } from '../describe-resource.ts'
import type { Attribute, Relationship, Resource } from '../resource.ts'
import { resources } from '../resources/index.ts'
import { type Identifier, linkage, type ResourceObject } from './json-api.ts'

/** What follows from other records, or from what is written. */
const DERIVED: ReadonlySet<string> = new Set([
  'customer.emailFolded',
  'customer.status',
  'customer.placedOrdersCount',
  'order.paymentStatus',
  'order.linesAmount',
])
/** Of the ledger's records it shows the ids alone: nothing can point to them. */
const LEDGER: ReadonlySet<RecordType | null> = new Set<RecordType | null>(['payment', 'refund'])

/** The draft, and behind it those of records that are known by nothing but this object's links to them. */
export function readDraft(resource: Resource, object: ResourceObject): [Draft, ...Draft[]] {
  const values: Record<string, unknown> = { [resource.idField]: object.id }
  const own: JsonObject = {}
  for (const attribute of resource.attributes) readAttribute(resource, attribute, object, values, own)
  const draft: Draft = { type: resource.record as ExchangedType, values, links: {} }
  const named: Record<string, readonly End[]> = {}
  const bare: Draft[] = []
  for (const relationship of resource.relationships) {
    const ids = linkage(object, relationship.name)
    if (ids === undefined) continue
    const field = keyField(resource, relationship)
    if (field) draft.links[field] = ids[0] ? pointerTo(ids[0]) : null
    const name = linkName(relationship)
    if (!name) continue
    named[name] = ids.flatMap((one) => endOf(one) ?? [])
    bare.push(...ids.flatMap((one) => bareDraft(one) ?? []))
  }
  const tags = resource.record === 'customer' ? linkage(object, 'tags') : undefined
  if (tags) draft.tags = tags.map(({ id }) => ({ shortId: id }))
  if (resource.kind) Object.assign(values, { kind: resource.kind, attributes: own })
  else if (fieldOf(resource.record as RecordType, 'extras')) draft.own = { [OWN_MEMBERS]: own }
  if (Object.keys(named).length > 0) draft.named = named
  return [draft, ...bare]
}

/** The relationships whose linkage the draft needs: `['customer_group', 'tags']`. */
export const includesOf = (resource: Resource): string[] =>
  resource.relationships
    .filter(
      (one) => one.includable && (keyField(resource, one) || linkName(one) || isCustomerTags(resource, one)),
    )
    .map(({ name }) => name)

const isCustomerTags = (resource: Resource, { name }: Relationship): boolean =>
  resource.record === 'customer' && name === 'tags'

/** The field that keeps the other's key: `groupKey`. */
function keyField(resource: Resource, { many, link }: Relationship): string | null {
  if (many || typeof link !== 'object' || link === null || !('relation' in link)) return null
  const relation = relationOf(resource.record as RecordType, link.relation)
  return relation && !relation.many && relation.there === 'key' ? relation.here : null
}

const linkName = ({ link }: Relationship): string | null =>
  typeof link === 'object' && link !== null && 'linked' in link ? link.linked : null

function pointerTo({ type, id }: Identifier): Pointer {
  const resource = resources.get(type)
  return { shortId: id, ...(resource?.record === 'record' ? { kind: type } : {}) }
}

function endOf(one: Identifier): End | null {
  const type = resources.get(one.type)?.record
  return type && !LEDGER.has(type) ? { type: type as ExchangedType, pointer: pointerTo(one) } : null
}

/** A type that is not served: remembered by its id. */
function bareDraft({ type, id }: Identifier): Draft | null {
  const resource = resources.get(type)
  if (!resource || resource.served || LEDGER.has(resource.record)) return null
  return { type: 'record', values: { shortId: id, kind: type }, links: {}, onlyCreate: true }
}

function readAttribute(
  { record }: Resource,
  { name, hidden, source }: Attribute,
  { attributes = {} }: ResourceObject,
  values: Record<string, unknown>,
  own: JsonObject,
): void {
  const shown = attributes[name]
  if (hidden || shown === undefined || !('field' in source) || source.relation || source.hashed) return
  const { field, names, when } = source
  if (typeof field !== 'string') {
    if (shown !== null && field.path.at(-1) === name) own[name] = shown
    // What is shown of some records only says nothing of the others.
  } else if (!when && !DERIVED.has(`${record}.${field}`))
    values[field] = coreValue(record, field, shown, names)
}

/** The core's value: its own word for the platform's, an instant as a time. */
function coreValue(
  record: RecordType | null,
  field: string,
  shown: Json,
  names?: Readonly<Record<string, string>>,
): unknown {
  if (names) return Object.keys(names).find((word) => names[word] === shown)
  const known = record ? fieldOf(record, field) : undefined
  // Where the platform allows no null it prints "".
  if (shown === '' && known?.nullable) return null
  return known?.type === 'time' && typeof shown === 'string' ? new Date(shown) : shown
}
