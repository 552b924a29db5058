/** From Easycart's query string to the core's conditions, or a refusal in its words (section 2.2). */
import { SUBSCRIPTION_STATUSES } from '../../../core/ledger.ts'
import { all, type Condition, where } from '../../../core/query.ts'
import type { WireResponse } from '../../dialect.ts'
import { currencyRequired } from '../errors.ts'
import { readPage } from '../paging.ts'
import { optional, readParameters, textOf } from '../parameters.ts'
import { endOfDay, startOfDay } from '../read-window.ts'
import { date, id, oneOf, readFilters } from '../reading/read-filters.ts'
import type { EasycartSettings } from '../settings.ts'
import { asKept, hasPlaced, isPlaced } from './placed.ts'
import { readCurrency } from './read-currency.ts'
import { readSearch } from './read-search.ts'

const totals = where('customerTotal')
const customers = where('customer')
const orders = where('order')
const lines = where('orderLine')

export interface ListQuery {
  /** As it is echoed: lowercase. */
  currency: string
  page: number
  /** Who is listed where there is no filter: whoever placed an order in the currency. */
  members: Condition
  /** Undefined: every member is listed. */
  filter: Condition | undefined
}

/** The optional filters that can be refused, in the order in which they are checked [assumed]. */
export const FILTERS = [
  { name: 'created_from', kind: date() },
  { name: 'created_to', kind: date() },
  { name: 'product', kind: id() },
  { name: 'subscription_status', kind: oneOf(SUBSCRIPTION_STATUSES) },
] as const
type FilterName = (typeof FILTERS)[number]['name']

/** `zone` is the store's IANA time zone; the days are UTC's unless the settings say otherwise. */
export function readListQuery(
  query: string,
  settings: EasycartSettings,
  zone: string,
): ListQuery | { refusal: WireResponse } {
  const parameter = readParameters(query)
  const currency = readCurrency(parameter('currency'), settings)
  if (currency === null) return { refusal: currencyRequired() }
  const read = readFilters<FilterName>(FILTERS, parameter)
  if ('refusal' in read) return read
  const { values } = read
  const search = optional(textOf(parameter('query')))
  const filters = [
    ...orderedWithin(values, settings, settings.dayZone === 'utc' ? 'UTC' : zone),
    ...(values.product ? [bought(values.product.toLowerCase(), settings)] : []),
    ...(values.subscription_status ? [subscribed(values.subscription_status)] : []),
    ...(typeof search === 'string'
      ? [totals.some('customer', readSearch(search, settings.accentSensitive))]
      : []),
  ]
  return {
    currency,
    page: readPage(parameter('page')),
    members: all(totals.eq('currency', currency.toUpperCase()), hasPlaced(settings)),
    filter: filters.length > 0 ? all(...filters) : undefined,
  }
}

/** Ordered in the currency between the days, both included; one order within both bounds unless switched. */
function orderedWithin(
  { created_from: from, created_to: to }: Partial<Record<FilterName, string>>,
  settings: EasycartSettings,
  zone: string,
): Condition[] {
  const [start, end] = [from && startOfDay(from, zone), to && endOfDay(to, zone)]
  const bounds = [
    ...(start ? [orders.gte('createdAt', start)] : []),
    ...(end ? [orders.lte('createdAt', end)] : []),
  ]
  const placed = (condition: Condition) => totals.some('orders', all(isPlaced(settings), condition))
  const one = bounds.length > 0 ? [placed(all(...bounds))] : []
  if (!asKept(settings)) return settings.window === 'each_bound' ? bounds.map(placed) : one
  // Some order is not before the one bound if the last is not, and not after the other if the first is not.
  const kept = [
    ...(start ? [totals.gte('lastPlacedAt', start)] : []),
    ...(end ? [totals.lte('firstPlacedAt', end)] : []),
  ]
  return bounds.length < 2 || settings.window === 'each_bound' ? kept : [...kept, ...one]
}

/** Bought the product: a bump counts as well, and deleting the product later changes nothing [assumed]. */
function bought(product: string, { productMatch }: EasycartSettings): Condition {
  const line = all(
    lines.eq('productUuid', product),
    productMatch === 'primary_line' ? lines.eq('isBump', false) : undefined,
  )
  const order = all(orders.in('status', ['completed', 'refunded']), orders.some('lines', line))
  return productMatch === 'any_currency'
    ? totals.some('customer', customers.some('orders', order))
    : totals.some('orders', order)
}

/** Holds a subscription of that status now, in whatever currency (Get Customers). */
const subscribed = (status: string): Condition =>
  totals.some('subscriptions', where('subscription').eq('status', status))
