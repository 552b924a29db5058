/**
 * Conformance cases of SHOPLINE's customer endpoints: every statement of the seed page, and each refusal.
 * They rely on facts of the store: `full` and `bare`, the ids of a customer with everything and of one with
 * nothing, neighbours in id order; `newest`, `oldest`; `count`; and cursors between them. The cases of search, orders,
 * groups and addresses want another store: test/contract/shopline-search.test.ts puts them together.
 */
import type { ConformanceCase } from '../case.ts'
import { accountCases } from './cases/cases-account.ts'
import { appCases } from './cases/cases-apps.ts'
import { createCases } from './cases/cases-create.ts'
import { createRefusalCases } from './cases/cases-create-refusals.ts'
import { everyRouteCases } from './cases/cases-every-route.ts'
import { headerCases } from './cases/cases-headers.ts'
import { objectCases } from './cases/cases-objects.ts'
import { pagingCases } from './cases/cases-paging.ts'
import { parameterCases } from './cases/cases-parameters.ts'
import { deleteCases, updateCases } from './cases/cases-update.ts'
import { webhookCases } from './cases/cases-webhooks.ts'

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
