/** What Easycart's clients may change, at a glance. */
import type { EasycartRoute } from '../call.ts'
import { changePlan } from './change-plan.ts'
import { createProductAccess, revokeProductAccess } from './product-access.ts'
import { createProduct, updateProduct } from './products.ts'
import { archivePromotionCode, createPromotionCode, updatePromotionCode } from './promotion-codes.ts'
import { refundTransaction } from './refund-transaction.ts'
import { cancelSubscription, resumeSubscription } from './subscriptions.ts'
import { createVariant, updateVariant } from './variants.ts'

export const writingRoutes: readonly EasycartRoute[] = [
  { method: 'POST', path: '/products', handle: createProduct },
  { method: 'PATCH', path: '/products/:id', target: 'product', handle: updateProduct },
  { method: 'POST', path: '/products/:id/variants', target: 'product', handle: createVariant },
  { method: 'PATCH', path: '/product-variants/:id', target: 'productVariant', handle: updateVariant },
  { method: 'POST', path: '/product-access', handle: createProductAccess },
  { method: 'DELETE', path: '/product-access/:id', target: 'productAccess', handle: revokeProductAccess },
  { method: 'POST', path: '/promotion-codes', handle: createPromotionCode },
  { method: 'PATCH', path: '/promotion-codes/:id', target: 'promotionCode', handle: updatePromotionCode },
  {
    method: 'POST',
    path: '/promotion-codes/:id/archive',
    target: 'promotionCode',
    handle: archivePromotionCode,
  },
  { method: 'POST', path: '/transactions/:id/refunds', target: 'payment', handle: refundTransaction },
  { method: 'POST', path: '/subscriptions/:id/cancel', target: 'subscription', handle: cancelSubscription },
  { method: 'POST', path: '/subscriptions/:id/resume', target: 'subscription', handle: resumeSubscription },
  { method: 'POST', path: '/subscriptions/:id/change-plan', target: 'subscription', handle: changePlan },
]
