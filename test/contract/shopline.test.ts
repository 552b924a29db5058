import { describe } from 'vitest'
import { customerCases } from '../../src/dialects/shopline/cases.ts'
import { ENGINES } from '../support/engines.ts'
import { runCases } from '../support/run-cases.ts'
import { shoplineFixture } from './shopline.fixture.ts'

describe.each(ENGINES)('SHOPLINE on %s', (engine) => {
  runCases(engine, 'shopline', customerCases, shoplineFixture, (path) => `/admin/openapi/v20260301${path}`)
})
