/** Sends again what a server puts off (429), when it says or after ever longer waits; all senders wait together. */

import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientAnswer } from '../../dialects/client.ts'

/** Together a little more than a minute: windows of limits are seldom longer. */
const WAITS_MS = [1000, 2000, 4000, 8000, 16_000, 32_000]

export interface Politeness {
  signal?: AbortSignal | undefined
  wait?: (milliseconds: number) => Promise<void>
  now?: () => number
}

export function createPolite({ signal, wait, now = Date.now }: Politeness = {}) {
  // A run that is stopped waits no more, but what it made is taken away as politely as ever.
  const pause =
    wait ??
    ((milliseconds: number) => sleep(milliseconds, undefined, signal && !signal.aborted ? { signal } : {}))
  let retries = 0
  let openAt = 0
  return {
    retries: () => retries,
    /** The last 429 is given back where the server goes on refusing. */
    async send(work: () => Promise<ClientAnswer>): Promise<ClientAnswer> {
      for (const ownWait of [...WAITS_MS, null]) {
        while (openAt > now()) await pause(openAt - now())
        const answer = await work()
        if (answer.status !== 429 || ownWait === null) return answer
        retries++
        openAt = Math.max(openAt, now() + (retryAfter(answer, now()) ?? ownWait))
      }
      throw new Error('unreachable')
    },
  }
}

/** `Retry-After` in milliseconds from now: seconds or a date (RFC 9110, 10.2.3); null where there is none. */
function retryAfter({ headers }: ClientAnswer, now: number): number | null {
  const text = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after')?.[1]
  if (text === undefined) return null
  const milliseconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds)
}
