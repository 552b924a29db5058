/** What every measurement gives: figures per round, so that the spread can be shown. */
export interface Measured {
  /** The figure that the target is about, one a round. */
  values: number[]
  /** What it was made of, such as both sides' requests per second; medians, with their unit. */
  parts: readonly { name: string; value: number; unit: string }[]
  /** How it was measured where that needs a word. */
  note?: string
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
