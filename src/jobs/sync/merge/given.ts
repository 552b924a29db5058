/** What a source gave for a customer, field by field, and since when: provenance, and what merging chooses from. */
import type { Draft, Pointer } from '../../../core/draft.ts'
import { type Customer, fieldOf, type Json, type JsonObject } from '../../../core/schema.ts'
import { memberOf } from '../../exchange/record-shapes.ts'

/** By the field's name outside: `first_name`; the group's is `group`, the tags' `tags`. Times are ISO 8601. */
export type Given = Readonly<Record<string, GivenValue>>
export interface GivenValue {
  value: Json
  /** ISO 8601: when the source first gave this value, by the customer's own time there where it tells one. */
  at: string
  /** What the customer held here before it was linked, where nobody else gave that: an undone link gives it back. */
  here?: Json
}

/** What names a record, and what is kept apart for each platform, is nobody's to win. */
const APART: ReadonlySet<string> = new Set(['shortId', 'numberId', 'uuidId'])
const GROUP = 'group'
const TAGS = 'tags'
/** What only one platform has of a customer, and what the customer links to there: nobody else gives it. */
const OWN = 'own'
const NAMED = 'named'
export const NOT_WON: ReadonlySet<string> = new Set([OWN, NAMED])

/** What the draft gives; a value that it gave before keeps its time, a field that it leaves out stays. */
export function nextGiven(before: Given, draft: Draft, now: Date): Given {
  const { updatedAt } = draft.values
  const at = (updatedAt instanceof Date ? updatedAt : now).toISOString()
  const next: Record<string, GivenValue> = { ...before }
  for (const [name, value] of valuesOf(draft)) {
    const known = before[name]
    next[name] =
      known && sameJson(known.value, value)
        ? known
        : { value, at, ...(known?.here === undefined ? {} : { here: known.here }) }
  }
  return next
}

function valuesOf({ values, links, tags, own, named }: Draft): [string, Json][] {
  const plain = Object.entries(values)
    .filter(([name, value]) => value !== undefined && !APART.has(name))
    .map(([name, value]): [string, Json] => [memberOf(name), jsonOf(value)])
  const { groupKey } = links
  if (groupKey !== undefined) plain.push([GROUP, groupKey as JsonObject | null])
  if (tags) plain.push([TAGS, [...tags] as unknown as Json[]])
  if (own) plain.push([OWN, asKept(own)])
  if (named) plain.push([NAMED, asKept(named)])
  return plain
}

/** As the store gives it back: members without a value are none. */
const asKept = (value: object): JsonObject => JSON.parse(JSON.stringify(value))

/** The draft with these values in place of its own. */
export function withValues(draft: Draft, chosen: Readonly<Record<string, Json>>): Draft {
  const { [GROUP]: group, [TAGS]: tags, [OWN]: own, [NAMED]: named, ...plain } = chosen
  const values: Record<string, unknown> = { ...draft.values }
  for (const [member, value] of Object.entries(plain)) {
    const name = fieldOfMember(member)
    values[name] =
      fieldOf('customer', name)?.type === 'time' && value !== null ? new Date(String(value)) : value
  }
  return {
    ...draft,
    values,
    links: group === undefined ? draft.links : { ...draft.links, groupKey: group as Pointer | null },
    ...(tags === undefined ? {} : { tags: tags as unknown as Pointer[] }),
    ...(own === undefined ? {} : { own: own as unknown as NonNullable<Draft['own']> }),
    ...(named === undefined ? {} : { named: named as unknown as NonNullable<Draft['named']> }),
  }
}

/** The draft without these fields: they stay as they are here. */
export function withoutMembers(draft: Draft, members: ReadonlySet<string>): Draft {
  if (members.size === 0) return draft
  const { tags, ...rest } = draft
  const links = { ...draft.links }
  if (members.has(GROUP)) delete links.groupKey
  return {
    ...rest,
    values: Object.fromEntries(Object.entries(draft.values).filter(([name]) => !members.has(memberOf(name)))),
    links,
    ...(tags && !members.has(TAGS) ? { tags } : {}),
  }
}

/** `first_name` → `firstName`. */
export const fieldOfMember = (member: string): string =>
  member.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** What a customer holds in a field, as it would be given. */
export const plainOf = (customer: Customer, name: string): Json =>
  jsonOf((customer as unknown as Record<string, unknown>)[name])

const jsonOf = (value: unknown): Json =>
  value instanceof Date ? value.toISOString() : ((value as Json | undefined) ?? null)

/** Without regard to the order of members, which the database changes. */
export function sameJson(one: Json, other: Json): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null)
    return one === other
  const [names, others] = [Object.keys(one), Object.keys(other)]
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === others.length &&
    names.every(
      (name) =>
        name in other && sameJson((one as JsonObject)[name] ?? null, (other as JsonObject)[name] ?? null),
    )
  )
}
