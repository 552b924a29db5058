/** GET /customers/{id} (section 3). */
import { type Condition, type Sort, where } from '../../../core/query.ts'
import type { Customer, RecordOf } from '../../../core/schema.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { type EasycartCall, includeOf, taking } from '../call.ts'
import { badRequest, CONTENT_TYPE, currencyRequired, notFound } from '../errors.ts'
import { readParameters } from '../parameters.ts'
import { presentCustomer } from '../present.ts'
import { primaryLines } from '../reading/primary-line.ts'
import { readInclude } from '../reading/read-include.ts'
import { isPlaced, placedTotals } from './placed.ts'
import {
  presentAccess,
  presentHeldSubscription,
  presentLifetimeValue,
  presentOrder,
} from './present-sections.ts'
import { CURRENCY, readCurrency } from './read-currency.ts'

/** Every list of a section is newest first, ties by id, and complete [assumed]. */
const NEWEST_FIRST: readonly Sort[] = [{ field: 'createdAt', descending: true }, { field: 'uuidId' }]

export const getCustomer = taking<EasycartCall>(
  [CURRENCY, includeOf(['orders', 'subscriptions', 'products', 'ltv'])],
  get,
)

async function get(call: EasycartCall): Promise<WireResponse> {
  const { request, services, params, settings } = call
  const store = call.store.key
  const { id = '' } = params
  if (!isUuid(id)) return badRequest('Invalid customer ID')
  const parameter = readParameters(request.query)
  const currency = readCurrency(parameter('currency'), settings)
  if (currency === null) return currencyRequired()
  const { records } = services
  const customer = await records.find(store, 'customer', 'uuidId', id.toLowerCase())
  if (!customer) return notFound('Customer', id)
  const [totals, living] = await Promise.all([
    records.related(store, 'customer', 'totals', [customer.key], {
      where: where('customerTotal').eq('currency', currency.toUpperCase()),
    }),
    records.countRelated(
      store,
      'customer',
      'subscriptions',
      [customer.key],
      where('subscription').in('status', settings.subscriptionAlive),
    ),
  ])
  const kept = totals.get(customer.key) ?? []
  const [total = null] = await placedTotals(kept, currency, settings, { records, store })
  const include = readInclude(parameter('include'))
  return jsonResponse(200, CONTENT_TYPE, {
    ...presentCustomer(customer, total, living.get(customer.key) ?? 0, currency, settings),
    // A section that was not asked for is null, never left out (Get Customer).
    orders: include.has('orders') ? await ordersOf(call, store, customer, currency) : null,
    subscriptions: include.has('subscriptions')
      ? (await everyOf(call, store, customer, 'subscriptions')).map(presentHeldSubscription)
      : null,
    products: include.has('products')
      ? (await everyOf(call, store, customer, 'productAccess')).map(presentAccess)
      : null,
    ltv: include.has('ltv') ? presentLifetimeValue(total, currency) : null,
  })
}

/** The placed orders in the currency, each with its lines for the product's name. */
async function ordersOf(
  { services, settings }: EasycartCall,
  store: number,
  customer: Customer,
  currency: string,
) {
  const { records } = services
  const placed: Condition = {
    op: 'all',
    of: [where('order').eq('currency', currency.toUpperCase()), isPlaced(settings)],
  }
  const found = await records.related(store, 'customer', 'orders', [customer.key], {
    where: placed,
    sort: NEWEST_FIRST,
  })
  const orders = found.get(customer.key) ?? []
  const lineOf = await primaryLines(
    records,
    store,
    orders.map((order) => order.key),
  )
  return orders.map((order) => presentOrder(order, lineOf(order.key)))
}

async function everyOf<R extends 'subscriptions' | 'productAccess'>(
  { services }: EasycartCall,
  store: number,
  customer: Customer,
  relation: R,
): Promise<RecordOf<R extends 'subscriptions' ? 'subscription' : 'productAccess'>[]> {
  const found = await services.records.related(store, 'customer', relation, [customer.key], {
    sort: NEWEST_FIRST,
  })
  return (found.get(customer.key) ?? []) as never
}
