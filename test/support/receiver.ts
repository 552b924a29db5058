/** A receiver of webhooks on a real socket: keeps what it got, answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  headers: IncomingHttpHeaders
  /** Names as they came, for those who care how they are written. */
  rawHeaders: string[]
  body: string
  at: number
}

export interface Receiver {
  url: string
  got: Received[]
  /** The status of the next answers; null: none at all. */
  answer: number | null
  /** Waits so long before it answers. */
  delayMs: number
  close(): Promise<void>
}

/** `port`: where one was before. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8')
      receiver.got.push({
        headers: request.headers,
        rawHeaders: request.rawHeaders.filter((_, index) => index % 2 === 0),
        body,
        at: performance.now(),
      })
      const { answer } = receiver
      setTimeout(() => {
        if (answer !== null) response.writeHead(answer).end(`answered ${answer}`)
      }, receiver.delayMs)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    got: [],
    answer: 200,
    delayMs: 0,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return receiver
}
