/** JSON Web Tokens: RS512 with the server's published key, HS512 with an application's own. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { CredentialStore } from '../core/credentials.ts'
import type { Clock } from '../core/ports.ts'
import { rememberChecked } from './checked-tokens.ts'
import type { Secrets } from './secrets.ts'

export type TokenCheck = { payload: JWTPayload } | { failed: 'invalid' | 'expired' }

/** The server's own signing key, made on first use, and the set of public keys it publishes. */
export interface Issuer {
  /** The claims as given; header members in the order `typ`, `alg`, `kid`. */
  sign(claims: JWTPayload): Promise<string>
  verify(token: string): Promise<TokenCheck>
  /** JSON Web Key Set. */
  publicKeys(): Promise<{ keys: Record<string, unknown>[] }>
}

const PURPOSE = 'issuer'
export function createIssuer(credentials: CredentialStore, box: Secrets, clock: Clock): Issuer {
  let loading: ReturnType<typeof loadKey> | undefined
  const current = () => {
    loading ??= loadKey(credentials, box).catch((error) => {
      loading = undefined
      throw error
    })
    return loading
  }
  const remembered = rememberChecked(clock)
  return {
    async sign(claims) {
      const { keyId, key } = await current()
      return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS512', kid: keyId }).sign(key)
    },
    async verify(token) {
      if (!isCompact(token)) return { failed: 'invalid' }
      const { keyId, publicKey } = await current()
      return remembered(token, keyId, () =>
        check(async () => {
          if (decodeProtectedHeader(token).kid !== keyId) throw new errors.JWSInvalid('Unknown key')
          return jwtVerify(token, publicKey, {
            algorithms: ['RS512'],
            currentDate: clock(),
          })
        }),
      )
    },
    async publicKeys() {
      await current()
      const keys = await credentials.signingKeys(PURPOSE)
      return {
        keys: keys.map(({ keyId, publicKey }) => ({
          kty: publicKey.kty,
          kid: keyId,
          n: publicKey.n,
          e: publicKey.e,
          alg: 'RS512',
          use: 'sig',
        })),
      }
    },
  }
}

async function loadKey(
  credentials: CredentialStore,
  box: Secrets,
): Promise<{ keyId: string; key: KeyObject; publicKey: KeyObject }> {
  const kept = (await credentials.signingKeys(PURPOSE)).at(-1) ?? (await makeKey(credentials, box))
  const key = createPrivateKey(box.open(kept.privateKey))
  return { keyId: kept.keyId, key, publicKey: createPublicKey(key) }
}

async function makeKey(credentials: CredentialStore, box: Secrets) {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const jwk = publicKey.export({ format: 'jwk' }) as Record<string, unknown>
  const keyId = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url').slice(0, 32)
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return credentials.addSigningKey(PURPOSE, { keyId, publicKey: jwk, privateKey: box.seal(pem) })
}

/** Tokens signed with a secret that both sides hold (HS512, header `{"alg":"HS512"}`). */
export interface SharedSecretTokens {
  sign(claims: JWTPayload, secret: string): Promise<string>
  verify(token: string, secret: string): Promise<TokenCheck>
  /** The claims as they stand, nothing verified; null when it is no token. */
  read(token: string): JWTPayload | null
}

export function createSharedSecretTokens(clock: Clock): SharedSecretTokens {
  const remembered = rememberChecked(clock)
  return {
    sign: (claims, secret) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).sign(Buffer.from(secret)),
    async verify(token, secret) {
      if (!isCompact(token)) return { failed: 'invalid' }
      return remembered(token, secret, () =>
        check(() => jwtVerify(token, Buffer.from(secret), { algorithms: ['HS512'], currentDate: clock() })),
      )
    },
    read(token) {
      try {
        return decodeJwt(token)
      } catch {
        return null
      }
    },
  }
}

/** The compact form without anything else, which base64url's decoder would read over (RFC 7515, 2). */
const isCompact = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)

async function check(verify: () => Promise<{ payload: JWTPayload }>): Promise<TokenCheck> {
  try {
    return { payload: (await verify()).payload }
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { failed: 'expired' }
    if (error instanceof errors.JOSEError || error instanceof TypeError) return { failed: 'invalid' }
    throw error
  }
}
