/** Easycart's surface at a glance. */
import type { Organization } from '../../core/ports.ts'
import type { RecordType } from '../../core/schema.ts'
import type { Services, WireRequest, WireResponse } from '../dialect.ts'
import { getCustomer } from './get-customer.ts'
import { getOrder } from './get-order.ts'
import { getProduct } from './get-product.ts'
import { getProductVariant } from './get-product-variant.ts'
import { getPromotionCode } from './get-promotion-code.ts'
import { getStatistic } from './get-statistic.ts'
import { getStore } from './get-store.ts'
import { getSubscription } from './get-subscription.ts'
import { getTransaction } from './get-transaction.ts'
import { listCustomers } from './list-customers.ts'
import { listOrders } from './list-orders.ts'
import { listProducts } from './list-products.ts'
import { listPromotionCodes } from './list-promotion-codes.ts'
import { listStores } from './list-stores.ts'
import { listSubscriptions } from './list-subscriptions.ts'
import { listTransactions } from './list-transactions.ts'
import type { EasycartSettings } from './settings.ts'
import type { Caller } from './tokens.ts'
import { writingRoutes } from './writing/routes.ts'

export interface AnyStoreCall {
  request: WireRequest
  services: Services
  settings: EasycartSettings
  caller: Caller
  params: Record<string, string>
}
/** A call about the store that the request selects. */
export interface EasycartCall extends AnyStoreCall {
  store: Organization
}

export type EasycartRoute = {
  method: string
  path: string
  /** What `:id` names: such a record has an `ETag`, and `If-Match` is about it. */
  target?: RecordType
} & (
  | { everyStore?: undefined; handle(call: EasycartCall): Promise<WireResponse> }
  /** The endpoint is about the token, whichever store the request selects. */
  | { everyStore: true; handle(call: AnyStoreCall): Promise<WireResponse> }
)

export const routes: readonly EasycartRoute[] = [
  { method: 'GET', path: '/customers', handle: listCustomers },
  { method: 'GET', path: '/customers/:id', target: 'customer', handle: getCustomer },
  { method: 'GET', path: '/orders', handle: listOrders },
  { method: 'GET', path: '/orders/:id', target: 'order', handle: getOrder },
  { method: 'GET', path: '/transactions', handle: listTransactions },
  { method: 'GET', path: '/transactions/:id', target: 'payment', handle: getTransaction },
  { method: 'GET', path: '/subscriptions', handle: listSubscriptions },
  { method: 'GET', path: '/subscriptions/:id', target: 'subscription', handle: getSubscription },
  { method: 'GET', path: '/products', handle: listProducts },
  { method: 'GET', path: '/products/:id', target: 'product', handle: getProduct },
  { method: 'GET', path: '/product-variants/:id', target: 'productVariant', handle: getProductVariant },
  { method: 'GET', path: '/promotion-codes', handle: listPromotionCodes },
  { method: 'GET', path: '/promotion-codes/:id', target: 'promotionCode', handle: getPromotionCode },
  { method: 'GET', path: '/statistics', handle: getStatistic },
  { method: 'GET', path: '/store', handle: getStore },
  { method: 'GET', path: '/stores', everyStore: true, handle: listStores },
  ...writingRoutes,
]
