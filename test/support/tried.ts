/**
 * What a long test tried and how it went, one line of JSON in the file that CLIENTELE_TRIED names; nothing without
 * it. `npm run test:long` makes the table in docs/reliability.md of these lines.
 */
import { appendFileSync } from 'node:fs'

/** `tried('routes × credentials', 4210, '0 wrong')`: adds {"test","count","outcome"}. Test files write at once, a line each. */
export function tried(test: string, count: number, outcome: string): void {
  const file = process.env.CLIENTELE_TRIED
  if (file) appendFileSync(file, `${JSON.stringify({ test, count, outcome })}\n`)
}
