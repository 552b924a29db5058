import { cases } from '../../src/dialects/commerce-layer/cases.ts'
import { ENGINES } from '../support/engines.ts'
import { runCases } from '../support/run-cases.ts'
import { commerceLayerFixture } from './commerce-layer.fixture.ts'

for (const engine of ENGINES)
  runCases(engine, 'commerce-layer', cases, commerceLayerFixture, (path) => `/api${path}`)
