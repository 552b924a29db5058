/**
 * Easycart's conformance cases. What they rely on in a store are facts, each named where it is used; `customer` ordered
 * in `currency` on `first_day` and `last_day`, `second` did before. Whoever knows less runs fewer cases: conformance.ts
 * learns and makes what it can of a foreign server, and the fixtures of test/contract know all, among it what only their
 * stores hold (`only_two`).
 */
import type { ConformanceCase } from '../case.ts'
import { readingFirst } from '../write-cases.ts'
import { listCases } from './cases/cases-list.ts'
import { readingCases } from './cases/cases-reading.ts'
import { restCases } from './cases/cases-rest.ts'
import { storeCases } from './cases/cases-stores.ts'
import { writingCases } from './cases/cases-writing.ts'

/** Of customers and stores. */
export const customerCases: readonly ConformanceCase[] = [...listCases, ...restCases, ...storeCases]

/** All, those that read before those that write. */
export const cases: readonly ConformanceCase[] = readingFirst([
  ...customerCases,
  ...readingCases,
  ...writingCases,
])
