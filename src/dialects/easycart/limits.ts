/** Rate limits and their headers (section 1.5): counted per token, said on every answer. */
import type { Services, WireResponse } from '../dialect.ts'
import { tooManyAttempts } from './errors.ts'
import type { EasycartSettings } from './settings.ts'
import type { Caller } from './tokens.ts'

/** What to put on the answer, and the answer itself when the token has used up its requests. */
export async function countRequest(
  caller: Caller | null,
  { rateLimit }: EasycartSettings,
  services: Services,
): Promise<{ headers: Record<string, string>; refusal: WireResponse | null }> {
  if (!rateLimit) return { headers: {}, refusal: null }
  const { requests, seconds } = rateLimit
  // Limits are per token: who presents none that is valid uses up nothing.
  const [result] = caller
    ? await services.limiter.take([
        { key: `easycart:${caller.credential.id}`, kind: 'window', capacity: requests, seconds },
      ])
    : []
  const { allowed, remaining, retryAfterSeconds } = result ?? {
    allowed: true,
    remaining: requests,
    retryAfterSeconds: 0,
  }
  return {
    headers: {
      'X-RateLimit-Limit': String(requests),
      'X-RateLimit-Remaining': String(allowed ? Math.max(0, Math.floor(remaining)) : 0),
    },
    refusal: allowed ? null : tooManyAttempts(Math.max(1, Math.ceil(retryAfterSeconds))),
  }
}
