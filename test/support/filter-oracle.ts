/**
 * What a filter of Commerce Layer means, read from its text and from section 3.6 of the specification alone, over
 * plain objects in the words of the wire: nothing of the dialect's own reading is used.
 */
export type Kind = 'string' | 'folded' | 'integer' | 'float' | 'boolean' | 'datetime' | 'object' | 'password'
/** `folded` text is kept in lower case (e-mails, names of tags). Times are milliseconds; a password is whether there is one. */
export type Value = string | number | boolean | null | object

/** A record as the wire shows it, with its related records under the relationships' names. */
export interface Shown {
  values: Record<string, Value>
  related: Record<string, Shown[]>
}

const COMMON = {
  id: 'string',
  created_at: 'datetime',
  updated_at: 'datetime',
  reference: 'string',
  reference_origin: 'string',
  metadata: 'object',
} as const satisfies Record<string, Kind>

/** Filterable attributes (section 6), those that the store keeps and a few that it does not. */
export const ATTRIBUTES: Record<string, Record<string, Kind>> = {
  customers: {
    ...COMMON,
    email: 'folded',
    status: 'string',
    total_orders_count: 'integer',
    anonymization_status: 'string',
    password: 'password',
  },
  customer_groups: { ...COMMON, name: 'string', code: 'string' },
  tags: { ...COMMON, name: 'folded' },
  customer_addresses: COMMON,
  addresses: {
    ...COMMON,
    business: 'boolean',
    first_name: 'string',
    line_1: 'string',
    city: 'string',
    state_code: 'string',
    country_code: 'string',
    lat: 'float',
  },
  orders: {
    ...COMMON,
    number: 'string',
    status: 'string',
    payment_status: 'string',
    fulfillment_status: 'string',
    guest: 'boolean',
    customer_email: 'folded',
    currency_code: 'string',
    total_amount_cents: 'integer',
    subtotal_amount_cents: 'integer',
    placed_at: 'datetime',
    cancelled_at: 'datetime',
    archived_at: 'datetime',
  },
  order_subscriptions: {
    ...COMMON,
    status: 'string',
    frequency: 'string',
    customer_email: 'folded',
    starts_at: 'datetime',
    expires_at: 'datetime',
    next_run_at: 'datetime',
    occurrencies: 'integer',
  },
  customer_payment_sources: { ...COMMON, name: 'string' },
  returns: { ...COMMON, status: 'string' },
}

/** Filterable relationships. */
export const RELATIONSHIPS: Record<string, Record<string, string>> = {
  customers: {
    customer_group: 'customer_groups',
    customer_addresses: 'customer_addresses',
    customer_payment_sources: 'customer_payment_sources',
    order_subscriptions: 'order_subscriptions',
    returns: 'returns',
    tags: 'tags',
  },
  customer_addresses: { customer: 'customers', address: 'addresses' },
  addresses: { tags: 'tags' },
  orders: { customer: 'customers', order_subscriptions: 'order_subscriptions', tags: 'tags' },
  order_subscriptions: { source_order: 'orders', customer: 'customers' },
}

type Takes = 'one' | 'list' | 'flag' | 'json'
interface OracleMatcher {
  takes: Takes
  kinds: readonly Kind[]
  /** `args` are the value's parts; those of a flag are whether it is true. */
  test(value: Value, args: readonly Value[], kind: Kind): boolean
}

const TEXT: readonly Kind[] = ['string', 'folded']
const SCALAR: readonly Kind[] = [...TEXT, 'integer', 'float', 'boolean', 'datetime']
const ORDERED: readonly Kind[] = [...TEXT, 'integer', 'float', 'datetime']
const ALL: readonly Kind[] = [...SCALAR, 'object', 'password']

/** A matcher that null never passes, of one value or over a list. */
const some = (takes: Takes, kinds: readonly Kind[], test: OracleMatcher['test']): OracleMatcher => ({
  takes,
  kinds,
  test: (value, args, kind) => value !== null && test(value, args, kind),
})
const orNull = ({ takes, kinds, test }: OracleMatcher): OracleMatcher => ({
  takes,
  kinds,
  test: (value, args, kind) => value === null || test(value, args, kind),
})
type Pair = (value: Value, arg: Value, kind: Kind) => boolean
const one = (kinds: readonly Kind[], pair: Pair) =>
  some('one', kinds, (value, [arg = null], kind) => pair(value, arg, kind))
const anyOf = (kinds: readonly Kind[], pair: Pair) =>
  some('list', kinds, (value, args, kind) => args.some((arg) => pair(value, arg, kind)))
const allOf = (kinds: readonly Kind[], pair: Pair) =>
  some('list', kinds, (value, args, kind) => args.every((arg) => pair(value, arg, kind)))
const flag = (kinds: readonly Kind[], holds: (value: Value) => boolean): OracleMatcher => ({
  takes: 'flag',
  kinds,
  test: (value, [wanted]) => holds(value) === wanted,
})

const equal: Pair = (value, arg) => value === arg
const differs: Pair = (value, arg) => value !== arg
const order = (value: Value, arg: Value): number =>
  typeof value === 'string'
    ? Buffer.compare(Buffer.from(value), Buffer.from(String(arg)))
    : Number(value) - Number(arg)
/** Case is ASCII's; what is kept folded disregards all of it, and how it is composed. */
const lower = (text: Value, kind: Kind): string =>
  kind === 'folded'
    ? String(text).normalize('NFC').toLowerCase()
    : String(text).replace(/[A-Z]/g, (letter) => letter.toLowerCase())
const like: Pair = (value, pattern, kind) => likeText(lower(value, kind), lower(pattern, kind))
const starts: Pair = (value, arg, kind) => lower(value, kind).startsWith(lower(arg, kind))
const ends: Pair = (value, arg, kind) => lower(value, kind).endsWith(lower(arg, kind))
const has: Pair = (value, arg, kind) => lower(value, kind).includes(lower(arg, kind))
const no =
  (pair: Pair): Pair =>
  (value, arg, kind) =>
    !pair(value, arg, kind)
const compounds = (name: string, kinds: readonly Kind[], pair: Pair): Record<string, OracleMatcher> => ({
  [name]: one(kinds, pair),
  [`${name}_any`]: anyOf(kinds, pair),
  [`${name}_all`]: allOf(kinds, pair),
})
const isBlank = (value: Value): boolean => value === null || value === ''

/** The table of section 3.6. */
export const ORACLE: Record<string, OracleMatcher> = {
  eq: one(SCALAR, equal),
  eq_or_null: orNull(one(SCALAR, equal)),
  not_eq: one(SCALAR, differs),
  not_eq_or_null: orNull(one(SCALAR, differs)),
  in: anyOf(SCALAR, equal),
  in_or_null: orNull(anyOf(SCALAR, equal)),
  not_in: allOf(SCALAR, differs),
  not_in_or_null: orNull(allOf(SCALAR, differs)),
  not_eq_all: allOf(SCALAR, differs),
  ...compounds('matches', TEXT, like),
  ...compounds('does_not_match', TEXT, no(like)),
  ...compounds('lt', ORDERED, (value, arg) => order(value, arg) < 0),
  ...compounds('lteq', ORDERED, (value, arg) => order(value, arg) <= 0),
  ...compounds('gt', ORDERED, (value, arg) => order(value, arg) > 0),
  ...compounds('gteq', ORDERED, (value, arg) => order(value, arg) >= 0),
  present: flag(ALL, (value) => !isBlank(value)),
  blank: flag(ALL, isBlank),
  null: flag(ALL, (value) => value === null),
  not_null: flag(ALL, (value) => value !== null),
  // Null is neither: with `false` the filter library asks for what differs, which null does not.
  true: some('flag', ['boolean'], (value, [wanted]) => (value === true) === wanted),
  false: some('flag', ['boolean'], (value, [wanted]) => (value === false) === wanted),
  ...compounds('start', TEXT, starts),
  ...compounds('not_start', TEXT, no(starts)),
  ...compounds('end', TEXT, ends),
  ...compounds('not_end', TEXT, no(ends)),
  ...compounds('cont', TEXT, has),
  ...compounds('not_cont', TEXT, no(has)),
  ...compounds('i_cont', TEXT, has),
  ...compounds('not_i_cont', TEXT, no(has)),
  jcont: some('json', ['object'], (value, [fragment]) => contains(value, fragment ?? null)),
}

/** Whether the record is found; `ignored` names nothing, `dropped` has no value, `refused` has a wrong one. */
export type Meaning = 'ignored' | 'dropped' | 'refused' | ((record: Shown) => boolean)

export function meaningOf(type: string, name: string, text: string): Meaning {
  const matcherName = Object.keys(ORACLE)
    .filter((candidate) => name.endsWith(`_${candidate}`))
    .reduce((longest, candidate) => (candidate.length > longest.length ? candidate : longest), '')
  const matcher = ORACLE[matcherName]
  if (!matcher) return 'ignored'
  const joined = name.slice(0, -matcherName.length - 1)
  if (joined.includes('_or_') && joined.includes('_and_')) return 'ignored'
  const paths = joined.split(/_or_|_and_/).map((path) => resolve(type, path))
  if (!paths.every((path) => path !== null && isAllowed(matcher, matcherName, path.kind))) return 'ignored'
  const texts = matcher.takes === 'list' ? text.split(',').filter((part) => part !== '') : [text]
  if (text === '' || texts.length === 0) return 'dropped'
  const tests = paths.map((path) => {
    const { relationships, attribute, kind } = path as Path
    const args = texts.map((part) => parse(matcher.takes === 'flag' ? 'boolean' : kind, part))
    if (args.includes(undefined)) return undefined
    return (record: Shown) =>
      valuesAlong(record, relationships, attribute).some((value) =>
        matcher.test(value, args as Value[], kind),
      )
  })
  if (tests.includes(undefined)) return 'refused'
  const all = tests as ((record: Shown) => boolean)[]
  return joined.includes('_or_')
    ? (record) => all.some((test) => test(record))
    : (record) => all.every((test) => test(record))
}

const PRESENCE = ['present', 'blank', 'null', 'not_null']
const isAllowed = (matcher: OracleMatcher, name: string, kind: Kind) =>
  matcher.kinds.includes(kind) && (kind !== 'password' || PRESENCE.includes(name))

interface Path {
  relationships: string[]
  attribute: string
  kind: Kind
}

/** An attribute first, then a relationship's. */
function resolve(type: string, name: string): Path | null {
  const kind = ATTRIBUTES[type]?.[name]
  if (kind) return { relationships: [], attribute: name, kind }
  for (const [relationship, target] of Object.entries(RELATIONSHIPS[type] ?? {})) {
    const rest = name.startsWith(`${relationship}_`)
      ? resolve(target, name.slice(relationship.length + 1))
      : null
    if (rest) return { ...rest, relationships: [relationship, ...rest.relationships] }
  }
  return null
}

/** As LEFT JOIN gives them: null where there is no related record. */
function valuesAlong(record: Shown, [next, ...rest]: string[], attribute: string): Value[] {
  if (next === undefined) return [record.values[attribute] ?? null]
  const related = record.related[next] ?? []
  return related.length === 0 ? [null] : related.flatMap((one) => valuesAlong(one, rest, attribute))
}

function parse(kind: Kind, text: string): Value | undefined {
  if (kind === 'boolean' || kind === 'password')
    return ['true', '1', 't', 'T', 'TRUE'].includes(text)
      ? true
      : ['false', '0', 'f', 'F', 'FALSE'].includes(text)
        ? false
        : undefined
  if (kind === 'integer' || kind === 'float') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
  if (kind === 'datetime') {
    const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
    return Number.isNaN(time) ? undefined : time
  }
  if (kind !== 'object') return text
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** LIKE by trying every split: slow, and plainly right. `_` is one character, `\` makes the next an ordinary one. */
function likeText(text: string, pattern: string): boolean {
  const [head, ...rest] = [...pattern]
  const [first, ...others] = [...text]
  const tail = rest.join('')
  if (head === undefined) return first === undefined
  if (head === '%') return likeText(text, tail) || (first !== undefined && likeText(others.join(''), pattern))
  if (first === undefined) return false
  if (head === '_') return likeText(others.join(''), tail)
  if (head === '\\' && rest.length > 0)
    return first === rest[0] && likeText(others.join(''), rest.slice(1).join(''))
  return first === head && likeText(others.join(''), tail)
}

function contains(value: unknown, part: unknown): boolean {
  if (Array.isArray(value))
    return Array.isArray(part) && part.every((inner) => value.some((one) => contains(one, inner)))
  if (typeof value !== 'object' || value === null) return value === part
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return false
  return Object.entries(part).every(
    ([name, inner]) =>
      Object.hasOwn(value, name) && contains((value as Record<string, unknown>)[name], inner),
  )
}
