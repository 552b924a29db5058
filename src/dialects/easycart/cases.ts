/**
 * Easycart's conformance cases. Facts they use: `currency` and two members of it, `customer` (with orders
 * on `first_day` and `last_day`) and `second`; `outsider`, who ordered in other currencies only; stores
 * (`store`, `other_store`, `foreign_store`), products, and the figures of `customer`.
 */
import type { ConformanceCase } from '../case.ts'
import { listCases } from './cases/cases-list.ts'
import { restCases } from './cases/cases-rest.ts'

export const cases: readonly ConformanceCase[] = [...listCases, ...restCases]
