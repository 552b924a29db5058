/** What a check found. */
import type { Difference } from '../../dialects/case.ts'

export interface CheckedCase {
  case: string
  /** Where it is said. */
  source: string
  outcome: 'passed' | 'failed' | 'skipped'
  /** Why it was skipped. */
  reason?: string
  /** What differs, at least one where it failed. */
  differences?: readonly Difference[]
  seconds: number
}

/** One case that failed; the texts are those of its first difference, `differences` has them all. */
export interface CheckFailure extends Difference {
  case: string
  source: string
  differences: readonly Difference[]
}

export interface CheckResult {
  dialect: string
  passed: number
  failed: number
  skipped: number
  failures: readonly CheckFailure[]
  /** Every case that was chosen, in the order of the suite. */
  cases: readonly CheckedCase[]
  requests: number
  /** Requests sent again because the server put them off (429). */
  retries: number
  /** What a writing run could not take away again, a sentence each. */
  left: readonly string[]
  /** It was stopped before its end. */
  interrupted: boolean
  seconds: number
}

/** Longer texts are cut in the middle of nowhere for people. */
const MOST_SHOWN = 400

/** Makes texts fit for a report: without secrets, and not longer than a person reads. */
export function shownOf(
  differences: readonly Difference[],
  redact: (text: string) => string,
): readonly Difference[] {
  const show = (text: string) => {
    const shown = redact(text).replace(/\s+/g, ' ')
    return shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}…` : shown
  }
  return differences.map(({ at, expected, got }) => ({ at, expected: show(expected), got: show(got) }))
}

export const failuresOf = (cases: readonly CheckedCase[]): CheckFailure[] =>
  cases.flatMap(({ case: name, source, outcome, differences = [] }) => {
    const [first] = differences
    return outcome === 'failed' && first ? [{ case: name, ...first, source, differences }] : []
  })
