/** A request to a platform and what became of it, for whoever watches the traffic: the request log, the traps. */
import type { RequestCaller, WireRequest, WireResponse } from '../dialects/dialect.ts'

export interface Exchange {
  /** `shopline`. */
  dialect: string
  request: WireRequest
  /** As it was sent; with a dropped connection, what would have been. */
  response: WireResponse
  /** How much of it arrived. */
  arrives: 'all' | 'half' | 'nothing'
  /** The fault that it had on purpose: `rate-limit`; null: none. */
  fault: string | null
  /** Whose request it was; null where no valid credential came with it. */
  caller: RequestCaller | null
  /** The real time at which it came. */
  at: Date
  milliseconds: number
  /** Bytes that it takes up, about, where that is known. */
  size?: number
}

/**
 * Is called when the answer is known, before it is sent; must be quick and must not fail. The answer waits for what it
 * returns, so that whoever asks next finds what it did.
 */
export type Observer = (exchange: Exchange) => void | Promise<void>
