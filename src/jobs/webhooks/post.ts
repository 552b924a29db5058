/**
 * One POST to a receiver that is not trusted: it may take its time, answer without end, or not at all. Node's own
 * client, since header names go out as the platform writes them.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { mayCall } from './may-call.ts'

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

/** Never fails: a receiver that cannot be reached or takes longer than `timeoutMs` is an answer too. */
export async function post(
  url: string,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: string },
  timeoutMs: number,
): Promise<Answer> {
  const began = performance.now()
  const { allowed, reason } = mayCall(url)
  const answer = allowed ? await exchange(url, headers, body, timeoutMs) : noAnswer(`not called: ${reason}`)
  return { ...answer, milliseconds: Math.round(performance.now() - began) }
}

type Told = Omit<Answer, 'milliseconds'>
const noAnswer = (message: string): Told => ({ status: null, message, excerpt: '' })

function exchange(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
): Promise<Told> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest
    const signal = AbortSignal.timeout(timeoutMs)
    const failed = (error: Error) =>
      resolve(noAnswer(signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error)))
    try {
      // A connection of its own: one that rested may be closed just as we write to it.
      const sent = send(url, {
        method: 'POST',
        headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
        agent: false,
        signal,
      })
      sent.on('error', failed)
      sent.on('response', (response) => {
        readBeginning(response).then((excerpt) => {
          resolve({
            status: response.statusCode ?? null,
            message: response.statusMessage ?? '',
            excerpt,
          })
          sent.destroy()
        }, failed)
      })
      sent.end(body)
    } catch (error) {
      failed(error as Error)
    }
  })
}

/** `ECONNREFUSED`; a code where there is one, since messages name addresses. */
const reasonOf = (error: Error & { code?: string }): string => error.code ?? error.message

async function readBeginning(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part)
    length += part.length
    if (length >= MOST_READ) break
  }
  return Buffer.concat(parts).subarray(0, MOST_READ).toString('utf8')
}
