/**
 * Conformance cases of SHOPLINE's customer endpoints: every statement of the seed page, and each refusal. What they rely
 * on in a store are facts, each named where it is used; `newest`, `second` and `third` have the three highest ids.
 * Whoever knows less runs fewer cases: conformance.ts learns and makes what it can of a foreign server, and the fixtures
 * of test/contract know all, the names and amounts that only their stores have among it.
 */
import type { ConformanceCase } from '../case.ts'
import { readingFirst } from '../write-cases.ts'
import { accountCases } from './cases/cases-account.ts'
import { addressCases } from './cases/cases-addresses.ts'
import { anyCustomerCases } from './cases/cases-any-customer.ts'
import { appCases } from './cases/cases-apps.ts'
import { createCases } from './cases/cases-create.ts'
import { createRefusalCases } from './cases/cases-create-refusals.ts'
import { everyRouteCases } from './cases/cases-every-route.ts'
import { groupCases } from './cases/cases-groups.ts'
import { headerCases } from './cases/cases-headers.ts'
import { objectCases } from './cases/cases-objects.ts'
import { orderCases } from './cases/cases-orders.ts'
import { pagingCases } from './cases/cases-paging.ts'
import { parameterCases } from './cases/cases-parameters.ts'
import { searchCases } from './cases/cases-search.ts'
import { deleteCases, updateCases } from './cases/cases-update.ts'
import { webhookCases } from './cases/cases-webhooks.ts'

/** Of customers, apps and the store. */
export const customerCases: readonly ConformanceCase[] = readingFirst([
  ...headerCases,
  ...parameterCases,
  ...pagingCases,
  ...objectCases,
  ...anyCustomerCases,
  ...everyRouteCases,
  ...appCases,
  ...webhookCases,
  ...accountCases,
  ...updateCases,
  ...createCases,
  ...createRefusalCases,
  ...deleteCases,
])

/** Of finding customers, and of what belongs to them. */
export const belongingCases: readonly ConformanceCase[] = readingFirst([
  ...searchCases,
  ...orderCases,
  ...groupCases,
  ...addressCases,
])

/** All, those that read before those that write. */
export const cases: readonly ConformanceCase[] = readingFirst([...customerCases, ...belongingCases])
