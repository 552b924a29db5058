/** Tokens whose signature was found good: that stays so, and costs more than all else of a quick request. */
import { LRUCache } from 'lru-cache'
import type { Clock } from '../core/ports.ts'
import type { TokenCheck } from './jwt.ts'

const MOST_BYTES = 8_000_000

/** `remembered(token, key, check)`: what `check` gives, asked once of each token and key; expiry goes by the clock. */
export function rememberChecked(clock: Clock) {
  const good = new LRUCache<string, Extract<TokenCheck, { payload: unknown }>>({
    maxSize: MOST_BYTES,
    // The text, and its claims about twice.
    sizeCalculation: (_checked, key) => 4 * key.length + 200,
  })
  return async (token: string, secret: string, check: () => Promise<TokenCheck>): Promise<TokenCheck> => {
    const key = `${secret} ${token}`
    const known = good.get(key)
    // RFC 7519, 4.1.4: not on or after `exp`, in whole seconds.
    if (known)
      return Number(known.payload.exp) > Math.floor(clock().getTime() / 1000) ? known : { failed: 'expired' }
    const checked = await check()
    if ('payload' in checked && typeof checked.payload.exp === 'number' && checked.payload.nbf === undefined)
      good.set(key, checked)
    return checked
  }
}
