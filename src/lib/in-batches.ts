/**
 * Gathers what is asked for while a batch is worked on, and works on that together as the next: at most one
 * batch at a time, and nobody waits for more than two. `work` gives a result for each item, in order; when it
 * fails, all of its batch fail.
 * `const double = inBatches(async (numbers: readonly number[]) => numbers.map((n) => 2 * n)); await double(4)`
 */
export function inBatches<T, R>(
  work: (items: readonly T[]) => Promise<readonly R[]>,
): (item: T) => Promise<R> {
  let waiting: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[] = []
  let busy = false
  async function run(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const results = await work(batch.map(({ item }) => item))
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as R)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    busy = false
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!busy) void run()
    })
}
