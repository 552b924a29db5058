/** Tokens whose signature was found good: that stays so, and costs more than all else of a quick request. */
import { createHash } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../core/ports.ts'
import type { TokenCheck } from './jwt.ts'

const MOST_BYTES = 8_000_000

interface Good {
  checked: Extract<TokenCheck, { payload: unknown }>
  /** About: its claims are about as long as it is. */
  bytes: number
}

/** What is remembered of all that were here holds neither tokens nor secrets: `keyOf(token, secret)`. */
export const keyOf = (token: string, secret: string): string =>
  createHash('sha256').update(`${secret} ${token}`).digest('base64url')

/** Good until it is over, and by nothing else that the clock says. */
export const lasts = ({ exp, nbf }: JWTPayload): boolean => typeof exp === 'number' && nbf === undefined

/** RFC 7519, 4.1.4: not on or after `exp`, in whole seconds. To be asked of what `lasts`. */
export const isOver = ({ exp }: JWTPayload, clock: Clock): boolean =>
  Number(exp) <= Math.floor(clock().getTime() / 1000)

/**
 * `remembered(token, key, check)`: what `check` gives, asked once of each key, which must be of this token alone and of what
 * it was signed with; expiry goes by the clock.
 */
export function rememberChecked(clock: Clock) {
  const good = new LRUCache<string, Good>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
  })
  return async (token: string, key: string, check: () => Promise<TokenCheck>): Promise<TokenCheck> => {
    const known = good.get(key)?.checked
    if (known) return isOver(known.payload, clock) ? { failed: 'expired' } : known
    const checked = await check()
    if ('payload' in checked && lasts(checked.payload))
      good.set(key, { checked, bytes: 2 * token.length + 300 })
    return checked
  }
}
