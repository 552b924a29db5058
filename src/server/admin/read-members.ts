/** What is asked for: members of a JSON body or parameters of a URL, described as data. Nothing else passes. */
import { isStorable } from '../../lib/storable.ts'
import { AdminRefusal } from './refusal.ts'

export interface Member<T> {
  /** Undefined where the value is none of these. */
  read(value: unknown): T | undefined
  /** A parameter of a URL as the value that `read` looks at; absent: the text itself. */
  fromTexts?(texts: readonly string[]): unknown
  /** What is allowed, for people: `a text`. */
  allowed: string
  /** The same for the documentation, as JSON Schema. */
  schema: object
  required?: true
}

export type Shape = Readonly<Record<string, Member<unknown>>>
type Read<M> = M extends Member<infer T> ? T : never
type RequiredNames<S extends Shape> = { [N in keyof S]: S[N] extends { required: true } ? N : never }[keyof S]
export type Members<S extends Shape> = { [N in RequiredNames<S>]: Read<S[N]> } & {
  [N in Exclude<keyof S, RequiredNames<S>>]?: Read<S[N]>
}

/** It must be there. */
export const required = <T>(member: Member<T>): Member<T> & { required: true } => ({
  ...member,
  required: true,
})

/** Up to so many characters. */
export const textUpTo = (most: number): Member<string> => ({
  read: (value) =>
    typeof value === 'string' && value !== '' && value.length <= most && isStorable(value)
      ? value
      : undefined,
  allowed: `a text of at most ${most} characters`,
  schema: { type: 'string', minLength: 1, maxLength: most },
})
export const text: Member<string> = textUpTo(1000)
export const oneOf = <const T extends string>(...values: readonly T[]): Member<T> => ({
  read: (value) => values.find((one) => one === value),
  allowed: `one of ${values.join(', ')}`,
  schema: { type: 'string', enum: values },
})
export const flag: Member<boolean> = {
  read: (value) => (typeof value === 'boolean' ? value : undefined),
  fromTexts: ([only, ...more]) => (more.length > 0 ? undefined : { true: true, false: false }[only ?? '']),
  allowed: 'true or false',
  schema: { type: 'boolean' },
}
/** In a URL the parameter is repeated. */
export const listOf = <T>(member: Member<T>, most = 100): Member<T[]> => ({
  read(value) {
    if (!Array.isArray(value) || value.length > most) return undefined
    const all = value.map((one) => member.read(one))
    return all.every((one) => one !== undefined) ? all : undefined
  },
  fromTexts: (texts) => texts,
  allowed: `a list of at most ${most}, each ${member.allowed}`,
  schema: { type: 'array', maxItems: most, items: member.schema },
})
export const texts: Member<string[]> = listOf(text)
export const integer = (least: number, most: number): Member<number> => ({
  read: (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : undefined,
  fromTexts: ([only = '', ...more]) =>
    more.length === 0 && /^-?\d{1,16}$/.test(only) ? Number(only) : undefined,
  allowed: `a whole number from ${least} to ${most}`,
  schema: { type: 'integer', minimum: least, maximum: most },
})
/** With an offset, so that it means one instant. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/
/** What ISO 8601 writes with four digits: the years 1 to 9999, by UTC. */
export const isKept = (at: Date): boolean => at.getTime() >= YEAR_1 && at.getTime() < YEAR_10000
const YEAR_1 = Date.parse('0001-01-01T00:00:00Z')
const YEAR_10000 = Date.parse('+010000-01-01T00:00:00Z')

export const instant: Member<Date> = {
  read(value) {
    const at = typeof value === 'string' && INSTANT.test(value) ? new Date(value) : null
    return at && isKept(at) ? at : undefined
  },
  allowed: 'an instant such as 2027-01-01T00:00:00Z',
  schema: { type: 'string', format: 'date-time' },
}
export const object = <S extends Shape>(shape: S): Member<Members<S>> => ({
  read: (value) => (isObject(value) ? readMembers(value, shape) : undefined),
  allowed: `an object of ${Object.keys(shape).join(', ')}`,
  schema: schemaOf(shape),
})

/** What a shape allows, as JSON Schema. */
export const schemaOf = (shape: Shape): object => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(shape).map(([name, { schema }]) => [name, schema])),
  required: Object.keys(shape).filter((name) => shape[name]?.required),
  additionalProperties: false,
})

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members of the body; an empty body has none. Throws `bad_request` and `invalid`. */
export function readBody<S extends Shape>(body: string, shape: S): Members<S> {
  const parsed = body.trim() === '' ? {} : parse(body)
  if (!isObject(parsed)) throw new AdminRefusal('bad_request', 'the body is no JSON object')
  return readMembers(parsed, shape)
}

/** The parameters of a query string, `limit=20&tag=a&tag=b`. Throws `invalid`. */
export function readQuery<S extends Shape>(query: string, shape: S): Members<S> {
  const given = new URLSearchParams(query)
  const values = [...new Set(given.keys())].map((name) => {
    const all = given.getAll(name)
    const { fromTexts } = (Object.hasOwn(shape, name) && shape[name]) || {}
    const value = fromTexts ? fromTexts(all) : all.length === 1 ? all[0] : all
    // Not null, which would count as left out: what was sent is wrong.
    return [name, value === undefined ? Symbol('wrong') : value] as const
  })
  return readMembers(Object.fromEntries(values), shape)
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new AdminRefusal('bad_request', 'the body is no JSON')
  }
}

/** Null counts as left out. */
function readMembers<S extends Shape>(given: Record<string, unknown>, shape: S): Members<S> {
  const members: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    const member = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (!member)
      throw new AdminRefusal(
        'invalid',
        `${JSON.stringify(name.slice(0, 100))} is not known: allowed are ${Object.keys(shape).join(', ') || 'no members'}`,
      )
    if (value === null) continue
    const read = member.read(value)
    if (read === undefined) throw new AdminRefusal('invalid', `${name} must be ${member.allowed}`)
    members[name] = read
  }
  const missing = Object.keys(shape).find((name) => shape[name]?.required && members[name] === undefined)
  if (missing !== undefined) throw new AdminRefusal('invalid', `${missing} is missing`)
  return members as Members<S>
}
