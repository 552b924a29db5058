import { describe } from 'vitest'
import { writingCases } from '../../src/dialects/easycart/cases/cases-writing.ts'
import { ENGINES } from '../support/engines.ts'
import { runCases } from '../support/run-cases.ts'
import { easycartWritingFixture } from './easycart-writing.fixture.ts'

describe.each(ENGINES)('contract on %s', (engine) => {
  runCases(engine, 'easycart', writingCases, easycartWritingFixture, (path) => `/api/v1${path}`)
})
