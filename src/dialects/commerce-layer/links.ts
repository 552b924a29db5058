/**
 * What a relationship's link means: as a condition on the records it leads to or from, as steps of a sort,
 * and which of the core's records are a resource's at all.
 */
import { all, type Condition, type Hop, type JsonMember, never } from '../../core/query.ts'
import { type RecordType, type Relation, relationOf, relations } from '../../core/schema.ts'
import { splitScopes } from './oauth/scopes.ts'
import { type AnyRecord, isNamedLink, type Link, type Resource } from './resource.ts'
import type { Caller } from './tokens.ts'

const named = (name: string): Condition => ({ op: 'eq', field: 'name', value: name })
const capital = (type: string): string => `${type[0]?.toUpperCase()}${type.slice(1)}`

/** At least one record of the target that this link leads to passes; null where it leads to none. */
export function someLinked(link: Link, target: Resource, inner: Condition): Condition | null {
  if (link === 'same') return inner
  if (link === null || isNamedLink(link) || !target.record) return null
  const wanted = all(target.only, inner)
  if ('relation' in link) return { op: 'some', relation: link.relation, where: all(link.where, wanted) }
  const [relation, side, name] =
    'linked' in link ? ['links', 'to', link.linked] : ['backlinks', 'from', link.backlink]
  const there: Condition = { op: 'some', relation: `${side}${capital(target.record)}`, where: wanted }
  return { op: 'some', relation, where: all(named(name), there) }
}

/** The steps to the one record that this link leads to; null where it leads to none, empty for the record itself. */
export function hopsTo(link: Link, target: Resource, seen?: Condition): Hop[] | null {
  if (link === 'same') return []
  if (link === null || isNamedLink(link) || !target.record) return null
  const there = (name: string): Hop => ({ relation: name, ...(seen ? { where: seen } : {}) })
  if ('relation' in link) return [there(link.relation)]
  const [relation, side, name] =
    'linked' in link ? ['links', 'to', link.linked] : ['backlinks', 'from', link.backlink]
  return [{ relation, where: named(name) }, there(`${side}${capital(target.record)}`)]
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
  const [relation, near, name] =
    'linked' in link ? ['backlinks', 'fromKey', link.linked] : ['links', 'toKey', link.backlink]
  const here: Condition = { op: 'eq', field: near, value: record.key }
  return all(only, { op: 'some', relation, where: all(named(name), here) })
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
