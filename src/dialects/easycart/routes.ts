/** Easycart's surface at a glance. */

import type { EasycartRoute } from './call.ts'
import { getCustomer } from './customers/get-customer.ts'
import { listCustomers } from './customers/list-customers.ts'
import { getStore } from './get-store.ts'
import { listStores } from './list-stores.ts'
import { getOrder } from './reading/get-order.ts'
import { getProduct } from './reading/get-product.ts'
import { getProductVariant } from './reading/get-product-variant.ts'
import { getPromotionCode } from './reading/get-promotion-code.ts'
import { getSubscription } from './reading/get-subscription.ts'
import { getTransaction } from './reading/get-transaction.ts'
import { listOrders } from './reading/list-orders.ts'
import { listProducts } from './reading/list-products.ts'
import { listPromotionCodes } from './reading/list-promotion-codes.ts'
import { listSubscriptions } from './reading/list-subscriptions.ts'
import { listTransactions } from './reading/list-transactions.ts'
import { getStatistic } from './statistics/get-statistic.ts'
import { writingRoutes } from './writing/routes.ts'

/** Whether a promotion code has expired and what statistics are of today go by the time. */
export const routes: readonly EasycartRoute[] = [
  { method: 'GET', path: '/customers', hot: true, handle: listCustomers },
  { method: 'GET', path: '/customers/:id', target: 'customer', hot: true, handle: getCustomer },
  { method: 'GET', path: '/orders', hot: true, handle: listOrders },
  { method: 'GET', path: '/orders/:id', target: 'order', hot: true, handle: getOrder },
  { method: 'GET', path: '/transactions', hot: true, handle: listTransactions },
  { method: 'GET', path: '/transactions/:id', target: 'payment', hot: true, handle: getTransaction },
  { method: 'GET', path: '/subscriptions', hot: true, handle: listSubscriptions },
  { method: 'GET', path: '/subscriptions/:id', target: 'subscription', hot: true, handle: getSubscription },
  { method: 'GET', path: '/products', hot: true, handle: listProducts },
  { method: 'GET', path: '/products/:id', target: 'product', hot: true, handle: getProduct },
  {
    method: 'GET',
    path: '/product-variants/:id',
    target: 'productVariant',
    hot: true,
    handle: getProductVariant,
  },
  { method: 'GET', path: '/promotion-codes', handle: listPromotionCodes },
  { method: 'GET', path: '/promotion-codes/:id', target: 'promotionCode', handle: getPromotionCode },
  { method: 'GET', path: '/statistics', handle: getStatistic },
  { method: 'GET', path: '/store', hot: true, handle: getStore },
  { method: 'GET', path: '/stores', everyStore: true, handle: listStores },
  ...writingRoutes,
]
