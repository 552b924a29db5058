/**
 * What a long test tried and how it went, one line of JSON in the file that CLIENTELE_TRIED names; nothing without
 * it. `npm run test:long` makes the table in docs/reliability.md of these lines.
 */
import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

export interface Tried {
  /** Its test file, from the project's folder on. */
  file: string
  test: string
  count: number
  outcome: string
  /** Day, in UTC. */
  date: string
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** `tried('routes × credentials', 4210, '0 wrong')`, at the end of a test that passed. Test files write at once, a line each. */
export function tried(test: string, count: number, outcome: string): void {
  const to = process.env.CLIENTELE_TRIED
  if (!to) return
  const file = relative(ROOT, expect.getState().testPath ?? '')
  const line: Tried = { file, test, count, outcome, date: new Date().toISOString().slice(0, 10) }
  appendFileSync(to, `${JSON.stringify(line)}\n`)
}
