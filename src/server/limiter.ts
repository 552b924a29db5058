/** Counts requests against limits, in memory. While limits are off it counts nothing and lets all pass. */
import type { Limiter } from '../dialects/dialect.ts'

/** Every request passes, and as much remains as the limit allows. */
export const unlimited: Limiter = {
  take: async (rules) =>
    rules.map(({ capacity }) => ({ allowed: true, remaining: capacity, retryAfterSeconds: 0 })),
}
