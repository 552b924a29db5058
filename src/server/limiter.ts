/**
 * Counts requests against limits, in memory. `window` is exact: the times of what passed are kept for as long
 * as they count. `bucket` is a level that drains evenly. While limits are off only the rules of credentials
 * with a limit of their own are counted.
 */
import type { Limiter, LimitResult, LimitRule } from '../dialects/dialect.ts'

/** So many counters are kept; beyond that the one that was longest unused is dropped. */
const MOST_KEYS = 10_000

export interface LimiterOptions {
  enabled: boolean
  /** Milliseconds. */
  now: () => number
  mostKeys?: number
}

/** How many more would pass, when one would, and the act of passing. */
interface Counter {
  remaining(now: number, rule: LimitRule): number
  waitMs(now: number, rule: LimitRule): number
  count(now: number, rule: LimitRule): void
}

export function createLimiter({ enabled, now, mostKeys = MOST_KEYS }: LimiterOptions): Limiter {
  const counters = new Map<string, Counter>()

  /** A Map keeps its keys in the order they were set: setting one again makes it the newest. */
  function counterOf(rule: LimitRule): Counter {
    const name = `${rule.kind} ${rule.key}`
    const counter = counters.get(name) ?? (rule.kind === 'window' ? createWindow() : createBucket())
    counters.delete(name)
    counters.set(name, counter)
    const [oldest] = counters.keys()
    if (counters.size > mostKeys && oldest !== undefined) counters.delete(oldest)
    return counter
  }

  return {
    async take(rules) {
      const at = now()
      const counted = rules.map((rule) => (enabled || rule.enforced ? counterOf(rule) : null))
      const free = rules.map((rule, index) => counted[index]?.remaining(at, rule) ?? rule.capacity)
      const passes = free.every((remaining) => remaining >= 1)
      if (passes) for (const [index, rule] of rules.entries()) counted[index]?.count(at, rule)
      return rules.map((rule, index): LimitResult => {
        const counter = counted[index]
        if (!counter) return { allowed: true, remaining: rule.capacity, retryAfterSeconds: 0 }
        const allowed = (free[index] ?? 0) >= 1
        return {
          allowed,
          remaining: Math.floor(counter.remaining(at, rule)),
          retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil(counter.waitMs(at, rule) / 1000)),
        }
      })
    },
  }
}

function createWindow(): Counter {
  let times: number[] = []
  /** Forgets what no longer counts; also times to come, after the clock was set back. */
  const prune = (now: number, { seconds }: LimitRule) => {
    const from = now - seconds * 1000
    if ((times[0] ?? now) <= from || (times.at(-1) ?? now) > now)
      times = times.filter((time) => time > from && time <= now)
  }
  return {
    remaining(now, rule) {
      prune(now, rule)
      return Math.max(0, rule.capacity - times.length)
    },
    waitMs: (now, { capacity, seconds }) => (times[times.length - capacity] ?? now) + seconds * 1000 - now,
    count: (now) => void times.push(now),
  }
}

function createBucket(): Counter {
  let level = 0
  let at = 0
  const drain = (now: number, { capacity, seconds }: LimitRule) => {
    if (now > at) level = Math.max(0, level - ((now - at) / 1000) * (capacity / seconds))
    at = now
  }
  return {
    remaining(now, rule) {
      drain(now, rule)
      // Rounded to a millionth: the drained fractions add up to whole requests only nearly.
      return Math.round((rule.capacity - level) * 1e6) / 1e6
    },
    waitMs: (_now, { capacity, seconds }) => ((level + 1 - capacity) / (capacity / seconds)) * 1000,
    count() {
      level += 1
    },
  }
}
