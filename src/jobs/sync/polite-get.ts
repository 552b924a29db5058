/** Asks a server as its platform wants to be asked: authorized, no faster than it allows, again where that helps. */
import type { Clock } from '../../core/ports.ts'
import type { ClientAnswer, ClientRequest, DialectClient, Get } from '../../dialects/client.ts'
import { createPace } from './pace.ts'
import { SyncRefused } from './refused.ts'

export type SendRequest = (request: ClientRequest) => Promise<ClientAnswer>

export interface PoliteOptions {
  client: Pick<DialectClient, 'authorize' | 'credential'>
  credential: Readonly<Record<string, string>>
  send: SendRequest
  wait(milliseconds: number): Promise<void>
  /** Goes up with every request, and with every one that repeats another. */
  counts: { requests: number; retries: number }
  clock: Clock
}

export interface PoliteGet {
  get: Get
  /** The server's own time when it first answered, to the second before; null until it has, or where it does not say. */
  startedAt(): Date | null
}

/** Failures of one request in a row; refusals for being too fast do not count, their time is bounded instead. */
const TRIES = 8
/** Before the server has ever answered a refused connection is most likely a wrong address. */
const FIRST_TRIES = 3
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000
/** So long one request waits in all for its turn. */
const LONGEST_TURN_MS = 3_600_000
const AGAIN = 'what was read is kept: the same command goes on from there'
const REPEATED: ReadonlySet<number> = new Set([408, 425, 429])

export function createPoliteGet(options: PoliteOptions): PoliteGet {
  const { client, credential, wait, counts, clock } = options
  const pace = createPace()
  let headers: Readonly<Record<string, string>> | null = null
  let startedAt: Date | null = null
  let answered = false

  /** Until there is an answer that repeating does not mend. */
  async function persist(request: ClientRequest): Promise<ClientAnswer> {
    let waited = 0
    let failures = 0
    let slowed = false
    for (let tries = 1; ; tries++) {
      const gap = pace.next()
      if (gap > 0) await wait(gap)
      counts.requests++
      const answer = await options.send(request).catch((error: Error) => error)
      if (answer instanceof SyncRefused) throw answer
      if (!(answer instanceof Error)) {
        answered = true
        startedAt ??= dateOf(answer)
        pace.heard(answer.headers)
        if (answer.status < 500 && !REPEATED.has(answer.status)) return answer
      }
      const tooFast = !(answer instanceof Error) && answer.status === 429
      if (tooFast && !slowed) {
        slowed = true
        pace.tooFast()
      }
      if (!tooFast) failures++
      const next = waitFor(tries, answer, clock)
      waited += next
      if (failures >= (answered ? TRIES : FIRST_TRIES) || waited > LONGEST_TURN_MS)
        throw refusal(request, answer)
      counts.retries++
      await wait(next)
    }
  }

  const authorize = () =>
    client.authorize(credential, async (request) => {
      const answer = await persist(request)
      if (answer.status >= 300) throw rejected(request, answer)
      return answer
    })

  async function get(asked: string | ClientRequest): Promise<ClientAnswer> {
    const request = typeof asked === 'string' ? { url: asked } : asked
    let renewed = false
    for (;;) {
      headers ??= await authorize()
      const answer = await persist({ ...request, headers: { ...headers, ...request.headers } })
      if (answer.status < 300 || answer.status === 404 || request.accepts?.includes(answer.status))
        return answer
      if (answer.status !== 401 || renewed) throw rejected(request, answer)
      // Expired: a platform that exchanges a credential gives a new token; elsewhere it may have been a mishap.
      renewed = true
      headers = null
      counts.retries++
    }
  }

  /** The answer's own words are for whoever looks on; they may tell of persons or repeat what was presented. */
  function rejected(request: ClientRequest, { status, body }: ClientAnswer): SyncRefused {
    const flags = Object.keys(client.credential).map((name) => `--${name.replace(/_/g, '-')}`)
    const advice =
      status === 401
        ? ` — what was presented (${flags.join(', ')}) is wrong, expired or revoked; ${AGAIN} once it is right`
        : status === 403
          ? ' — what was presented may not read this'
          : ''
    const fact = `${request.method ?? 'GET'} ${pathOf(request)} answered ${status}`
    return new SyncRefused(`${fact}: ${withoutSecrets(body).slice(0, 300)}${advice}`, `${fact}${advice}`)
  }

  function refusal(request: ClientRequest, answer: ClientAnswer | Error): SyncRefused {
    const fact =
      answer instanceof Error ? answer.message : `${pathOf(request)} answered ${answer.status} each time`
    return new SyncRefused(`${fact}; ${AGAIN}`)
  }

  const withoutSecrets = (text: string): string =>
    Object.values(credential).reduce((left, value) => (value ? left.replaceAll(value, '…') : left), text)

  return { get, startedAt: () => startedAt }
}

/** Queries may hold names and addresses of persons. */
const pathOf = ({ url }: ClientRequest): string => url.split('?')[0] ?? ''

function headerOf({ headers }: ClientAnswer, wanted: string): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1]
}

function dateOf(answer: ClientAnswer): Date | null {
  const at = new Date(headerOf(answer, 'date') ?? '')
  return Number.isNaN(at.getTime()) ? null : at
}

/** Milliseconds: what the server asks for, else longer and longer with chance in it (RFC 9110, 10.2.3). */
function waitFor(tries: number, answer: ClientAnswer | Error, clock: Clock): number {
  const asked = answer instanceof Error ? undefined : headerOf(answer, 'retry-after')?.trim()
  if (asked && /^\d+$/.test(asked)) return Number(asked) * 1000
  if (asked && !(answer instanceof Error) && !Number.isNaN(Date.parse(asked)))
    return Math.max(0, Date.parse(asked) - (dateOf(answer) ?? clock()).getTime())
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1))
  return longest * (0.5 + Math.random() / 2)
}
