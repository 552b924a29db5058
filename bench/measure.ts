/** Loads one endpoint and the bare server in turns, so that a slow moment of the machine hits both. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import type { BenchOrder, BenchServer } from './clientele-process.ts'
import { ENDPOINTS, type Endpoint } from './endpoints.ts'

export interface Load {
  connections: number
  seconds: number
  rounds: number
}

export interface Measured {
  engine: string
  endpoint: string
  /** Why it was not measured; then the figures are null. */
  skipped: string | null
  bytes: number | null
  /** Requests a second, the median of the rounds. */
  clientele: number | null
  bare: number | null
  /** Clientele's share of what the bare server does. */
  ratio: number | null
  p99Milliseconds: number | null
}

function startProcess(file: string): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: ['--import', 'tsx'] })
}

async function ask<T>(child: ChildProcess, message: object): Promise<T> {
  child.send(message)
  const answer = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (typeof answer[0] === 'number') throw new Error(`A server under test ended with ${answer[0]}`)
  return answer[0] as T
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.disconnect()
  await gone
}

export async function measureEngine(engine: string, order: BenchOrder, load: Load): Promise<Measured[]> {
  const child = startProcess('./clientele-process.ts')
  const server = await ask<BenchServer>(child, order)
  const results: Measured[] = []
  for (const endpoint of ENDPOINTS) results.push(await measure(engine, endpoint, server, load))
  await end(child)
  return results
}

async function measure(
  engine: string,
  endpoint: Endpoint,
  server: BenchServer,
  load: Load,
): Promise<Measured> {
  const headers = await endpoint.headers(server)
  const url = `${server.origin}${endpoint.path}`
  const response = await fetch(url, { headers })
  const body = await response.text()
  const none = { bytes: null, clientele: null, bare: null, ratio: null, p99Milliseconds: null }
  if (response.status !== 200)
    return { engine, endpoint: endpoint.name, skipped: `answered ${response.status}, not 200`, ...none }
  const child = startProcess('./bare-process.ts')
  const bare = await ask<string>(child, {
    body,
    headers: { 'Content-Type': response.headers.get('content-type') ?? 'application/json' },
  })
  const rates: Record<'clientele' | 'bare', number[]> = { clientele: [], bare: [] }
  const slowest: number[] = []
  await fire(url, headers, { ...load, seconds: 1 })
  await fire(bare, headers, { ...load, seconds: 1 })
  for (let round = 0; round < load.rounds; round++) {
    const ours = await fire(url, headers, load)
    rates.clientele.push(ours.rate)
    slowest.push(ours.p99)
    rates.bare.push((await fire(bare, headers, load)).rate)
  }
  await end(child)
  const [clientele, bareRate] = [median(rates.clientele), median(rates.bare)]
  return {
    engine,
    endpoint: endpoint.name,
    skipped: null,
    bytes: Buffer.byteLength(body),
    clientele,
    bare: bareRate,
    ratio: clientele / bareRate,
    p99Milliseconds: median(slowest),
  }
}

async function fire(
  url: string,
  headers: Record<string, string>,
  { connections, seconds }: Load,
): Promise<{ rate: number; p99: number }> {
  const result = await autocannon({ url, headers, connections, duration: seconds })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} answers were not 2xx, ${result.errors} requests failed`)
  return { rate: result.requests.average, p99: result.latency.p99 }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
