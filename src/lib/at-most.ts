/** Runs at most so many at once; the others wait their turn, first come, first served. */
export function atMost(bound: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= bound) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      // The place goes to whoever waits longest, without being free in between.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
