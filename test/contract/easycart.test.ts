import { describe } from 'vitest'
import { customerCases } from '../../src/dialects/easycart/cases.ts'
import { ENGINES } from '../support/engines.ts'
import { runCases } from '../support/run-cases.ts'
import { easycartFixture } from './easycart.fixture.ts'

describe.each(ENGINES)('contract on %s', (engine) => {
  runCases(engine, 'easycart', customerCases, easycartFixture, (path) => `/api/v1${path}`)
})
