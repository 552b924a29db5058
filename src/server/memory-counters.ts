/** Counters of one process. */
import type { RateCounter, RateCounters } from '../core/rate-counters.ts'

/** So many are kept; beyond that the one that was longest unused is dropped. */
const MOST_KEYS = 10_000

export function createMemoryCounters(mostKeys = MOST_KEYS): RateCounters {
  const counters = new Map<string, RateCounter>()
  return {
    async change(keys, count) {
      const held = new Map<string, RateCounter>()
      for (const key of keys) {
        const counter = counters.get(key)
        if (counter) held.set(key, counter)
      }
      const result = count(held)
      for (const [key, counter] of held) {
        // A Map keeps its keys in the order they were set: setting one again makes it the newest.
        counters.delete(key)
        counters.set(key, counter)
      }
      for (const oldest of counters.keys()) {
        if (counters.size <= mostKeys) break
        counters.delete(oldest)
      }
      return result
    },
  }
}
