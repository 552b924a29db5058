import { belongingCases } from '../../src/dialects/shopline/cases.ts'
import { ENGINES } from '../support/engines.ts'
import { runCases } from '../support/run-cases.ts'
import { shoplineSearchFixture } from './shopline-search.fixture.ts'

for (const engine of ENGINES)
  runCases(
    engine,
    'shopline',
    belongingCases,
    shoplineSearchFixture,
    (path) => `/admin/openapi/v20260301${path}`,
  )
