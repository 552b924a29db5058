/** The access token: a JWT with the seed's claims (section 2.4). */
import type { Organization } from '../../../core/ports.ts'
import type { Services } from '../../dialect.ts'

export const ISSUER = 'ysoul'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Lifetimes, and how long the token before lives on after a new one was made (section 2.1), milliseconds. */
export const PRIVATE_TOKEN = { lives: 1095 * 24 * HOUR, oldLives: 30 * MINUTE }
export const OAUTH_TOKEN = { lives: 10 * HOUR, oldLives: 5 * MINUTE }

export interface TokenFacts {
  appKey: string
  tokenKey: string
  store: Organization
  expiresAt: Date
}

export const signToken = (
  { appKey, tokenKey, store, expiresAt }: TokenFacts,
  { sharedSecretTokens, clock, domain }: Services,
): Promise<string> =>
  sharedSecretTokens.sign(
    {
      appKey,
      sellerId: store.merchantId,
      storeId: store.numberId,
      version: 'V2',
      domain: `https://${store.handle}.${domain}`,
      timestamp: clock().getTime(),
      iss: ISSUER,
      exp: Math.floor(expiresAt.getTime() / 1000),
    },
    tokenKey,
  )
