/** Who calls, and on which store: the access token checked against its app and the addressed store (2.4). */
import type { AsOf } from '../../core/as-of.ts'
import type { Credential } from '../../core/credentials.ts'
import { CoreError } from '../../core/errors.ts'
import type { Organization } from '../../core/ports.ts'
import type { Services, WireRequest } from '../dialect.ts'
import { earliest } from '../hot.ts'
import { ISSUER } from './oauth/access-token.ts'
import { secretsOfApp } from './oauth/app-secrets.ts'

export interface Caller {
  credential: Credential
  store: Organization
  /** What both were found at, and the time at which the token ends. */
  asOf?: AsOf
  until?: Date | null
}

/**
 * The caller behind `Authorization: Bearer <token>`. `addressed` is the store that the Host names, null when
 * it names none; then the token's own store is meant. Throws `credential-missing`, `-invalid` or `-expired`.
 *
 * A token counts because its app's secret signed it, not because its hash is the one kept: the vendor lets an
 * old token live on for minutes after a refresh, so several are good at once. A single one is taken back by
 * its hash, all of an app by revoking the credential.
 */
export async function authenticate(
  request: WireRequest,
  services: Services,
  addressed: Organization | null,
): Promise<Caller> {
  const token = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!token) throw new CoreError('credential-missing')
  const { credentials, sharedSecretTokens, secrets } = services
  const appKey = sharedSecretTokens.read(token)?.appKey
  if (!isAppKey(appKey) || !isCanonical(token)) throw new CoreError('credential-invalid')
  const standing = await credentials.standing('shopline', appKey, secrets.hash(token))
  if (!standing || standing.tokenRevoked) throw new CoreError('credential-invalid')
  const { credential, organization: store } = standing
  const keys = secretsOfApp(credential, services)
  // Without a token of its own an app is not installed, and a revoked one is no more.
  if (!keys || !credential.secretHash || credential.revokedAt) throw new CoreError('credential-invalid')
  const checked = await sharedSecretTokens.verify(token, keys.tokenKey)
  if ('failed' in checked) throw new CoreError(`credential-${checked.failed}`)
  const { iss, exp, storeId } = checked.payload
  // `domain` is not compared: newer tokens leave it out, and the server may answer under another name.
  const fits = iss === ISSUER && typeof exp === 'number' && storeId === store.numberId
  if (!fits || (addressed && addressed.key !== store.key)) throw new CoreError('credential-invalid')
  const until = earliest(new Date(exp * 1000), standing.goodUntil)
  return { credential, store, until, ...(standing.asOf ? { asOf: standing.asOf } : {}) }
}

/** Printable text of a sane length: nothing else reaches the database. */
const isAppKey = (claim: unknown): claim is string =>
  typeof claim === 'string' && /^[\x21-\x7e]{1,128}$/.test(claim)

/**
 * Base64url of 64 bytes leaves four bits of its last character unused; only the spelling with zeros passes,
 * or a token taken back by its hash would live on under another one.
 */
function isCanonical(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1)
  return Buffer.from(signature, 'base64url').toString('base64url') === signature
}
