/**
 * Faults on demand, for clients that shall be seen to survive them: in a sandbox, `Clientele-Fault: rate-limit` makes
 * that answer fail as the platform would. Which fault a request gets is one function, `FaultFor`; what a fault does
 * is here, how a platform words it in its own folder (`Dialect.fail`).
 */
import type { Dialect, Services, WireRequest, WireResponse } from '../dialects/dialect.ts'
import type { Failure } from '../dialects/failure.ts'

/** A connection ends `before` the request is looked at, or when it is done: with half of the answer, or none of it. */
const DROPS = ['before', 'mid-body', 'after'] as const

export type Fault =
  | { kind: Exclude<Failure, 'timeout'> }
  /** The platform's gateway answers after so long. */
  | { kind: 'timeout'; milliseconds: number }
  | { kind: 'drop-connection'; when: (typeof DROPS)[number] }

/** The fault that a request gets; null for none. Throws `WrongFault` for one that it cannot have. */
export type FaultFor = (
  request: WireRequest,
  dialect: Dialect,
  services: Services,
) => Fault | null | Promise<Fault | null>

/** Its message is for whoever sent the request. */
export class WrongFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WrongFault'
  }
}

const HEADER = 'clientele-fault'
/** Longer than any client waits. */
const LONGEST_MS = 600_000

const plain = (kind: Exclude<Failure, 'timeout'>) => (value: string | undefined) =>
  value === undefined ? { kind } : null

/** What may be asked for, and how its value is read; null: not so. */
const READERS: Readonly<Record<Fault['kind'], (value: string | undefined) => Fault | null>> = {
  'rate-limit': plain('rate-limit'),
  'expired-token': plain('expired-token'),
  'server-error': plain('server-error'),
  'invalid-cursor': plain('invalid-cursor'),
  timeout: (value = '') => {
    const milliseconds = /^\d{1,6}$/.test(value) ? Number(value) : Number.POSITIVE_INFINITY
    return milliseconds <= LONGEST_MS ? { kind: 'timeout', milliseconds } : null
  },
  'drop-connection': (value = 'before') => {
    const when = DROPS.find((drop) => drop === value)
    return when ? { kind: 'drop-connection', when } : null
  },
}
const ALLOWED = `rate-limit, expired-token, server-error, invalid-cursor, timeout=<milliseconds, at most ${LONGEST_MS}>, drop-connection, drop-connection=mid-body, drop-connection=after`

/** `readFault('timeout=500')` is `{ kind: 'timeout', milliseconds: 500 }`. Throws `WrongFault`. */
export function readFault(text: string): Fault {
  const [name = '', value] = text.trim().split(/=(.*)/s)
  const fault = Object.hasOwn(READERS, name) ? READERS[name as Fault['kind']](value) : null
  if (!fault) throw new WrongFault(`${JSON.stringify(text.slice(0, 100))} is no fault. Allowed: ${ALLOWED}.`)
  return fault
}

/** The fault that the request itself asks for. */
export const faultOfHeader: FaultFor = ({ headers }) => {
  const asked = headers[HEADER]
  return asked === undefined ? null : readFault(asked)
}

/** The first fault that any of them has for the request. */
export const firstOf =
  (...all: readonly FaultFor[]): FaultFor =>
  async (...asked) => {
    for (const faultFor of all) {
      const fault = await faultFor(...asked)
      if (fault) return fault
    }
    return null
  }

/** What becomes of a request: the answer, and how much of it arrives before the connection ends. */
export interface Outcome {
  response: WireResponse
  arrives: 'all' | 'half' | 'nothing'
}

const NO_ANSWER: WireResponse = { status: 0, headers: {}, body: '' }

/** With any fault but the later drops, the request is neither read nor done. `pause` waits, in milliseconds. */
export async function answerWithFault(
  fault: Fault,
  dialect: Dialect,
  request: WireRequest,
  services: Services,
  pause: (milliseconds: number) => Promise<void>,
): Promise<Outcome> {
  if (fault.kind === 'drop-connection') {
    if (fault.when === 'before') return { response: NO_ANSWER, arrives: 'nothing' }
    const response = await dialect.handle(request, services)
    return { response, arrives: fault.when === 'after' ? 'nothing' : 'half' }
  }
  if (fault.kind === 'timeout') await pause(fault.milliseconds)
  const response = await dialect.fail(fault.kind, request, services)
  if (!response) throw new WrongFault(`${fault.kind} cannot happen at ${request.path}.`)
  return { response, arrives: 'all' }
}
