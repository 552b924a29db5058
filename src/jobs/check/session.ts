/** How a check speaks to its server: authorized, politely, and remembering what it wrote and what is secret. */
import type { CaseCredential, ConformanceCase } from '../../dialects/case.ts'
import type { ClientRequest } from '../../dialects/client.ts'
import type { CheckSend, Conformance, WriteDone } from '../../dialects/conformance.ts'
import { NotChecked } from './errors.ts'
import { createPolite } from './politely.ts'
import { createRedactor } from './redact.ts'
import type { SendCase } from './run-case.ts'
import { createHttpSender, NoAnswer } from './send-over-http.ts'
import type { Target } from './target.ts'

export interface SessionOptions {
  conformance: Conformance
  target: Target
  credential: Readonly<Record<string, string>>
  timeoutMs: number
  signal?: AbortSignal | undefined
}

export type Session = ReturnType<typeof createSession>

export function createSession({ conformance, target, credential, timeoutMs, signal }: SessionOptions) {
  const http = createHttpSender({ timeoutMs })
  const polite = createPolite({ signal })
  const redactor = createRedactor(credential)
  const done: WriteDone[] = []
  let requests = 0

  /** Nobody listening ends the run, whoever asked. */
  const sendOnce = async (request: ClientRequest, host: string | null = null) => {
    requests++
    const origin = conformance.originOf?.(request.url, target.base) ?? target.base.origin
    try {
      return await http.send({ ...request, url: `${target.mount}${request.url}`, origin, host })
    } catch (error) {
      if (error instanceof NoAnswer && error.unreachable)
        throw new NotChecked(`cannot reach ${origin}: ${error.message}`)
      throw error
    }
  }
  const sendPolitely: CheckSend = (request) => polite.send(() => sendOnce(request))

  const made = new Map<CaseCredential, Promise<Record<string, string> | null>>()
  /** The headers of that kind, made once; null where there can be none. */
  const authorize = (kind: CaseCredential): Promise<Record<string, string> | null> => {
    const known = made.get(kind)
    if (known) return known
    const headers = conformance.authorize(kind, credential, sendPolitely).then((headers) => {
      redactor.hideHeaders(headers ?? {})
      return headers
    })
    made.set(kind, headers)
    return headers
  }

  return {
    ...redactor,
    authorize,
    send: (async (request) =>
      sendPolitely({
        ...request,
        headers: { ...(await authorize('valid')), ...request.headers },
      })) satisfies CheckSend,
    sendCase:
      (one: ConformanceCase): SendCase =>
      async ({ path, host, credential: kind, ...rest }) => {
        const headers = await authorize(kind)
        if (!headers) return `needs a credential that cannot be made here: ${kind}`
        if (host !== null && target.domain === null)
          return 'needs --domain: the one below which a Host names a shop'
        const url = path.startsWith('//') ? path.slice(1) : conformance.base(path)
        const request = { ...rest, url, headers: { ...headers, ...rest.headers } }
        const send = () => sendOnce(request, host === null ? null : target.hostOf(host))
        const answer = await (one.expect.status === 429 ? send() : polite.send(send)).catch(
          (error: unknown) => {
            // Its certificate may name no such shop. Whether nobody listens at all, other cases find out.
            if (host !== null && error instanceof NotChecked) return null
            throw error
          },
        )
        if (!answer) return `the server cannot be reached as ${target.hostOf(host ?? '')}`
        if (one.writes && answer.status < 300) done.push({ request, answer })
        return answer
      },
    /** The writes of cases that succeeded. */
    done: done as readonly WriteDone[],
    counts: () => ({ requests, retries: polite.retries() }),
    close: () => http.close(),
  }
}
