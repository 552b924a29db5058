/**
 * Keeps a server from taking on more than it can do. So many requests may be in work or wait for the store; whoever comes
 * on top of them is told at once, in the platform's words, that the service is not available now (503), which costs next
 * to nothing, and those who were let in get their answer in a time that does not grow.
 */
import type { Services } from '../dialects/dialect.ts'
import type { HostPart } from './host.ts'

export interface Gate {
  /** The same part, behind the gate. */
  guard<P extends HostPart>(part: P): P
  /** Waits for something else on a request's behalf, which counts as one in work. Rejects where there is no room. */
  waits<T>(work: () => Promise<T>): Promise<T>
  /** Now, and since the start. */
  state(): { inWork: number; refused: number }
}

export interface GateOptions {
  /** Requests at most, in work and waiting together. */
  most: number
  log: Services['log']
  /** Milliseconds. */
  now?: () => number
}

/** Of many refusals one line in so long a time. */
const TELL_EVERY_MS = 10_000

export function createGate({ most, log, now = () => performance.now() }: GateOptions): Gate {
  let inWork = 0
  let refused = 0
  let told = 0
  let toldAt = Number.NEGATIVE_INFINITY

  function refuse(): void {
    refused++
    if (now() - toldAt < TELL_EVERY_MS) return
    toldAt = now()
    log('warn', 'overloaded: requests are refused', { refused: refused - told, inWork, most })
    told = refused
  }

  async function within<T>(work: () => Promise<T>): Promise<T> {
    inWork++
    try {
      return await work()
    } finally {
      inWork--
    }
  }

  return {
    waits: (work) => (inWork < most ? within(work) : Promise.reject(new Error('no room'))),
    state: () => ({ inWork, refused }),
    guard: (part) => ({
      ...part,
      async handle(request, services) {
        if (inWork < most) return within(() => part.handle(request, services))
        refuse()
        return part.refuse(503, request)
      },
    }),
  }
}
