/**
 * What a relationship's link means: as a condition on the records it leads to or from, as steps of a sort,
 * and which of the core's records are a resource's at all.
 */
import { all, type Condition, type Hop, type JsonMember, never } from '../../core/query.ts'
import { type RecordType, type Relation, relationOf, relations } from '../../core/schema.ts'
import { splitScopes } from './oauth/scopes.ts'
import { type AnyRecord, isNamedLink, type Link, type Resource } from './resource.ts'
import type { Caller } from './tokens.ts'

type NamedLink = Extract<Link, { linked: string } | { backlink: string }>

/** The core's relations and fields that a named link stands for, seen from this record and from the target. */
function endsOf(link: NamedLink, target: RecordType) {
  const forward = 'linked' in link
  const capital = `${target[0]?.toUpperCase()}${target.slice(1)}`
  const name: Condition = { op: 'eq', field: 'name', value: forward ? link.linked : link.backlink }
  return forward
    ? { name, links: 'links', farEnd: `to${capital}`, linksOfTarget: 'backlinks', nearKey: 'fromKey' }
    : { name, links: 'backlinks', farEnd: `from${capital}`, linksOfTarget: 'links', nearKey: 'toKey' }
}

/** At least one record of the target that this link leads to passes; null where it leads to none. */
export function someLinked(link: Link, target: Resource, inner: Condition): Condition | null {
  if (link === 'same') return inner
  if (link === null || isNamedLink(link) || !target.record) return null
  const wanted = all(target.only, inner)
  if ('relation' in link) return { op: 'some', relation: link.relation, where: all(link.where, wanted) }
  const { links, name, farEnd } = endsOf(link, target.record)
  return { op: 'some', relation: links, where: all(name, { op: 'some', relation: farEnd, where: wanted }) }
}

/** The steps to the one record that this link leads to; null where it leads to none, empty for the record itself. */
export function hopsTo(link: Link, target: Resource, seen?: Condition): Hop[] | null {
  if (link === 'same') return []
  if (link === null || isNamedLink(link) || !target.record) return null
  const there = (name: string): Hop => ({ relation: name, ...(seen ? { where: seen } : {}) })
  if ('relation' in link) return [there(link.relation)]
  const { links, name, farEnd } = endsOf(link, target.record)
  return [{ relation: links, where: name }, there(farEnd)]
}

/** Which records of the target this link of that record leads to; null: none. */
export function linkedTo(
  resource: Resource,
  link: Link,
  target: Resource,
  record: AnyRecord,
  caller: Caller,
): Condition | null {
  const { only } = target
  if (link === null || link === 'history' || !target.record || !resource.record) return null
  if (link === 'same') return all(only, { op: 'eq', field: 'key', value: record.key })
  if (link === 'owner') return ownRecord(caller)
  if (link === 'scope') return all(only, inScope(target, caller))
  if ('relation' in link) return all(only, link.where, hangsOn(resource.record, link.relation, record))
  const { linksOfTarget, name, nearKey } = endsOf(link, target.record)
  const here: Condition = { op: 'eq', field: nearKey, value: record.key }
  return all(only, { op: 'some', relation: linksOfTarget, where: all(name, here) })
}

/** The customer that owns the token (section 5.6). */
export const ownRecord = ({ owner }: Caller): Condition =>
  owner?.type === 'Customer' ? { op: 'eq', field: 'shortId', value: owner.id } : never

const code: JsonMember = { json: 'attributes', path: ['code'], as: 'text' }
/** The markets, or stock locations, of the token's scope; none for an unrestricted one [assumed] (section 5.6). */
export function inScope({ type }: Pick<Resource, 'type'>, caller: Caller): Condition {
  const name = type === 'markets' ? 'market' : 'stock_location'
  const parts = splitScopes(caller.scope).map((scope) => /^([a-z_]+):(id|code):(.+)$/.exec(scope))
  const values = (form: string) =>
    parts.flatMap((part) => (part?.[1] === name && part[2] === form ? [part[3] ?? ''] : []))
  const [ids, codes] = [values('id'), values('code')]
  return {
    op: 'any',
    of: [
      { op: 'in', field: 'shortId', values: ids },
      { op: 'in', field: code, values: codes },
    ],
  }
}

/** Which records of the target hang on that one by a relation of the core. */
function hangsOn(type: RecordType, relation: string, record: AnyRecord): Condition {
  const known = relationOf(type, relation)
  if (!known) throw new Error(`${type} has no relation ${relation}`)
  const { through } = known
  const value = record[known.here] as number | null
  if (!through) return value === null ? never : { op: 'eq', field: known.there, value }
  const back = (fits: (other: Relation) => boolean) =>
    Object.entries<Relation>(relations[known.to]).find(([, other]) => fits(other))?.[0]
  const middle = back((other) => other.to === through.type)
  if (middle)
    return { op: 'some', relation: middle, where: { op: 'eq', field: through.here, value: record.key } }
  const whole = back((other) => other.through?.type === through.type && other.to === type)
  if (!whole) throw new Error(`${known.to} does not lead back to ${type}`)
  return { op: 'some', relation: whole, where: { op: 'eq', field: 'key', value: record.key } }
}
