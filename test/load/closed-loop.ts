/**
 * Clients in a process of their own, each of whom asks again as soon as it is answered: told by one message what to ask,
 * it tells by one what came of it.
 */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ClosedLoop {
  origin: string
  clients: number
  seconds: number
  /** Who was refused asks again after so long. */
  pauseMs: number
  /** Taken in turns. */
  asks: readonly Ask[]
}

export interface Ask {
  platform: string
  method: string
  path: string
  headers: Record<string, string>
  body?: string
}

/** Milliseconds. */
export interface Times {
  count: number
  p50: number
  p99: number
  most: number
}

export interface Outcome {
  seconds: number
  accepted: Times
  refused: Times
  /** By status; by its code where there was no answer. */
  counts: Record<string, number>
  /** The first answer of each platform and status. */
  samples: { ask: Ask; status: number; headers: Record<string, string>; body: string }[]
}

const REFUSALS = new Set([429, 503])

async function load({ origin, clients, seconds, pauseMs, asks }: ClosedLoop): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const [accepted, refused]: [number[], number[]] = [[], []]
  const counts: Record<string, number> = {}
  const samples = new Map<string, Outcome['samples'][number]>()
  const began = performance.now()
  const until = began + seconds * 1000
  let turn = 0

  const send = (ask: Ask) =>
    new Promise<number | string>((resolve) => {
      const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message)
      const { method, headers } = ask
      request(`${origin}${ask.path}`, { agent, method, headers }, (response) => {
        const status = response.statusCode ?? 0
        const name = `${ask.platform} ${status}`
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part)).on('error', failed)
        response.on('end', () => {
          if (!samples.has(name))
            samples.set(name, {
              ...{ ask, status, headers: response.headers as Record<string, string> },
              body: Buffer.concat(parts).toString(),
            })
          resolve(status)
        })
      })
        .on('error', failed)
        .end(ask.body)
    })

  async function client(): Promise<void> {
    while (performance.now() < until) {
      const ask = asks[turn++ % asks.length] as Ask
      const at = performance.now()
      const status = await send(ask)
      counts[status] = (counts[status] ?? 0) + 1
      const isRefused = REFUSALS.has(Number(status))
      if (typeof status === 'number') (isRefused ? refused : accepted).push(performance.now() - at)
      if (status !== 200) await sleep(pauseMs)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  const passed = (performance.now() - began) / 1000
  agent.destroy()
  return {
    ...{ seconds: passed, accepted: timesOf(accepted), refused: timesOf(refused) },
    ...{ counts, samples: [...samples.values()] },
  }
}

function timesOf(values: number[]): Times {
  const sorted = values.sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? 0 }
}

process.once('message', async (told: ClosedLoop) => {
  process.send?.(await load(told))
})
process.once('disconnect', () => process.exit())
