/** Bodies of requests: JSON objects whose members are described as data. Nothing else passes. */
import { AdminRefusal } from './refusal.ts'

export interface Member<T> {
  /** Undefined where the value is none of these. */
  read(value: unknown): T | undefined
  /** What is allowed, for people: `a text`. */
  allowed: string
}

type Shape = Readonly<Record<string, Member<unknown>>>
export type Members<S extends Shape> = {
  [N in keyof S]?: S[N] extends Member<infer T> ? T : never
}

export const text: Member<string> = {
  read: (value) => (typeof value === 'string' && value !== '' && value.length <= 1000 ? value : undefined),
  allowed: 'a text of at most 1000 characters',
}
export const flag: Member<boolean> = {
  read: (value) => (typeof value === 'boolean' ? value : undefined),
  allowed: 'true or false',
}
export const texts: Member<string[]> = {
  read: (value) =>
    Array.isArray(value) && value.length <= 100 && value.every((one) => text.read(one) !== undefined)
      ? value
      : undefined,
  allowed: 'a list of texts',
}
export const integer = (least: number, most: number): Member<number> => ({
  read: (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : undefined,
  allowed: `a whole number from ${least} to ${most}`,
})
/** With an offset, so that it means one instant. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/
export const instant: Member<Date> = {
  read(value) {
    const at = typeof value === 'string' && INSTANT.test(value) ? new Date(value) : null
    return at && !Number.isNaN(at.getTime()) ? at : undefined
  },
  allowed: 'an instant such as 2027-01-01T00:00:00Z',
}
export const object = <S extends Shape>(shape: S): Member<Members<S>> => ({
  read: (value) => (isObject(value) ? readMembers(value, shape) : undefined),
  allowed: `an object of ${Object.keys(shape).join(', ')}`,
})

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members of the body; an empty body has none. Throws `bad_request` and `invalid`. */
export function readBody<S extends Shape>(body: string, shape: S): Members<S> {
  if (body.trim() === '') return {}
  const parsed = parse(body)
  if (!isObject(parsed)) throw new AdminRefusal('bad_request', 'the body is no JSON object')
  return readMembers(parsed, shape)
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
  return members as Members<S>
}

/** The member, which must be there. */
export function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new AdminRefusal('invalid', `${name} is missing`)
  return value
}
