/** How long requests took, in few numbers: counts by classes that each reach a fifth further than the one before. */
const FIRST_MS = 0.25
const GROWTH = 1.2
/** Beyond ten minutes is one class. */
const CLASSES = Math.ceil(Math.log(600_000 / FIRST_MS) / Math.log(GROWTH)) + 1

export type Histogram = Uint32Array

export const newHistogram = (): Histogram => new Uint32Array(CLASSES)

export function countIn(histogram: Histogram, milliseconds: number): void {
  const reached = Math.ceil(Math.log(Math.max(milliseconds, FIRST_MS) / FIRST_MS) / Math.log(GROWTH))
  const at = Math.min(CLASSES - 1, Math.max(0, reached))
  histogram[at] = (histogram[at] ?? 0) + 1
}

export function addTo(sum: Histogram, other: Histogram): void {
  for (let at = 0; at < CLASSES; at += 1) sum[at] = (sum[at] ?? 0) + (other[at] ?? 0)
}

/**
 * The time that this share of the requests kept below, a fifth off at most: `quantile(h, 0.95)`. Null where nothing was
 * counted.
 */
export function quantile(histogram: Histogram, share: number): number | null {
  const total = histogram.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  const wanted = Math.ceil(total * share)
  let passed = 0
  for (const [at, count] of histogram.entries()) {
    passed += count
    if (passed >= wanted) return FIRST_MS * GROWTH ** at
  }
  return null
}
