/** How a platform can fail though nothing is wrong with the request; asked for in a sandbox (server/faults.ts). */
import type { Limiter, LimitResult, LimitRule } from './dialect.ts'

export const FAILURES = ['rate-limit', 'expired-token', 'server-error', 'timeout', 'invalid-cursor'] as const

/** `timeout` is what the platform's gateway answers when nothing came in time. */
export type Failure = (typeof FAILURES)[number]

/**
 * As if whoever asks had used up all that is allowed by an even stream of requests: the next one would pass after one
 * step of it. 200 requests in 60 seconds: after 1 second.
 */
export const usedUp = ({ seconds, capacity }: LimitRule): LimitResult => ({
  allowed: false,
  remaining: 0,
  retryAfterSeconds: Math.max(1, Math.ceil(seconds / capacity)),
})

/** Lets nothing pass and counts nothing. */
export const closedLimiter: Limiter = { take: async (rules) => rules.map(usedUp) }
