/** One POST to a receiver that is not trusted (outgoing/call.ts). A redirect is an answer like any other: nobody follows it. */
import { type CallLimits, call } from '../outgoing/call.ts'
import type { Reach } from '../outgoing/reach.ts'

export interface Answer {
  /** Null: there was no answer, and `message` says why. */
  status: number | null
  message: string
  /** The beginning of the body. */
  excerpt: string
  milliseconds: number
}

/** So much of an answer is read; the rest is not waited for. */
const MOST_READ = 16 * 1024
const CONNECT_MS = 10_000

/** Never fails: a receiver that cannot be reached or takes longer than `timeoutMs` is an answer too. */
export async function post(
  url: string,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: string },
  { timeoutMs, reach }: { timeoutMs: number; reach: Reach },
): Promise<Answer> {
  const began = performance.now()
  const limits: CallLimits = {
    connectMs: CONNECT_MS,
    wholeMs: timeoutMs,
    mostBytes: MOST_READ,
    longer: 'cut',
  }
  // A connection of its own: one that rested may be closed just as we write to it.
  const answer = await call(url, { method: 'POST', headers, body }, { reach, limits }).then(
    ({ status, message, body: read }) => ({ status, message, excerpt: read.toString('utf8') }),
    (error: Error) => ({ status: null, message: reasonOf(error), excerpt: '' }),
  )
  return { ...answer, milliseconds: Math.round(performance.now() - began) }
}

/** `ECONNREFUSED`; a code where it is Node's, since its messages name addresses. */
const reasonOf = (error: Error & { code?: string }): string =>
  isOwn(error) ? error.message : (error.code ?? error.message)

const isOwn = (error: Error): boolean => error.name === 'NotCalled' || error.name === 'CallFailed'
