/** Conformance cases that write. They stand last: what they change, no other case looks at. */
import type { ConformanceCase } from '../../case.ts'
import { isReading } from './case-checks.ts'
import { writtenRefusals } from './cases-writing-refusals.ts'
import { writtenResults } from './cases-writing-results.ts'
import { writtenStructure } from './cases-writing-structure.ts'

export const writing: readonly ConformanceCase[] = [
  ...writtenStructure,
  ...writtenRefusals,
  ...writtenResults,
].map((one) => (isReading(one.method) ? one : { ...one, writes: true }))
