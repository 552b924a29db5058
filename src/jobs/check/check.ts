/**
 * Runs a platform's conformance cases against any server that speaks it. The library's entry, `clientele/check`:
 *
 *     import { check } from 'clientele/check'
 *     const result = await check({
 *       dialect: 'easycart',
 *       baseUrl: 'http://127.0.0.1:8080',
 *       credential: { token: process.env.TOKEN },
 *     })
 *     // { passed: 210, failed: 0, skipped: 98, failures: [], … }
 */
import type { ConformanceCase, Facts } from '../../dialects/case.ts'
import type { ClientAnswer } from '../../dialects/client.ts'
import type { CheckSend, Conformance, Prepared } from '../../dialects/conformance.ts'
import { checkableOf } from './checkable.ts'
import { NotChecked, WrongCheck } from './errors.ts'
import { type CheckedCase, type CheckResult, failuresOf, shownOf } from './result.ts'
import { NoAnswer } from './send-over-http.ts'
import { createSession, type Session } from './session.ts'
import { createSuite } from './suite.ts'
import { readTarget } from './target.ts'

export { NotChecked, WrongCheck } from './errors.ts'
export type { CheckedCase, CheckFailure, CheckResult } from './result.ts'

export interface CheckOptions {
  /** `commerce-layer`, `shopline` or `easycart`. */
  dialect: string
  /** `http://127.0.0.1:8080`, or with the API's base path. */
  baseUrl: string
  /** As `clientele token create --json` prints it; Commerce Layer also takes an `access_token` alone. */
  credential: Readonly<Record<string, string | undefined>>
  /** Also the cases that write; what they make is taken away afterwards. Default: false. */
  write?: boolean | undefined
  /** Only the cases whose name has this in it, whatever the case of its letters. */
  only?: string | undefined
  /** How long one answer may take. Default: 30 000. */
  timeoutMs?: number | undefined
  /** The domain below which a Host names an organization. Default: the base URL's host without its first label. */
  domain?: string | undefined
  /** Stops the run; a writing one still takes away what it made. */
  signal?: AbortSignal | undefined
  onProgress?: ((state: { done: number; total: number; failed: number }) => void) | undefined
}

/** Reading cases that are under way at once; writing ones go one after the other. */
const AT_ONCE = 3
const TIMEOUT_MS = 30_000

/** Never fails for what the server answers: throws `NotChecked` where nothing can be checked at all. */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const started = Date.now()
  const { conformance, name } = checkableOf(options.dialect)
  const { signal, onProgress, timeoutMs = TIMEOUT_MS } = options
  const target = readTarget(options.baseUrl, conformance, options.domain)
  const chosen = chooseCases(conformance.cases, options.only)
  const credential = Object.fromEntries(
    Object.entries(options.credential).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const session = createSession({ conformance, target, credential, timeoutMs, signal })
  const suite = createSuite({ chosen, session, signal, onProgress })
  const writing = chosen.filter(({ writes }) => writes)
  const extra: CheckedCase[] = []
  let left: readonly string[] = []
  try {
    await authorizeOnce(session)
    const found = await discover(conformance, session.send).catch((error: Error): Facts => {
      if (error instanceof NotChecked) throw error
      extra.push(notRead(error, session))
      return {}
    })
    const reading = chosen.filter(({ writes }) => !writes)
    await suite.run(reading, { ...credential, ...found }, AT_ONCE)
    if (!options.write) suite.skip(writing, 'it writes: --write runs it')
    else if (!conformance.prepare) suite.skip(writing, 'nothing is known of how to make what it needs')
    else if (writing.length > 0 && !suite.isStopped()) {
      const prepared = await conformance.prepare(session.send, found).catch((error: Error) => {
        if (error instanceof NotChecked) throw error
        extra.push(notMade(error, session))
        return null
      })
      if (!prepared) suite.skip(writing, 'what it needs could not be made')
      else
        try {
          await suite.run(writing, { ...credential, ...prepared.facts }, 1)
        } finally {
          left = await takeAway(prepared, session)
        }
    }
    suite.skip(chosen, 'stopped before its turn')
  } finally {
    session.close()
  }

  const cases = [...extra, ...suite.results()]
  const count = (outcome: CheckedCase['outcome']) => cases.filter((one) => one.outcome === outcome).length
  return {
    dialect: name,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    failures: failuresOf(cases),
    cases,
    ...session.counts(),
    left,
    interrupted: suite.isStopped(),
    seconds: (Date.now() - started) / 1000,
  }
}

async function authorizeOnce({ authorize, redact }: Session): Promise<void> {
  const headers = await authorize('valid').catch((error: Error) => {
    throw error instanceof NotChecked ? error : new NotChecked(redact(error.message))
  })
  if (!headers) throw new NotChecked('the server gives no access for this credential')
}

async function takeAway(prepared: Prepared, { done, redact }: Session): Promise<readonly string[]> {
  try {
    return ((await prepared.cleanUp(done)) ?? []).map(redact)
  } catch (error) {
    return [`what the run made is still there: ${redact((error as Error).message)}`]
  }
}

const notMade = (error: Error, session: Session): CheckedCase =>
  ownFailure('what the writing cases need is made', 'success', error, session)
/** The server answers so strangely that nothing can be learned from it. */
const notRead = (error: Error, session: Session): CheckedCase =>
  ownFailure('what the cases rely on is found', 'answers of the platform’s form', error, session)

const ownFailure = (name: string, expected: string, error: Error, { redact }: Session): CheckedCase => ({
  case: name,
  source: 'clientele check',
  outcome: 'failed',
  differences: shownOf([{ at: 'answer', expected, got: error.message }], redact),
  seconds: 0,
})

function chooseCases(cases: readonly ConformanceCase[], only = ''): readonly ConformanceCase[] {
  const text = only.toLowerCase()
  const chosen = cases.filter(({ name }) => name.toLowerCase().includes(text))
  if (chosen.length === 0) throw new WrongCheck(`no case has ${JSON.stringify(only)} in its name`)
  return chosen
}

/** For whoever wants to learn, a server that does not answer in time has a status of 0. */
async function discover(conformance: Conformance, send: CheckSend): Promise<Facts> {
  const statuses: number[] = []
  let why = ''
  const found = await conformance.discoverFacts(async (request) => {
    const answer = await send(request).catch((error: unknown): ClientAnswer => {
      if (!(error instanceof NoAnswer)) throw error
      why = error.message
      return { status: 0, headers: {}, body: '' }
    })
    statuses.push(answer.status)
    return answer
  })
  if (statuses.length > 0 && statuses.every((status) => status === 401))
    throw new NotChecked('the server refuses the credential (401)')
  if (statuses.length > 0 && statuses.every((status) => status === 0))
    throw new NotChecked(`the server does not answer: ${why}`)
  return found
}
