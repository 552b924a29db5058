/** Works through chosen cases and keeps what came of each. */
import type { ConformanceCase, Difference, Facts } from '../../dialects/case.ts'
import { NotChecked } from './errors.ts'
import { type CheckedCase, shownOf } from './result.ts'
import { runCase } from './run-case.ts'
import type { Session } from './session.ts'

export interface SuiteOptions {
  chosen: readonly ConformanceCase[]
  session: Pick<Session, 'sendCase' | 'redact'>
  signal?: AbortSignal | undefined
  onProgress?: ((state: { done: number; total: number; failed: number }) => void) | undefined
}

export function createSuite({ chosen, session, signal, onProgress }: SuiteOptions) {
  const results = new Map<ConformanceCase, CheckedCase>()
  let failed = 0
  const isStopped = () => signal?.aborted ?? false

  const note = (one: ConformanceCase, result: Omit<CheckedCase, 'case' | 'source'>) => {
    results.set(one, { case: one.name, source: one.source, ...result })
    if (result.outcome === 'failed') failed++
    onProgress?.({ done: results.size, total: chosen.length, failed })
  }

  const runOne = async (one: ConformanceCase, facts: Facts) => {
    const began = Date.now()
    const seconds = () => (Date.now() - began) / 1000
    try {
      const result = await runCase(one, session.sendCase(one), facts)
      if (result.outcome !== 'failed') return note(one, { ...result, seconds: seconds() })
      const differences = shownOf(result.differences, session.redact)
      note(one, { outcome: 'failed', differences, seconds: seconds() })
    } catch (error) {
      if (error instanceof NotChecked || isStopped()) throw error
      const differences = [noAnswer(one, error as Error)]
      note(one, { outcome: 'failed', differences: shownOf(differences, session.redact), seconds: seconds() })
    }
  }

  return {
    isStopped,
    /** The first that finds nobody listening ends them all; a stopped run ends after what is under way. */
    async run(cases: readonly ConformanceCase[], facts: Facts, atOnce: number): Promise<void> {
      const queue = [...cases]
      const worker = async () => {
        for (let one = queue.shift(); one && !isStopped(); one = queue.shift()) await runOne(one, facts)
      }
      const ends = await Promise.allSettled(
        Array.from({ length: atOnce }, () =>
          worker().catch((error: unknown) => {
            queue.length = 0
            throw error
          }),
        ),
      )
      const broken = ends.find((end) => end.status === 'rejected')
      if (broken && !isStopped()) throw broken.reason
    },
    /** Those that have no result yet. */
    skip(cases: readonly ConformanceCase[], reason: string): void {
      for (const one of cases) if (!results.has(one)) note(one, { outcome: 'skipped', reason, seconds: 0 })
    },
    /** In the order of the suite. */
    results: (): CheckedCase[] => chosen.flatMap((one) => results.get(one) ?? []),
  }
}

const noAnswer = ({ expect }: ConformanceCase, error: Error): Difference => ({
  at: 'answer',
  expected: `status ${expect.status}`,
  got: error.message,
})
