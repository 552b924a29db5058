/** Asks a server as its platform wants to be asked: authorized, no faster than it allows, again where that helps. */
import type { ClientAnswer, ClientRequest, DialectClient, Get } from '../../dialects/client.ts'

export type SendRequest = (request: ClientRequest) => Promise<ClientAnswer>

export interface PoliteOptions {
  client: Pick<DialectClient, 'authorize'>
  credential: Readonly<Record<string, string>>
  send: SendRequest
  wait(milliseconds: number): Promise<void>
  counts: { requests: number; retries: number }
}

/** The server refused in a way that no repetition mends. */
export class SyncRefused extends Error {}

const TRIES = 8
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000

export function createGet({ client, credential, send, wait, counts }: PoliteOptions): Get {
  let headers: Record<string, string> | null = null
  const counted: SendRequest = (request) => {
    counts.requests++
    return send(request)
  }
  return async (asked) => {
    const request = typeof asked === 'string' ? { url: asked } : asked
    let renewed = false
    for (let tries = 1; ; tries++) {
      headers ??= await client.authorize(credential, counted)
      const answer = await counted({ ...request, headers: { ...headers, ...request.headers } }).catch(
        () => null,
      )
      if (answer && (answer.status < 300 || answer.status === 404)) return answer
      const refused = answer && answer.status !== 429 && answer.status < 500
      if (refused && (answer.status !== 401 || renewed)) throw new SyncRefused(told(request, answer))
      if (tries >= TRIES)
        throw new SyncRefused(answer ? told(request, answer) : `${request.url} gave no answer`)
      counts.retries++
      if (answer?.status === 401) {
        headers = null
        renewed = true
      } else await wait(waitFor(tries, answer))
    }
  }
}

const told = (request: ClientRequest, { status, body }: ClientAnswer): string =>
  `${request.url} answered ${status}: ${body.slice(0, 300)}`

function waitFor(tries: number, answer: ClientAnswer | null): number {
  const after = Object.entries(answer?.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'retry-after',
  )?.[1]
  if (after && /^\d+$/.test(after)) return Math.min(LONGEST_WAIT_MS, Number(after) * 1000)
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)) * (0.5 + Math.random() / 2)
}
