/** GET customers/v2/search.json (section 6.2). */
import { all, any, type Condition, escapeLike, never, where } from '../../../core/query.ts'
import { fold } from '../../../lib/fold.ts'
import type { WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { unprocessable } from '../errors.ts'
import { type Listing, type Rank, readOrder, readPage } from '../read-page.ts'
import { type QueryRules, readCustomerQuery } from './customer-query.ts'
import { type CustomerField, readFields } from './fields.ts'
import { pageOfCustomers } from './list-customers.ts'

export async function searchCustomers(call: ShoplineCall): Promise<WireResponse> {
  const rules = { currency: call.store.currency, offsetAt: call.offsetAt }
  return pageOfCustomers(call, readPage(call.request.query, search(rules)))
}

/** Creation time is id order (recorded), so 0 and 3 are alike; whoever never ordered comes last under 1. */
const ORDERS: Readonly<Record<number, Rank>> = {
  0: null,
  1: 'lastPlacedRank',
  2: 'placedOrdersCount',
  3: null,
}

const search = (rules: QueryRules): Listing<'customer', CustomerField> => ({
  type: 'customer',
  filters: ['query_param', 'query', 'order'],
  read: ({ query_param: text, query, order }) => ({
    where: all(text === undefined ? undefined : readText(text)),
    filter: query === undefined ? undefined : readCustomerQuery(query, rules),
    rank: readOrder(order, ORDERS, null),
  }),
  readFields,
})

const MAX_TEXT = 50
const customer = where('customer')

/** A part of any of six fields, without regard to case [assumed]. */
function readText(given: string): Condition {
  const text = given.trim()
  if ([...text].length > MAX_TEXT)
    throw unprocessable('query_param', `must be at most ${MAX_TEXT} characters`)
  // No stored text can hold it, and PostgreSQL refuses it in a parameter.
  if (text.includes('\0')) return never
  const pattern = `%${escapeLike(fold(text))}%`
  const holds = (field: string): Condition => ({ op: 'foldedLike', field, pattern })
  return any(
    phoneHolds(text),
    customer.like('emailFolded', pattern),
    holds('firstName'),
    holds('lastName'),
    customer.some('addresses', any(holds('line1'), holds('line2'))),
  )
}

/** However either is written: `+852 5365` finds `0085253657436`. */
function phoneHolds(text: string): Condition {
  const asWritten: Condition = customer.like('phone', `%${escapeLike(text)}%`)
  if (!/^[+(]?\d[\d ().-]*$/.test(text)) return asWritten
  const digits = text.replace(/\D/g, '')
  const has = (pattern: string) => customer.like('phoneFolded', `${pattern}%`)
  if (text.startsWith('+')) return any(asWritten, has(digits))
  // Every number is shown with the two zeros before its country code, and kept without them.
  const fromTheStart = digits.startsWith('0') ? has(digits.replace(/^00?/, '')) : undefined
  return any(asWritten, has(`%${digits}`), fromTheStart)
}
