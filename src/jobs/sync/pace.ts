/**
 * How fast to ask. A server that tells how many requests are left is believed: the last tenth is spread over its
 * window. One that does not is asked more slowly after each refusal, and gradually faster again.
 */
export interface Pace {
  /** Milliseconds to wait before the next request. */
  next(): number
  /** What an answer tells of the budget; names in any case. */
  heard(headers: Readonly<Record<string, string>>): void
  /** It was too much (429). */
  tooFast(): void
}

const FIRST_GAP_MS = 50
const LONGEST_GAP_MS = 2000
const PLAIN_GAP_MS = 10
/** After so many answers in a row without a refusal it goes faster. */
const CALM = 10
const SLOWLY_BELOW = 0.1
/** Where the server does not say how long its window is. */
const WINDOW_SECONDS = 60

export function createPace(): Pace {
  let gap = 0
  let told = 0
  let calm = 0
  return {
    next: () => Math.max(gap, told),
    heard(headers) {
      told = toldGap(headers)
      if (++calm < CALM) return
      calm = 0
      gap = gap * 0.8 < PLAIN_GAP_MS ? 0 : gap * 0.8
    },
    tooFast() {
      calm = 0
      gap = Math.min(LONGEST_GAP_MS, Math.max(FIRST_GAP_MS, gap * 2))
    },
  }
}

/** `X-RateLimit-Limit`, `-Remaining` and, where there is one, `-Interval` in seconds. */
function toldGap(headers: Readonly<Record<string, string>>): number {
  const number = (wanted: string) => {
    const found = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1]
    return found !== undefined && /^\d+$/.test(found) ? Number(found) : null
  }
  const limit = number('x-ratelimit-limit')
  const remaining = number('x-ratelimit-remaining')
  if (!limit || remaining === null || remaining > limit * SLOWLY_BELOW) return 0
  return ((number('x-ratelimit-interval') ?? WINDOW_SECONDS) * 1000) / limit
}
