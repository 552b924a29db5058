/** What was worked out lately, by key: pure results that cost more to work out again than to keep. */
export interface Recent<V> {
  /** The value of the key, made where it is not kept. */
  of(key: string, make: () => V): V
}

/** Keeps at most so many, and drops what was asked for the longest ago. */
export function createRecent<V>(most: number): Recent<V> {
  const kept = new Map<string, V>()
  return {
    of(key, make) {
      const found = kept.get(key)
      if (found !== undefined) {
        // What fits needs no order.
        if (kept.size === most) {
          kept.delete(key)
          kept.set(key, found)
        }
        return found
      }
      const made = make()
      const [oldest] = kept.size >= most ? kept.keys() : []
      if (oldest !== undefined) kept.delete(oldest)
      kept.set(key, made)
      return made
    },
  }
}
