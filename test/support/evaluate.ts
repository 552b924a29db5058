/** A naive evaluation of the core's conditions over plain objects, in SQL's three-valued logic. */
import type { Condition, FieldRef, JsonMember } from '../../src/core/query.ts'

type Truth = boolean | null
/** A record with its related records under their relations' names. */
export interface Thing {
  fields: Record<string, unknown>
  related: Record<string, Thing[]>
}

export function evaluate(condition: Condition, thing: Thing): Truth {
  switch (condition.op) {
    case 'all':
      return both(condition.of.map((part) => evaluate(part, thing)))
    case 'any':
      return negate(both(condition.of.map((part) => negate(evaluate(part, thing)))))
    case 'not':
      return negate(evaluate(condition.of, thing))
    case 'some':
      if (condition.first) throw new Error('not generated')
      return (thing.related[condition.relation] ?? []).some((one) => evaluate(condition.where, one) === true)
    case 'sum':
      throw new Error('not generated')
    case 'null':
      return fieldValue(thing, condition.field) === null
  }
  const value = fieldValue(thing, condition.field)
  if (value === null || value === undefined) return null
  switch (condition.op) {
    case 'in':
      return condition.values.some((one) => compare(value, one) === 0)
    case 'like':
      return like(String(value), condition.pattern)
    case 'ilike':
      return like(lower(String(value)), lower(condition.pattern))
    case 'jsonContains':
      return contains(value, condition.value)
    case 'plainLike':
    case 'foldedLike':
      throw new Error('not generated')
    case 'eq':
      return compare(value, condition.value) === 0
    case 'ne':
      return compare(value, condition.value) !== 0
    case 'lt':
      return compare(value, condition.value) < 0
    case 'lte':
      return compare(value, condition.value) <= 0
    case 'gt':
      return compare(value, condition.value) > 0
    case 'gte':
      return compare(value, condition.value) >= 0
  }
}

/** The field's value, or the member's where it is of the wanted type. */
function fieldValue({ fields }: Thing, field: FieldRef): unknown {
  if (typeof field === 'string') return fields[field]
  let value: unknown = fields[field.json]
  for (const name of field.path)
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : null
  if (!IS[field.as](value)) return null
  return field.as === 'time' ? new Date(value as string) : field.as === 'digits' ? Number(value) : value
}

const matches = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value)
const IS: Record<JsonMember['as'], (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  integer: Number.isSafeInteger,
  float: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  time: matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
  date: matches(/^\d{4}-\d\d-\d\d$/),
  uuid: matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  digits: matches(/^\d{1,40}$/),
  json: (value) => value !== null,
}

const both = (parts: Truth[]): Truth => (parts.includes(false) ? false : parts.includes(null) ? null : true)
const negate = (truth: Truth): Truth => (truth === null ? null : !truth)
const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(String(b)))
  return Number(a) - Number(b)
}

/** LIKE by trying every split: slow, and plainly right. */
function like(text: string, pattern: string): boolean {
  if (pattern === '') return text === ''
  const [head = '', ...rest] = [...pattern]
  const tail = rest.join('')
  const [first, ...others] = [...text]
  if (head === '%') return like(text, tail) || (first !== undefined && like(others.join(''), pattern))
  if (first === undefined) return false
  if (head === '_') return like(others.join(''), tail)
  if (head === '\\' && rest.length > 0)
    return first === rest[0] && like(others.join(''), rest.slice(1).join(''))
  return first === head && like(others.join(''), tail)
}

/** Containment of jsonb: members of objects, elements of lists in any order. */
function contains(value: unknown, part: unknown): boolean {
  if (Array.isArray(value)) {
    return Array.isArray(part) && part.every((inner) => value.some((one) => contains(one, inner)))
  }
  if (!isObject(part) || !isObject(value)) return value === part
  return Object.entries(part).every(
    ([name, inner]) => Object.hasOwn(value, name) && contains(value[name], inner),
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
