/**
 * Asks a server so often a second whether it answers or not, as people do who know nothing of each other, and keeps what
 * it answered: statuses, times by the minute, and what nobody expected.
 */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSeededRandom } from '../../src/lib/seeded-random.ts'
import type { Asking, Operation, Platform, Pool, Visitor } from './mixed-traffic.ts'

export interface OpenLoopOptions extends Pick<Visitor, 'market' | 'application'> {
  origin: string
  operations: readonly Operation[]
  /** Operations a second; some ask several times. */
  rate: number
  headers: Readonly<Record<Platform, Record<string, string>>>
  /** Known from the start. */
  pools: Readonly<Record<Pool, readonly string[]>>
}

export interface Heard {
  requests: number
  statuses: Record<string, number>
  /** One line each; the first of them. */
  problems: string[]
  problemsInAll: number
  /** Milliseconds of each request, by the minute. */
  minutes: number[][]
  /** Operations that were not begun, since too many were under way. */
  skipped: number
}

/** Who waits for so many answers does not ask for more. */
const MOST_UNDER_WAY = 100
const SOCKETS = 24
const TICK_MS = 10
const KEPT_PROBLEMS = 20

/** Those that nobody has removed, of a size that stays about the same. */
const MOST_KNOWN = 2000

export function createOpenLoop(options: OpenLoopOptions) {
  const { origin, operations, rate, headers } = options
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS })
  const random = createSeededRandom(8)
  const below = (count: number) => Math.floor(random.next() * count)
  const pools = Object.fromEntries(
    Object.entries(options.pools).map(([name, ids]) => [name, [...ids]]),
  ) as Record<Pool, string[]>
  const total = operations.reduce((sum, { weight }) => sum + weight, 0)
  const heard: Heard = { requests: 0, statuses: {}, problems: [], problemsInAll: 0, minutes: [], skipped: 0 }
  const began = performance.now()
  let underWay = 0

  function problem(text: string): void {
    heard.problemsInAll++
    if (heard.problems.length < KEPT_PROBLEMS) heard.problems.push(text)
  }

  function visitorOf(name: string): Visitor {
    return {
      market: options.market,
      application: options.application,
      random: below,
      pick: (pool) => pools[pool][below(pools[pool].length)],
      take: (pool) => pools[pool].splice(below(pools[pool].length), 1)[0],
      add(pool, id) {
        if (pools[pool].length < MOST_KNOWN) pools[pool].push(id)
      },
      async ask(platform, path, asking = {}) {
        const { method = 'GET', expects = [200] } = asking
        const at = performance.now()
        const answer = await send(platform, path, asking).catch((error: NodeJS.ErrnoException) => ({
          status: 0,
          headers: {} as Record<string, string | undefined>,
          text: error.code ?? error.message,
        }))
        const minute = Math.floor((at - began) / 60_000)
        heard.minutes[minute] ??= []
        heard.minutes[minute]?.push(performance.now() - at)
        heard.requests++
        heard.statuses[answer.status] = (heard.statuses[answer.status] ?? 0) + 1
        if (!expects.includes(answer.status)) {
          problem(
            `${platform} ${name}: ${method} ${path.slice(0, 200)}: ${answer.status} ${answer.text.slice(0, 300)}`,
          )
          throw new Unexpected()
        }
        const isJson = /json/.test(answer.headers['content-type'] ?? '')
        return { ...answer, body: isJson && answer.text !== '' ? JSON.parse(answer.text) : null }
      },
    }
  }

  const send = (platform: Platform, path: string, { method = 'GET', body, headers: more }: Asking) =>
    new Promise<{ status: number; headers: Record<string, string | undefined>; text: string }>(
      (resolve, reject) => {
        const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
        const sent = request(
          `${origin}${path}`,
          { agent, method, headers: { ...headers[platform], ...more } },
          (response) => {
            const parts: Buffer[] = []
            response.on('data', (part: Buffer) => parts.push(part)).on('error', reject)
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers as Record<string, string | undefined>,
                text: Buffer.concat(parts).toString(),
              }),
            )
          },
        )
        sent.on('error', reject).end(text)
      },
    )

  function begin(): void {
    if (underWay >= MOST_UNDER_WAY) {
      heard.skipped++
      return
    }
    let at = random.next() * total
    const operation = operations.find(({ weight }) => {
      at -= weight
      return at < 0
    })
    if (!operation) return
    underWay++
    operation
      .act(visitorOf(operation.name))
      .catch((error) => {
        if (!(error instanceof Unexpected)) problem(`${operation.name}: ${error.stack}`)
      })
      .finally(() => underWay--)
  }

  return {
    heard,
    /** For so long; what is under way then is waited for. */
    async run(seconds: number): Promise<void> {
      const start = performance.now()
      let done = 0
      for (let passed = 0; passed < seconds; passed = (performance.now() - start) / 1000) {
        for (const due = Math.floor(passed * rate); done < due; done++) begin()
        await sleep(TICK_MS)
      }
      while (underWay > 0) await sleep(TICK_MS)
      agent.destroy()
    },
  }
}

class Unexpected extends Error {}

/** `quantile([3, 1, 2], 0.5)`: 2. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
