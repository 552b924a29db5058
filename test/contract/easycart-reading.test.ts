import { describe } from 'vitest'
import { readingCases } from '../../src/dialects/easycart/cases/cases-reading.ts'
import { ENGINES } from '../support/engines.ts'
import { runCases } from '../support/run-cases.ts'
import { easycartReadingFixture } from './easycart-reading.fixture.ts'

describe.each(ENGINES)('reading on %s', (engine) => {
  runCases(engine, 'easycart', readingCases, easycartReadingFixture, (path) => `/api/v1${path}`)
})
