/** What Easycart's answers look like, as shapes that conformance cases expect. */
import type { Facts, Shape, ShapeTest } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'

const check = (
  says: string,
  holds: (value: unknown, facts: Facts) => boolean,
  needs: readonly string[] = [],
): ShapeTest => reliesOn(needs, (value, facts) => holds(value, facts) || says)

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const time: Shape = TIME
export const uuid: Shape = UUID
export const anyText: Shape = check('text', (value) => typeof value === 'string')
export const textOrNull: Shape = check('text or null', (value) => value === null || typeof value === 'string')
export const timeOrNull: Shape = check(
  'a time at +00:00 or null',
  (value) => value === null || (typeof value === 'string' && TIME.test(value)),
)
export const count: Shape = check(
  'a whole number from 0 on',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
)
const positive: Shape = check(
  'a whole number from 1 on',
  (value) => Number.isSafeInteger(value) && Number(value) >= 1,
)
const integerOrNull: Shape = check(
  'a whole number or null',
  (value) => value === null || Number.isSafeInteger(value),
)
/** The number that the fact spells. */
export const numberFact = (name: string): Shape =>
  check(`the fact ${name}`, (value, facts) => value === Number(facts[name]), [name])
/** A list whose items pass; it may be empty. */
export const listWhere = (
  says: string,
  holds: (
    item: Record<string, unknown>,
    facts: Facts,
    before: Record<string, unknown> | undefined,
  ) => boolean,
): Shape =>
  check(
    `a list in which ${says}`,
    (value, facts) =>
      Array.isArray(value) && value.every((item, place) => holds(item, facts, value[place - 1])),
  )
const ids = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.map((item) => (item as { id?: unknown }).id) : []
/** A list that has the customers whose ids are these facts, and not those. */
export const lists = (has: readonly string[], not: readonly string[] = []): Shape =>
  check(
    `a list with ${has.join(', ') || 'anybody'}${not.length ? ` and without ${not.join(', ')}` : ''}`,
    (value, facts) =>
      Array.isArray(value) &&
      has.every((name) => ids(value).includes(facts[name])) &&
      not.every((name) => !ids(value).includes(facts[name])),
    [...has, ...not],
  )
/** A list that is exactly these customers, in order. */
export const listsExactly = (...names: readonly string[]): Shape =>
  check(
    `exactly ${names.join(', ')}`,
    (value, facts) => JSON.stringify(ids(value)) === JSON.stringify(names.map((name) => facts[name])),
    names,
  )

export const ITEM_MEMBERS = [
  'id',
  'name',
  'email',
  'avatar',
  'first_seen',
  'last_order',
  'orders_count',
  'subscriptions_count',
  'lifetime_value',
  'currency',
] as const

/** The customer's ten members, in order, each of its type. */
export const customerShape = {
  id: uuid,
  name: textOrNull,
  email: anyText,
  avatar: textOrNull,
  first_seen: timeOrNull,
  last_order: timeOrNull,
  orders_count: count,
  subscriptions_count: count,
  lifetime_value: integerOrNull,
  currency: '{currency}',
} satisfies Record<(typeof ITEM_MEMBERS)[number], Shape>

/** What a single variant has beside its first five members when nothing was set. */
export const VARIANT_MEMBERS = {
  custom_id: null,
  is_hidden: false,
  trial_period_days: null,
  active_cycles: null,
  cancel_early: false,
  keep_access_after_expiring: false,
  allow_multiple_subscriptions: false,
  active_days: null,
  quantity: null,
  has_quantity: false,
  old_price: null,
  active_from: null,
  active_until: null,
  show_active_until_counter: null,
  tax_behavior: null,
  refund_days: null,
  redirect_url: null,
  redirect_time: null,
  file: null,
  files: [],
  invoice_remarks: null,
} satisfies Record<string, Shape>

export const page = (items: Shape, current: Shape = positive, total: Shape = positive): Shape => ({
  items,
  pagination: { current_page: current, total_pages: total },
})
export const message = (text: Shape = anyText): Shape => ({ message: text })
/** Objects of exactly these members, in order; there may be none. */
export const rowsOf = (members: readonly string[]): Shape =>
  check(
    `objects of ${members.join(', ')}`,
    (value) => Array.isArray(value) && value.every((item) => Object.keys(item).join() === members.join()),
  )
