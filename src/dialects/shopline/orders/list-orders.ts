/** GET customers/{id}/orders.json: a customer's placed orders, newest first (section 6.9). */
import { all, type Condition, where } from '../../../core/query.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE, unprocessable } from '../errors.ts'
import { isCustomerId, readBound } from '../ids-as-numbers.ts'
import { linkHeader, loadPage } from '../paging.ts'
import { type Listing, readPage } from '../read-page.ts'
import type { ShoplineSettings } from '../settings.ts'
import { loadOrders } from './load-orders.ts'
import { STATUS_FILTERS } from './order-words.ts'
import { presentOrder } from './present-order.ts'

const MAX_ORDERS = 100

export async function listOrders(call: ShoplineCall): Promise<WireResponse> {
  const { request, services, store, settings, offsetAt, params } = call
  const { id = '' } = params
  const customer = isCustomerId(id)
    ? await services.records.find(store.key, 'customer', 'numberId', id)
    : null
  const query = readPage(request.query, customersOrders(customer?.key ?? 0, settings))
  // [assumed A7] A customer that is not there has no orders.
  if (!customer) return jsonResponse(200, CONTENT_TYPE, { list: [] })
  const page = await loadPage(services.records, store.key, query)
  const shown = await loadOrders(call, customer, page.records)
  const rules = { currency: store.currency, offsetAt }
  return jsonResponse(
    200,
    CONTENT_TYPE,
    { list: shown.map((one) => presentOrder(one, rules)) },
    linkHeader(request, query, page),
  )
}

const order = where('order')

const customersOrders = (
  customer: number,
  { sinceIdMode }: Pick<ShoplineSettings, 'sinceIdMode'>,
): Listing<'order'> => ({
  type: 'order',
  filters: ['status', 'since_id'],
  maxLimit: MAX_ORDERS,
  read: ({ status, since_id: since }) => ({
    where: all(
      order.eq('customerKey', customer),
      readStatus(status),
      since === undefined ? undefined : readSinceId(since, sinceIdMode),
    ),
    rank: 'createdAt',
  }),
  // Documented as accepted and not applied: all fields come back.
  readFields: () => null,
})

function readStatus(text: string | undefined): Condition {
  const known = Object.keys(STATUS_FILTERS).join(', ')
  if (text === undefined) throw unprocessable('status', `is required: one of ${known}`)
  const condition = Object.hasOwn(STATUS_FILTERS, text) ? STATUS_FILTERS[text] : undefined
  if (!condition) throw unprocessable('status', `must be one of ${known}`)
  return condition
}

const BEYOND = '9'.repeat(26)

/** As with customers; an order's id has 26 digits, so text compares as numbers do, and longer bounds are alike. */
function readSinceId(text: string, mode: ShoplineSettings['sinceIdMode']): Condition {
  const given = readBound(text.trim())
  if (given === null) throw unprocessable('since_id', 'invalid')
  const bound = given.length > BEYOND.length ? BEYOND : given.padStart(BEYOND.length, '0')
  return mode === 'after' ? order.gt('numberId', bound) : order.lt('numberId', bound)
}
