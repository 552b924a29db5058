/**
 * What a rule still lets pass after what was counted: pure functions, so that it is the same wherever the
 * counters are kept. A `window` is exact: it knows the time of each request that still counts. A `bucket` is a
 * level that drains evenly.
 */
import type { CounterState } from '../core/rate-counters.ts'
import type { LimitRule } from '../dialects/dialect.ts'

export interface Reckoning {
  /** How many more would pass now; a bucket's has fractions. */
  remaining: number
  /** Milliseconds until one would pass; says nothing while one would pass now. */
  waitMs: number
  /** The state with one more request counted. */
  next: CounterState
}

/** `clock` in milliseconds; a counter that is not kept has counted nothing. */
export function reckon(state: CounterState | undefined, rule: LimitRule, clock: number): Reckoning {
  if (rule.kind === 'window') return reckonWindow(Array.isArray(state) ? state : [], rule, clock)
  return reckonBucket(state && 'level' in state ? state : { level: 0, at: clock }, rule, clock)
}

function reckonWindow(times: readonly number[], rule: LimitRule, clock: number): Reckoning {
  const { capacity } = rule
  const length = rule.seconds * 1000
  const now = timeAfter(times.at(-1), rule, clock)
  const counting = times.filter((time) => time > now - length && time <= now)
  return {
    remaining: Math.max(0, capacity - counting.length),
    waitMs: (counting[counting.length - capacity] ?? now) + length - now,
    next: [...counting, now],
  }
}

function reckonBucket(bucket: { level: number; at: number }, rule: LimitRule, clock: number): Reckoning {
  const { capacity } = rule
  const perMs = capacity / (rule.seconds * 1000)
  const now = timeAfter(bucket.at, rule, clock)
  const level = now < bucket.at ? 0 : Math.max(0, bucket.level - (now - bucket.at) * perMs)
  return {
    // Rounded to a millionth: the drained fractions add up to whole requests only nearly.
    remaining: Math.round((capacity - level) * 1e6) / 1e6,
    waitMs: (level + 1 - capacity) / perMs,
    next: { level: level + 1, at: now },
  }
}

/**
 * Servers that share a counter differ a little in time: it goes by the latest of them, or each turn of the
 * slower one would count for less. But a clock that was set back by more than the rule's length is believed and
 * what was counted after it forgotten, or it would lock everyone out.
 */
function timeAfter(last: number | undefined, { seconds }: LimitRule, clock: number): number {
  return last !== undefined && last > clock && last - clock <= seconds * 1000 ? last : clock
}
