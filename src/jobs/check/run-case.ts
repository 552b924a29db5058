/** Runs one conformance case and tells what differs from the specification. */

import type { CaseCredential, ConformanceCase, Difference, Facts } from '../../dialects/case.ts'
import type { ClientAnswer } from '../../dialects/client.ts'
import { fill, missingFacts } from '../../dialects/facts.ts'
import { compareAnswer } from './compare.ts'

/** A case's request with its facts filled in. */
export interface CaseRequest {
  method: string
  path: string
  headers: Readonly<Record<string, string>>
  body: string
  /** The label below the server's domain that the Host names; null for the server's own. */
  host: string | null
  credential: CaseCredential
}

/** Sends the case's request to a server; a text instead of an answer says why it cannot be sent. */
export type SendCase = (request: CaseRequest) => Promise<ClientAnswer | string>

export type CaseResult =
  | { outcome: 'passed' }
  | { outcome: 'skipped'; reason: string }
  | { outcome: 'failed'; differences: Difference[] }

export async function runCase(one: ConformanceCase, send: SendCase, facts: Facts): Promise<CaseResult> {
  const missing = missingFacts(one, facts)
  if (missing.length > 0) return { outcome: 'skipped', reason: `not known: ${missing.join(', ')}` }
  const answer = await send(requestOf(one, facts))
  if (typeof answer === 'string') return { outcome: 'skipped', reason: answer }
  const differences = compareAnswer(one.expect, answer, facts)
  return differences.length === 0 ? { outcome: 'passed' } : { outcome: 'failed', differences }
}

export const requestOf = (one: ConformanceCase, facts: Facts): CaseRequest => ({
  method: one.method ?? 'GET',
  path: fill(one.path, facts),
  headers: Object.fromEntries(
    Object.entries(one.headers ?? {}).map(([name, value]) => [name, fill(value, facts)]),
  ),
  body: fill(one.body ?? '', facts),
  host: one.host === undefined ? null : fill(one.host, facts),
  credential: one.credential ?? 'valid',
})
