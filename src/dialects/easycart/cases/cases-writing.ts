/**
 * Conformance cases of everything that can be written. They change their data as they go, in this order, and so
 * have facts of their own: see the fixture of the contract test.
 */
import type { ConformanceCase } from '../../case.ts'
import { accessCases } from './cases-access.ts'
import { productCases } from './cases-products.ts'
import { promotionCodeCases } from './cases-promotion-codes.ts'
import { refundCases } from './cases-refunds.ts'
import { subscriptionCases } from './cases-subscriptions.ts'
import { wireCases } from './cases-writing-wire.ts'

export const writingCases: readonly ConformanceCase[] = [
  ...wireCases,
  ...productCases,
  ...promotionCodeCases,
  ...accessCases,
  ...refundCases,
  ...subscriptionCases,
]
