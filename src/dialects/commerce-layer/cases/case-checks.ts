/** Short ways to write Commerce Layer's conformance cases. */
import { type ConformanceCase, compareMembers, type Difference, type Facts, type Shape } from '../../case.ts'
import { fill, namesIn } from '../../facts.ts'

export const CUSTOMER_ATTRIBUTES =
  'email status has_password total_orders_count shopper_reference profile_id tax_exemption_code created_at updated_at reference reference_origin jwt_custom_claim metadata anonymization_info anonymization_status'
export const CUSTOMER_RELATIONSHIPS =
  'customer_group customer_addresses customer_payment_sources customer_subscriptions orders order_subscriptions returns sku_lists attachments events tags jwt_customer jwt_markets jwt_stock_locations event_stores'

/** What every answer of the Core API is; the suffix, harmless to all clients (section 1.2), is the server's own. */
export const ANSWERED = 'application/vnd.api+json{charset}'
export const LIST = 'seed: List all customers'
export const RETRIEVE = 'seed: Retrieve a customer'

/**
 * Says true or what differs. Texts of a check may use `{fact}`: its case is left out where the fact is not known
 * (`needs`).
 */
export type Check = ((value: unknown, facts: Facts) => true | Difference) & {
  readonly needs?: readonly string[]
}

const needing = (needs: readonly string[], check: Check): Check =>
  needs.length > 0 ? Object.assign((value: unknown, facts: Facts) => check(value, facts), { needs }) : check

/** What is at `a.0.b`. */
export const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)
const textOf = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
const differs = (path: string, expected: string, value: unknown): Difference => ({
  at: path,
  expected,
  got: textOf(value),
})

const membersAt = (path: string, names: string, holder: unknown): true | Difference => {
  if (typeof holder !== 'object' || holder === null) return differs(path, 'an object', holder)
  const difference = compareMembers(names.split(' '), Object.keys(holder))
  return difference ? { at: path, ...difference } : true
}
/** The members of the object there, in order: `keys('data.0', 'id type')`. */
export const keys =
  (path: string, names: string): Check =>
  (value) =>
    membersAt(path, names, at(value, path))
export const members =
  (names: string): Check =>
  (value) =>
    membersAt('', names, value)
export const matches =
  (path: string, pattern: RegExp): Check =>
  (value) => {
    const found = at(value, path)
    return pattern.test(String(found)) || differs(path, `like ${pattern}`, found)
  }
/** Facts as they stand within JSON. */
const escaped = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, textOf(fact).slice(1, -1)]))
/** Exactly that, members in that order. */
export const is = (path: string, wanted: unknown): Check => {
  const text = textOf(wanted)
  return needing(namesIn(text), (value, facts) => {
    const filled = fill(text, escaped(facts))
    const found = at(value, path)
    return textOf(found) === filled || differs(path, filled, found)
  })
}
/** How many there are of all pages: a number, or the fact that tells it. */
export const count = (wanted: number | string): Check => numberAt('meta.record_count', wanted)
/** `numberAt('meta.page_count', '{customer_pages}')`. */
export const numberAt = (path: string, wanted: number | string): Check =>
  needing(namesIn(String(wanted)), (value, facts) => {
    const number = Number(fill(String(wanted), facts))
    const found = at(value, path)
    return found === number || differs(path, String(number), found)
  })
export const atLeast =
  (path: string, least: number): Check =>
  (value) => {
    const found = at(value, path)
    return (typeof found === 'number' && found >= least) || differs(path, `at least ${least}`, found)
  }

/** Whatever the list has at that path below each of its members passes; `says` tells what is asked of it. */
export const all = (
  path: string,
  says: string,
  test: (found: unknown, fact: (text: string) => string) => boolean,
): Check =>
  needing(namesIn(says), (value, facts) => {
    const list = at(value, 'data')
    if (!Array.isArray(list)) return differs('data', 'a list', list)
    const index = list.findIndex((one) => !test(at(one, path), (text) => fill(text, facts)))
    return index < 0 || differs(`data.${index}.${path}`, fill(says, facts), at(list[index], path))
  })
/** Each value there stands in order with the one before it. */
export const sorted =
  (path: string, says: string, fits: (before: unknown, after: unknown) => boolean): Check =>
  (value) => {
    const list = at(value, 'data')
    if (!Array.isArray(list)) return differs('data', 'a list', list)
    const found = list.map((one) => at(one, path))
    const index = found.findIndex((one, place) => place > 0 && !fits(found[place - 1], one))
    return (
      index < 0 ||
      differs(`data.${index}.${path}`, `${says} (after ${textOf(found[index - 1])})`, found[index])
    )
  }
/** Checked where the data is that of the contract tests, whose every value is known. */
export const ours =
  (...checks: Check[]): Check =>
  (value, facts) =>
    facts.fixture === undefined || firstOf(checks, value, facts)
/** A list of all there is: as many as its count says, and as many pages as that makes. */
export const paged =
  (size: number): Check =>
  (value) => {
    const [total, list] = [at(value, 'meta.record_count'), at(value, 'data')]
    if (typeof total !== 'number') return differs('meta.record_count', 'a number', total)
    if (!Array.isArray(list)) return differs('data', 'a list', list)
    const pages = Math.max(1, Math.ceil(total / size))
    if (at(value, 'meta.page_count') !== pages)
      return differs('meta.page_count', `${pages}, for ${total} records`, at(value, 'meta.page_count'))
    const first = Math.min(size, total)
    return (
      list.length === first ||
      differs('data.length', `${first}, for ${total} records by ${size}`, list.length)
    )
  }

const firstOf = (checks: readonly Check[], value: unknown, facts: Facts): true | Difference => {
  for (const check of checks) {
    const verdict = check(value, facts)
    if (verdict !== true) return verdict
  }
  return true
}
export const every = (...checks: Check[]): Shape =>
  needing(
    checks.flatMap(({ needs = [] }) => needs),
    (value, facts) => firstOf(checks, value, facts),
  )

export const good = (name: string, source: string, path: string, ...checks: Check[]): ConformanceCase => ({
  name,
  source,
  path,
  expect: { status: 200, headers: { 'Content-Type': ANSWERED }, body: every(...checks) },
})

/** A method that might write where it should be refused makes the case a writing one. */
export const bad = (
  name: string,
  source: string,
  path: string,
  [status, code, title, detail]: readonly [number, string, string, string],
  more: Partial<ConformanceCase> = {},
): ConformanceCase => ({
  name,
  source,
  path,
  ...(isReading(more.method) ? {} : { writes: true }),
  ...more,
  expect: {
    status,
    headers: { 'Content-Type': ANSWERED },
    body: { errors: [{ title, detail, code, status: String(status) }] },
  },
})
export const isReading = (method = 'GET'): boolean => method === 'GET' || method === 'HEAD'

export const TOKEN = [
  401,
  'INVALID_TOKEN',
  'Invalid token',
  'The access token you provided is invalid.',
] as const
export const NOT_FOUND = [
  404,
  'RECORD_NOT_FOUND',
  'Record not found',
  'The requested resource was not found. Please double-check the resource id.',
] as const
export const pageValue = (detail: string) =>
  [400, 'INVALID_PAGE_VALUE', 'Invalid page value', detail] as const
export const field = (detail: string) => [400, 'INVALID_FIELD', 'Invalid field', detail] as const

export const LINK = 'https?://[^/]+/api/customers'
