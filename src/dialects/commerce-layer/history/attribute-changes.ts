/**
 * A change of core fields as changes of a resource's attributes, read from where each attribute's value is found:
 * a member of the platform's own, one field of the core, or several of them together.
 */
import type { Condition } from '../../../core/query.ts'
import { fieldOf, type Json, type JsonObject } from '../../../core/schema.ts'
import { fold } from '../../../lib/fold.ts'
import { ownMembers } from '../describe-resource.ts'
import type { Attribute, Context, Resource, Source } from '../resource.ts'

export interface Change {
  from: Json
  to: Json
}
export type Changes = Record<string, Change>
type Said = Readonly<Record<string, Change>>
type Partly = Readonly<Record<string, unknown>>

/** The core says the e-mail as it was given; the platform shows it folded. */
const FOLDED: Readonly<Record<string, string>> = { emailFolded: 'email' }

/** The changes of one record; `known` is what else is known of it, its fields as they are now. */
export function attributeChanges(
  resource: Resource,
  said: Said,
  isNew: boolean,
  known: Partly,
  context: Context,
): Changes {
  const [before, after] = [side(resource, said, 'from', known), side(resource, said, 'to', known)]
  const own = ownChanges(resource, said)
  return Object.fromEntries(
    resource.attributes.flatMap((attribute): [string, Change][] => {
      const { name, source, hidden } = attribute
      if (hidden) return []
      const fields = [...fieldsOf(source)]
      if (fields.length === 0 || isOwnMember(source)) return own[name] ? [[name, own[name]]] : []
      const field = fields[0] as string
      if (fields.length === 1 && field in said)
        return oneField(attribute, field, said, before, after, context)
      const complete = fields.every((one) => one in said || one in known || isHolder(one))
      if (!complete || !fields.some((one) => one in said)) return []
      const shown = (record: Partly) => attribute.present(record as never, context)
      const change = { from: isNew ? null : shown(before), to: shown(after) }
      return change.from === change.to ? [] : [[name, change]]
    }),
  )
}

function oneField(
  { name, present }: Attribute,
  field: string,
  said: Said,
  before: Partly,
  after: Partly,
  context: Context,
): [string, Change][] {
  const { from, to } = said[field] as Change
  const shown = (value: Json, record: Partly) => (value === null ? null : present(record as never, context))
  const change = { from: shown(from, before), to: shown(to, after) }
  // Two of the core's words may be one of the platform's.
  const vanished = change.from === change.to && JSON.stringify(from) !== JSON.stringify(to)
  return vanished ? [] : [[name, change]]
}

const isHolder = (field: string): boolean => field === 'extras' || field === 'attributes'
const isOwnMember = (source: Source): boolean =>
  'field' in source && typeof source.field !== 'string' && !source.when && isHolder(source.field.json)

/** The record as far as it is known, on that side of the change. */
function side({ record }: Resource, said: Said, which: keyof Change, known: Partly): Partly {
  const fields = Object.entries(said).map(([name, change]) => {
    const value = change[which]
    const isTime = record !== null && fieldOf(record, name)?.type === 'time'
    return [name, isTime && typeof value === 'string' ? new Date(value) : value]
  })
  const folded = Object.entries(FOLDED).flatMap(([kept, given]) => {
    const value = said[given]?.[which]
    return given in said ? [[kept, typeof value === 'string' ? fold(value.trim()) : null]] : []
  })
  return { ...known, ...Object.fromEntries(fields), ...Object.fromEntries(folded) }
}

/** Members that only this platform has; those of other platforms, and secrets, are no attributes. */
function ownChanges({ record }: Resource, said: Said): Changes {
  const holder = record === 'record' ? 'attributes' : 'extras'
  const change = said[holder]
  if (!change) return {}
  const members = (value: Json): JsonObject => ownMembers(record, { [holder]: value ?? {} })
  const [before, after] = [members(change.from), members(change.to)]
  return Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .map((name): [string, Change] => [name, { from: before[name] ?? null, to: after[name] ?? null }])
      .filter(([, { from, to }]) => JSON.stringify(from) !== JSON.stringify(to)),
  )
}

/** The core fields, as events say them, that decide the attribute's value; none of other records. */
function fieldsOf(source: Source): Set<string> {
  if ('cases' in source) return new Set(source.cases.flatMap(({ where }) => [...named(where)]))
  const { field, relation, when, otherwise } = source
  const own = relation ? [] : [fieldName(field)]
  const beyond = when && !relation ? [...named(when)] : []
  return new Set([...own, ...beyond, ...(otherwise ? fieldsOf(otherwise) : [])])
}

function named(condition: Condition): Set<string> {
  switch (condition.op) {
    case 'all':
    case 'any':
      return new Set(condition.of.flatMap((one) => [...named(one)]))
    case 'not':
      return named(condition.of)
    case 'some':
    case 'sum':
      return new Set()
    default:
      return new Set([fieldName(condition.field)])
  }
}

const fieldName = (field: string | { json: string }): string =>
  typeof field === 'string' ? (FOLDED[field] ?? field) : field.json
