/** Starts one side of a comparison and says what to fire at. */
import { fileURLToPath } from 'node:url'
import { ASKS, type AskName } from '../asks.ts'
import type { Engine, Prepared, Stores } from '../data/stores.ts'
import type { Target } from '../load/fire.ts'
import { serveBare } from './bare.ts'
import { HEADERS } from './credentials.ts'
import type { Peers } from './peers.ts'
import { type ServeOptions, type ServerProcess, serve } from './serve.ts'

export interface ServerSpec {
  engine: Engine
  customers: number
  /** Answers are served again from memory while nothing changed; off measures what an answer costs. */
  hot?: boolean
  workers?: number
  /** Off: the statement that brings kept counts brings none (bench only, see without-counts.mjs). */
  counted?: boolean
}

export type Side =
  | { server: ServerSpec; ask: AskName }
  /** `node:http` alone, sending the bytes of that side's answer. */
  | { bare: { server: ServerSpec; ask: AskName } }
  | { peer: keyof Peers; customers: number }

export interface Running {
  name: string
  target: Target
  /** The server's process; what it starts hangs below it. */
  pid: number
  /** One answer of it. */
  body: string
  contentType: string
  stop(): Promise<void>
}

export interface SideDeps {
  stores: Stores
  peers: Peers
}

const WITHOUT_COUNTS = fileURLToPath(new URL('./without-counts.mjs', import.meta.url))

export function serveOptions({ hot = false, workers, counted = true }: ServerSpec): ServeOptions {
  return {
    ...(workers === undefined ? {} : { flags: ['--workers', String(workers)] }),
    env: hot ? {} : { CLIENTELE_HOT_BYTES: '0' },
    nodeFlags: counted ? [] : ['--import', WITHOUT_COUNTS],
  }
}

/** `others` run already: a bare server sends the bytes of one of them. */
export async function startSide(
  side: Side,
  others: readonly { side: Side; running: Running }[],
  deps: SideDeps,
): Promise<Running> {
  if ('peer' in side) return deps.peers[side.peer](side.customers)
  if (!('bare' in side)) return startServed(side, deps)
  const same = others.find((other) => JSON.stringify(other.side) === JSON.stringify(side.bare))
  return startBareSide(same?.running ?? (await startAndStop(side.bare, deps)))
}

async function startServed(side: Extract<Side, { ask: unknown }>, deps: SideDeps): Promise<Running> {
  const store = await deps.stores.get(side.server.engine, side.server.customers)
  const server = await serve(store.at, serveOptions(side.server))
  return stoppedOnFailure(server, async () => {
    const target = await targetOf(side.ask, store, server)
    const answer = await answerOf(target)
    return { name: nameOf(side), target, pid: server.pid, ...answer, stop: server.stop }
  })
}

/** For its answer alone. */
async function startAndStop(side: Extract<Side, { ask: unknown }>, deps: SideDeps): Promise<Running> {
  const running = await startServed(side, deps)
  await running.stop()
  return running
}

async function startBareSide({ target, body, contentType }: Running): Promise<Running> {
  const { origin, pid, stop } = await serveBare(body, { 'Content-Type': contentType })
  return {
    ...{ name: 'bare node:http', target: { url: origin, headers: target.headers } },
    ...{ pid, body, contentType, stop },
  }
}

async function stoppedOnFailure<T>(server: ServerProcess, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await server.stop()
    throw error
  }
}

export async function targetOf(name: AskName, store: Prepared, server: ServerProcess): Promise<Target> {
  const ask = ASKS[name]
  const headers = await HEADERS[ask.platform](store.credentials, server.origin)
  let url = `${server.origin}${ask.path(store.customers)}`
  for (let page = 0; page < (ask.follow ?? 0); page++) {
    const response = await fetch(url, { headers })
    await response.arrayBuffer()
    const [, next] = /<([^>]+)>;\s*rel="?next"?/.exec(response.headers.get('link') ?? '') ?? []
    if (!next) throw new Error(`${url} has no next page: ${response.status} ${response.headers.get('link')}`)
    const { pathname, search } = new URL(next, url)
    url = `${server.origin}${pathname}${search}`
  }
  return { url, headers }
}

async function answerOf({ url, headers }: Target): Promise<Pick<Running, 'body' | 'contentType'>> {
  const response = await fetch(url, { headers })
  const body = await response.text()
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${body.slice(0, 300)}`)
  return { body, contentType: response.headers.get('content-type') ?? 'application/json' }
}

function nameOf({ server, ask }: { server: ServerSpec; ask: AskName }): string {
  const words = [
    `${server.engine === 'embedded' ? 'embedded' : 'PostgreSQL'}, ${sizeName(server.customers)}`,
    server.hot ? 'hot' : 'cold',
    ...(server.workers ? [`${server.workers} workers`] : []),
    ...(server.counted === false ? ['without counts'] : []),
  ]
  return `${ask} (${words.join(', ')})`
}

/** 200000 → `200 k` */
export const sizeName = (customers: number): string =>
  customers >= 1e6 ? `${customers / 1e6} M` : `${customers / 1e3} k`
