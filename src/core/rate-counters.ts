/** What is counted against rate limits, and where it is kept. */

/** A bucket's level and when it stood there; or when each request of a window passed. Milliseconds since 1970. */
export type CounterState = { level: number; at: number } | readonly number[]

export interface RateCounter {
  state: CounterState
  /** From then on it counts for nothing and may be forgotten. */
  expiresAt: Date
}

export interface RateCounters {
  /**
   * Holds the counters of these keys against all others, hands `count` those that there are, and keeps what it
   * sets: `change(['a'], (held) => held.set('a', next))`. `count` must not wait for anything. Fails as the
   * store does, and then keeps nothing.
   */
  change<T>(keys: readonly string[], count: (held: Map<string, RateCounter>) => T): Promise<T>
}
