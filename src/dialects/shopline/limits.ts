/** SHOPLINE's rate limit: a leaky bucket for each app in each store (section 9.3). No headers tell of it. */

import { type LimitRule, limitOf, type Services } from '../dialect.ts'
import type { Caller } from './authenticate.ts'
import type { ShoplineSettings } from './settings.ts'

/** Counts the request; false when the bucket is full. */
export async function takeTurn(
  { credential, store }: Caller,
  { limiter }: Services,
  rule: ShoplineSettings['rateLimit'],
): Promise<boolean> {
  if (!rule) return true
  const bucket: LimitRule = {
    key: `shopline:${credential.publicId}:${store.numberId}`,
    kind: 'bucket',
    capacity: rule.capacity,
    seconds: rule.capacity / rule.perSecond,
  }
  const results = await limiter.take([limitOf(bucket, credential)])
  return results.every(({ allowed }) => allowed)
}
