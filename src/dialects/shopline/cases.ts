/**
 * Conformance cases of SHOPLINE's customer endpoints: every statement of the seed page, and each refusal.
 * They rely on facts of the store: `full` and `bare`, the ids of a customer with everything and of one with
 * nothing, neighbours in id order; `newest`, `oldest`; `count`; and cursors between them. The cases of search, orders,
 * groups and addresses want another store: test/contract/shopline-search.test.ts puts them together.
 */
import type { ConformanceCase } from '../case.ts'
import { accountCases } from './cases-account.ts'
import { appCases } from './cases-apps.ts'
import { createCases } from './cases-create.ts'
import { createRefusalCases } from './cases-create-refusals.ts'
import { everyRouteCases } from './cases-every-route.ts'
import { headerCases } from './cases-headers.ts'
import { objectCases } from './cases-objects.ts'
import { pagingCases } from './cases-paging.ts'
import { parameterCases } from './cases-parameters.ts'
import { deleteCases, updateCases } from './cases-update.ts'
import { webhookCases } from './cases-webhooks.ts'

export const cases: readonly ConformanceCase[] = [
  ...headerCases,
  ...parameterCases,
  ...pagingCases,
  ...objectCases,
  ...everyRouteCases,
  ...appCases,
  ...webhookCases,
  // These write: the ones above count what is there.
  ...accountCases,
  ...updateCases,
  ...createCases,
  ...createRefusalCases,
  ...deleteCases,
]
