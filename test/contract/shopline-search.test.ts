import { addressCases } from '../../src/dialects/shopline/cases/cases-addresses.ts'
import { groupCases } from '../../src/dialects/shopline/cases/cases-groups.ts'
import { orderCases } from '../../src/dialects/shopline/cases/cases-orders.ts'
import { searchCases } from '../../src/dialects/shopline/cases/cases-search.ts'
import { ENGINES } from '../support/engines.ts'
import { runCases } from '../support/run-cases.ts'
import { shoplineSearchFixture } from './shopline-search.fixture.ts'

const cases = [...searchCases, ...orderCases, ...groupCases, ...addressCases]
for (const engine of ENGINES)
  runCases(engine, 'shopline', cases, shoplineSearchFixture, (path) => `/admin/openapi/v20260301${path}`)
