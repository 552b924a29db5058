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

export async function startSide(side: Side, deps: SideDeps): Promise<Running> {
  if ('peer' in side) return deps.peers[side.peer](side.customers)
  if ('bare' in side) return startBareSide(side.bare, deps)
  const store = await deps.stores.get(side.server.engine, side.server.customers)
  const server = await serve(store.at, serveOptions(side.server))
  return stoppedOnFailure(server, async () => {
    const target = await targetOf(side.ask, store, server)
    return { name: nameOf(side), target, pid: server.pid, body: await bodyOf(target), stop: server.stop }
  })
}

/** Asks the product once for the bytes, which the bare server then sends. */
async function startBareSide(
  { server: spec, ask }: { server: ServerSpec; ask: AskName },
  deps: SideDeps,
): Promise<Running> {
  const store = await deps.stores.get(spec.engine, spec.customers)
  const server = await serve(store.at, serveOptions(spec))
  const { target, body, type } = await stoppedOnFailure(server, async () => {
    const target = await targetOf(ask, store, server)
    const response = await fetch(target.url, { headers: target.headers })
    const type = response.headers.get('content-type') ?? 'application/json'
    return { target, body: await response.text(), type }
  })
  await server.stop()
  const bare = await serveBare(body, { 'Content-Type': type })
  return {
    name: 'bare node:http',
    target: { url: bare.origin, headers: target.headers },
    pid: bare.pid,
    body,
    stop: bare.stop,
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

async function bodyOf({ url, headers }: Target): Promise<string> {
  const response = await fetch(url, { headers })
  const body = await response.text()
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${body.slice(0, 300)}`)
  return body
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
