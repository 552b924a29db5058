/** SHOPLINE's rate limit: a leaky bucket for each app in each store (section 9.3). No headers tell of it. */

import { type LimitResult, type LimitRule, limitOf, type Services, type WireRequest } from '../dialect.ts'
import type { Caller } from './authenticate.ts'
import type { ShoplineSettings } from './settings.ts'

/** Counts one in the bucket of that app in that store; false when it is full. */
const turnOf =
  (prefix: string) =>
  async (
    { credential, store }: Caller,
    { limiter }: Services,
    rule: ShoplineSettings['rateLimit'],
  ): Promise<boolean> => {
    if (!rule) return true
    return allAllowed(await limiter.take(turnRules({ credential, store }, rule, prefix)))
  }

/** What such a request is counted by. */
export function turnRules(
  { credential, store }: Caller,
  rule: ShoplineSettings['rateLimit'],
  prefix = '',
): LimitRule[] {
  if (!rule) return []
  return [limitOf(bucketOf(`${prefix}${credential.publicId}:${store.numberId}`, rule), credential)]
}

export const takeTurn = turnOf('')
/** [assumed] An app's token requests fill a bucket of their own, of the same size. */
export const takeTokenTurn = turnOf('token:')

/** Approvals come from browsers, which are told apart by address alone. */
export async function takeApprovalTurn(
  { address }: WireRequest,
  { limiter }: Services,
  rule: ShoplineSettings['rateLimit'],
): Promise<boolean> {
  return !rule || allAllowed(await limiter.take([bucketOf(`approve:${address}`, rule)]))
}

const bucketOf = (
  name: string,
  { capacity, perSecond }: NonNullable<ShoplineSettings['rateLimit']>,
): LimitRule => ({ key: `shopline:${name}`, kind: 'bucket', capacity, seconds: capacity / perSecond })

const allAllowed = (results: readonly LimitResult[]): boolean => results.every(({ allowed }) => allowed)
