/** A naive evaluation of the core's conditions over plain objects, in SQL's three-valued logic. */
import type { Condition } from '../../src/core/query.ts'

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
      return (thing.related[condition.relation] ?? []).some((one) => evaluate(condition.where, one) === true)
    case 'null':
      return thing.fields[condition.field] === null
  }
  const value = thing.fields[condition.field]
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

function contains(value: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return value === part
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(part).every(([name, inner]) =>
    contains((value as Record<string, unknown>)[name], inner),
  )
}
