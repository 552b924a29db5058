import { resourceCases } from '../../src/dialects/commerce-layer/cases/cases-resources.ts'
import { ENGINES } from '../support/engines.ts'
import { runCases } from '../support/run-cases.ts'
import { commerceLayerResourcesFixture } from './commerce-layer-resources.fixture.ts'

for (const engine of ENGINES)
  runCases(engine, 'commerce-layer', resourceCases, commerceLayerResourcesFixture, (path) => `/api${path}`)
