/** A server that answers as another one does, but for one thing. */
import { createServer, type IncomingMessage, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}
export interface Break {
  /** Changes what is asked: another URL. */
  url?(url: string): string
  /** Changes what is answered; `url` is the request's. */
  answer?(answer: Answer, url: string): Answer
}

export async function startBroken(
  origin: string,
  { url: changeUrl = (url) => url, answer: change = (answer) => answer }: Break = {},
): Promise<{ origin: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const url = request.url ?? ''
    const body = await textOf(request)
    const answer = await forward(origin, request, changeUrl(url), body)
    const { status, headers, body: changed } = change(answer, url)
    const { 'content-length': _, 'transfer-encoding': __, ...others } = headers
    response.writeHead(status, { ...others, 'content-length': Buffer.byteLength(changed) }).end(changed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function forward(origin: string, request: IncomingMessage, path: string, body: string): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  const { connection: _, 'transfer-encoding': __, ...headers } = request.headers
  return new Promise((resolve, reject) => {
    send({ hostname, port, path, method: request.method, headers }, (response) => {
      textOf(response).then((text) => {
        const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(flat), body: text })
      }, reject)
    })
      .on('error', reject)
      .end(body)
  })
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

/** Breaks the answers that are JSON: `work` changes the document, or gives another. */
export const inJson =
  (work: (document: never, url: string) => unknown): Required<Pick<Break, 'answer'>>['answer'] =>
  (answer, url) => {
    if (!/json/.test(answer.headers['content-type'] ?? '') || answer.body === '') return answer
    const document = JSON.parse(answer.body)
    return { ...answer, body: JSON.stringify(work(document as never, url) ?? document) }
  }

/** Puts something else in the place of every match in the body's text. */
export const inText =
  (pattern: RegExp, replacement: string): Required<Pick<Break, 'answer'>>['answer'] =>
  (answer) => ({ ...answer, body: answer.body.replace(pattern, replacement) })
