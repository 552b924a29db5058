/** Rate limits and their headers (section 1.5): counted per token, said on every answer. */
import { type LimitResult, type LimitRule, limitOf, type Services, type WireResponse } from '../dialect.ts'
import { usedUp } from '../failure.ts'
import { tooManyAttempts } from './errors.ts'
import { type EasycartSettings, PLATFORM_LIMIT } from './settings.ts'
import type { Caller } from './tokens.ts'

interface Counted {
  headers: Record<string, string>
  refusal: WireResponse | null
}

/** What to put on the answer, and the answer itself when the token has used up its requests. */
export async function countRequest(
  caller: Caller | null,
  { rateLimit }: EasycartSettings,
  services: Services,
): Promise<Counted> {
  if (!rateLimit) return { headers: {}, refusal: null }
  const rule = ruleOf(caller, rateLimit)
  // Limits are per token: who presents none that is valid uses up nothing.
  const [result] = caller ? await services.limiter.take([rule]) : []
  return told(rule, result ?? { allowed: true, remaining: rule.capacity, retryAfterSeconds: 0 })
}

/** The same for whoever has used up all of them, whether or not they are counted. */
export function countedOut(caller: Caller | null, { rateLimit }: EasycartSettings): Counted {
  const rule = ruleOf(caller, rateLimit ?? PLATFORM_LIMIT)
  return told(rule, usedUp(rule))
}

function told(rule: LimitRule, { allowed, remaining, retryAfterSeconds }: LimitResult): Counted {
  return {
    headers: limitHeaders(rule, { allowed, remaining }),
    refusal: allowed ? null : tooManyAttempts(Math.max(1, Math.ceil(retryAfterSeconds))),
  }
}

export const limitHeaders = (
  { capacity }: LimitRule,
  { allowed, remaining }: Pick<LimitResult, 'allowed' | 'remaining'>,
) => ({
  'X-RateLimit-Limit': String(capacity),
  'X-RateLimit-Remaining': String(allowed ? Math.max(0, Math.floor(remaining)) : 0),
})

/** The platform's window, or the token's own capacity where it was given one. */
export function ruleOf(
  caller: Caller | null,
  { requests, seconds }: { requests: number; seconds: number },
): LimitRule {
  const rule: LimitRule = {
    key: `easycart:${caller?.credential.id}`,
    kind: 'window',
    capacity: requests,
    seconds,
  }
  return caller ? limitOf(rule, caller.credential) : rule
}
