/** SHOPLINE's credential: an access token, a JWT signed with its app's own secret (section 2). */
import { ALPHANUMERIC, randomText } from '../../lib/random-text.ts'
import type { CreatedCredential, CredentialRequest, Services } from '../dialect.ts'
import { ISSUER } from './authenticate.ts'

const HEX = '0123456789abcdef'
/** A private app's token lives three years. */
const LIFETIME_MS = 1095 * 24 * 3600 * 1000

export async function createCredential(
  { organizations, name, scopes, expiresAt, rateLimits }: CredentialRequest,
  services: Services,
): Promise<CreatedCredential> {
  const [store] = organizations
  if (!store) throw new Error('A token needs an organization')
  const now = services.clock()
  const expires = expiresAt ?? new Date(now.getTime() + LIFETIME_MS)
  const appKey = randomText(40, HEX, services.random)
  const secret = randomText(40, HEX, services.random)
  const token = await services.sharedSecretTokens.sign(
    {
      appKey,
      sellerId: store.merchantId,
      storeId: store.numberId,
      version: 'V2',
      domain: `https://${store.handle}.${services.domain}`,
      timestamp: now.getTime(),
      iss: ISSUER,
      exp: Math.floor(expires.getTime() / 1000),
    },
    secret,
  )
  const credential = await services.credentials.create(
    {
      id: `sl_${randomText(12, ALPHANUMERIC, services.random)}`,
      organization: store.key,
      dialect: 'shopline',
      kind: 'private_app',
      name: name ?? null,
      publicId: appKey,
      secretHash: services.secrets.hash(token),
      signingSecret: services.secrets.seal(secret),
      scopes: scopes.length > 0 ? [...scopes] : ['read_customers'],
      settings: {},
      expiresAt: expires,
      rateLimits: rateLimits ?? null,
    },
    [store.key],
  )
  return { credential, printed: { id: credential.id, access_token: token } }
}
