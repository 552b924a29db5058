/** Servers of a world behind real sockets, which give answers from memory or do not. */
import { randomBytes } from 'node:crypto'
import { Agent, type IncomingHttpHeaders, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dialects } from '../../src/dialects/index.ts'
import { createServer, type ServerOptions } from '../../src/server/compose.ts'
import type { Store } from '../../src/store/open-store.ts'
import type { World } from './world.ts'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}
export interface Asked {
  method?: string
  url: string
  headers?: Readonly<Record<string, string>>
  body?: string
}
export interface HotServer {
  get(url: string, headers?: Record<string, string>, method?: string): Promise<Answer>
  send(asked: Asked): Promise<Answer>
  close(): Promise<void>
}

/** As clients of one host see it, whichever server answers. */
const HOST = 'localhost:8080'

export async function startServer(
  world: World,
  options: Partial<ServerOptions> & { store?: Store } = {},
): Promise<HotServer> {
  const { app } = createServer({
    store: world.store,
    secrets: world.services.secrets,
    dialects,
    clock: world.clock,
    random: (count) => randomBytes(count),
    domain: 'localhost',
    port: 8080,
    log: () => {},
    ...options,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  const ask = ({ method = 'GET', url: path, headers = {}, body = '' }: Asked): Promise<Answer> =>
    new Promise((resolve, reject) => {
      // Of a DELETE's body the client says no length by itself.
      const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      const sent = { host: HOST, ...length, ...headers }
      const asked = { host: '127.0.0.1', port, path, method, agent, headers: sent }
      send(asked, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part) => parts.push(part))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts).toString('utf8'),
          }),
        )
      })
        .on('error', reject)
        .end(body)
    })
  return {
    get: (url, headers = {}, method = 'GET') => ask({ url, headers, method }),
    send: ask,
    async close() {
      agent.destroy()
      await app.close()
    },
  }
}

const TRACE = /"trace_id":"[0-9a-f]{64}"/g
export const tracesOf = ({ headers, body }: Answer): string[] => [
  ...new Set([...(headers.traceid ? [String(headers.traceid)] : []), ...(body.match(TRACE) ?? [])]),
]

/** All that must be the same in two answers to one question: not trace ids, and not when they were sent. */
export function comparable({ status, headers, body }: Answer) {
  const { date: _date, traceid: _trace, ...others } = headers
  return { status, headers: others, body: body.replace(TRACE, '"trace_id":""') }
}
