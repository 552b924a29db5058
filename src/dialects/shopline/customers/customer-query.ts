/**
 * The query language of search and of customer groups: `field:value` pairs joined by `;`, all of which must hold
 * (section 6.2). Numbers and dates may be compared: `orders_count:>1;customer_date:<=2026-01-31` [assumed].
 */
import { exponent } from '../../../core/money.ts'
import { all, any, type Comparison, type Condition, never, not, where } from '../../../core/query.ts'
import { unprocessable } from '../errors.ts'
import { readBound } from '../ids-as-numbers.ts'
import { type OffsetAt, readSpan } from '../time.ts'

export interface QueryRules {
  /** The store's. */
  currency: string
  offsetAt: OffsetAt
}

interface Value {
  text: string
  compare: Compare
}
type Compare = Exclude<Comparison, 'ne'>
/** Undefined: the value cannot be read. */
type ReadValue = (value: Value, rules: QueryRules) => Condition | undefined

/** More conditions than anybody writes [assumed]. */
const MAX_PAIRS = 50

/** Throws 422 for what is no query of known fields and readable values. */
export function readCustomerQuery(query: string, rules: QueryRules): Condition {
  const pairs = query.split(';').filter((pair) => pair.trim() !== '')
  if (pairs.length === 0) throw unprocessable('query', 'must not be empty')
  if (pairs.length > MAX_PAIRS) throw unprocessable('query', `at most ${MAX_PAIRS} conditions are allowed`)
  return all(...pairs.map((pair) => readPair(pair, rules)))
}

function readPair(pair: string, rules: QueryRules): Condition {
  const [, field = '', given = ''] = /^([^:]*):(.*)$/s.exec(pair) ?? []
  const name = field.trim()
  const read = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined
  if (!read) throw unprocessable('query', name === '' ? 'must be field:value pairs' : `unknown field ${name}`)
  const text = given.trim()
  const condition = text === '' || text.includes('\0') ? undefined : read({ text, compare: 'eq' }, rules)
  if (!condition) throw unprocessable('query', `${name} has an invalid value`)
  return condition
}

const customer = where('customer')
const PREFIXES: Record<string, Compare> = { '>=': 'gte', '<=': 'lte', '>': 'gt', '<': 'lt', '': 'eq' }

/** For what has an order: the comparison may stand before the value. */
const compared =
  (read: ReadValue): ReadValue =>
  ({ text }, rules) => {
    const [, prefix = '', rest = ''] = /^(>=|<=|>|<|)\s*(.*)$/s.exec(text) ?? []
    return read({ text: rest, compare: PREFIXES[prefix] ?? 'eq' }, rules)
  }

const HOLDS: Record<Compare, (a: number, b: number) => boolean> = {
  eq: (a, b) => a === b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
}

/** A closed list of numbers, each with what it stands for. */
const codes = (meanings: Readonly<Record<number, Condition>>): ReadValue =>
  compared(({ text, compare }) => {
    if (!/^\d+$/.test(text)) return undefined
    const chosen = Object.entries(meanings).filter(([code]) => HOLDS[compare](Number(code), Number(text)))
    return any(...chosen.map(([, meaning]) => meaning))
  })

const trueOrFalse =
  (isTrue: Condition, isFalse: Condition): ReadValue =>
  ({ text }) => {
    const word = text.toLowerCase()
    return word === 'true' ? isTrue : word === 'false' ? isFalse : undefined
  }

/** A day is that of the store's clocks, from its first instant to its last; a time is the second that is shown. */
const moment = (field: 'createdAt' | 'updatedAt'): ReadValue =>
  compared(({ text, compare }, { offsetAt }) => {
    const span = readSpan(text, offsetAt)
    if (!span) return undefined
    switch (compare) {
      case 'eq':
        return all(customer.gte(field, span.start), customer.lt(field, span.end))
      case 'gt':
        return customer.gte(field, span.end)
      case 'lte':
        return customer.lt(field, span.end)
      default:
        return customer[compare](field, span.start)
    }
  })

/** Of who never ordered: below every time. */
const NEVER = -9_000_000_000_000_000

/** The last order's time as it sorts, which has the index. */
const lastOrdered = compared(({ text, compare }, { offsetAt }) => {
  const span = readSpan(text, offsetAt)
  if (!span) return undefined
  const [start, end] = [span.start.getTime(), span.end.getTime()]
  const from = compare === 'gt' ? end : compare === 'eq' || compare === 'gte' ? start : undefined
  const before = compare === 'lt' ? start : compare === 'eq' || compare === 'lte' ? end : undefined
  return all(
    from === undefined ? customer.gt('lastPlacedRank', NEVER) : customer.gte('lastPlacedRank', from),
    before === undefined ? undefined : customer.lt('lastPlacedRank', before),
  )
})

const ordersCount = compared(({ text, compare }) =>
  /^\d+$/.test(text)
    ? customer[compare]('placedOrdersCount', Math.min(Number(text), Number.MAX_SAFE_INTEGER))
    : undefined,
)

const customerId = compared(({ text, compare }) => {
  const id = readBound(text)
  return id === null ? undefined : customer[compare]('numberId', id)
})

/** What falls between two minor units is equal to neither, and above the lower. */
const BETWEEN: Record<Compare, Compare | null> = { eq: null, gt: 'gt', gte: 'gt', lt: 'lte', lte: 'lte' }

/** In the store's currency; who never ordered in it spent 0. */
const totalSpent = compared(({ text, compare: asked }, { currency }) => {
  const [, whole, decimals = ''] = /^(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const digits = exponent(currency)
  const rest = decimals.slice(digits).replace(/0+$/, '')
  const compare = rest === '' ? asked : BETWEEN[asked]
  if (compare === null) return never
  const minor = Number(`${whole}${decimals.slice(0, digits).padEnd(digits, '0')}`)
  const amount = Math.min(minor, Number.MAX_SAFE_INTEGER)
  const total = where('customerTotal')
  const inCurrency = total.eq('currency', currency)
  const spent = total[compare]('spentAmount', amount)
  return HOLDS[compare](0, amount)
    ? not(customer.some('totals', all(inCurrency, not(spent))))
    : customer.some('totals', all(inCurrency, spent))
})

const unsubscribed = customer.eq('emailConsentState', 'unsubscribed')
const subscribed = customer.eq('emailConsentState', 'subscribed')
const neither = (...states: string[]): Condition =>
  any(customer.isNull('emailConsentState'), not(customer.in('emailConsentState', states)))
const account = (state: string): Condition =>
  all(customer.eq('blacklisted', false), customer.eq('accountState', state))

/** The fields as the page on searching lists them. */
const FIELDS: Readonly<Record<string, ReadValue>> = {
  accepts_marketing: trueOrFalse(subscribed, neither('subscribed')),
  email_subscribe_flag: codes({ 0: unsubscribed, 1: subscribed, 2: neither('unsubscribed', 'subscribed') }),
  customer_date: moment('createdAt'),
  customer_first_name: ({ text }) => customer.eq('firstName', text),
  customer_id: customerId,
  tags: ({ text }) => customer.some('tags', where('tag').eq('name', text)),
  orders_count: ordersCount,
  order_date: lastOrdered,
  state: codes({
    0: customer.eq('blacklisted', true),
    1: account('not_invited'),
    2: account('invited'),
    3: account('registered'),
  }),
  total_spent: totalSpent,
  updated_at: moment('updatedAt'),
  verified_email: trueOrFalse(customer.eq('verifiedEmail', true), customer.eq('verifiedEmail', false)),
}

export const QUERY_FIELDS = Object.keys(FIELDS)
