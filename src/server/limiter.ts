/**
 * Counts requests against limits. While limits are off only the rules of credentials with a limit of their own
 * are counted; where there is nothing to count, the counters are left alone.
 */
import { createHash } from 'node:crypto'
import type { RateCounter, RateCounters } from '../core/rate-counters.ts'
import type { Limiter, LimitResult, LimitRule } from '../dialects/dialect.ts'
import { reckon } from './reckon.ts'

export interface LimiterOptions {
  enabled: boolean
  /** Milliseconds. */
  now: () => number
  counters: RateCounters
}

export function createLimiter({ enabled, now, counters }: LimiterOptions): Limiter {
  const isCounted = (rule: LimitRule) => enabled || rule.enforced === true
  return {
    counts: (rules) => rules.some(isCounted),
    async take(rules) {
      const counted = rules.filter(isCounted)
      if (counted.length === 0) return rules.map(untouched)
      const results = await counters.change(counted.map(keyOf), (held) => takeAll(counted, held, now()))
      return rules.map((rule) => results[counted.indexOf(rule)] ?? untouched(rule))
    },
  }
}

const untouched = ({ capacity }: LimitRule): LimitResult => ({
  allowed: true,
  remaining: capacity,
  retryAfterSeconds: 0,
})

/** All or nothing: what one rule refuses is counted by none. */
function takeAll(rules: readonly LimitRule[], held: Map<string, RateCounter>, now: number): LimitResult[] {
  const reckoned = rules.map((rule) => reckon(held.get(keyOf(rule))?.state, rule, now))
  const passes = reckoned.every(({ remaining }) => remaining >= 1)
  if (passes)
    for (const [index, { next }] of reckoned.entries()) {
      const rule = rules[index] as LimitRule
      held.set(keyOf(rule), { state: next, expiresAt: new Date(now + FORGET_AFTER * rule.seconds * 1000) })
    }
  return reckoned.map(({ remaining, waitMs }) => {
    const allowed = remaining >= 1
    return {
      allowed,
      remaining: Math.floor(passes ? remaining - 1 : remaining),
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil(waitMs / 1000)),
    }
  })
}

/** Rule lengths; after one, nothing counts any more, unless a clock is behind (`reckon`). */
const FORGET_AFTER = 2

/**
 * As SHA-256: a key names callers by their address and has paths in it, which callers choose and which may be
 * longer than an index takes.
 */
const keyOf = ({ kind, key }: LimitRule): string =>
  createHash('sha256').update(`${kind} ${key}`).digest('base64url')
