/** Conformance cases of Commerce Layer's Core API; run by `clientele check` and the contract tests. */
import type { ConformanceCase } from '../case.ts'
import { attributeCases } from './cases/cases-attributes.ts'
import { authentication } from './cases/cases-authentication.ts'
import { orderCases } from './cases/cases-orders.ts'
import { parameters } from './cases/cases-parameters.ts'
import { reading } from './cases/cases-reading.ts'
import { refusals } from './cases/cases-refusals.ts'
import { seed } from './cases/cases-seed.ts'
import { writing } from './cases/cases-writing.ts'

export const cases: readonly ConformanceCase[] = [
  ...seed,
  ...attributeCases,
  ...reading,
  ...parameters,
  ...authentication,
  ...refusals,
  ...writing,
  ...orderCases,
]
