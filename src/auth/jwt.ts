/** JSON Web Tokens: RS512 with the server's published key, HS512 with an application's own. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import type { CredentialStore, SigningKey } from '../core/credentials.ts'
import type { Clock } from '../core/ports.ts'
import { isOver, keyOf, lasts, rememberChecked } from './checked-tokens.ts'
import type { Secrets } from './secrets.ts'

export type TokenCheck = { payload: JWTPayload } | { failed: 'invalid' | 'expired' }

export type OwnTokenCheck =
  | { payload: JWTPayload; hash: Uint8Array }
  | Extract<TokenCheck, { failed: unknown }>

/** The server's own signing key, made on first use, and the set of public keys it publishes. */
export interface Issuer {
  /** The claims as given; header members in the order `typ`, `alg`, `kid`. */
  sign(claims: JWTPayload): Promise<string>
  /** With the token's hash, by which it is known where it was taken back. */
  verify(token: string): Promise<OwnTokenCheck>
  /** JSON Web Key Set. */
  publicKeys(): Promise<{ keys: Record<string, unknown>[] }>
}

/** What the keys are kept for. */
export const ISSUER = 'issuer'
/** How soon a server notices that another key signs, or that one is gone. */
const NOTICE_MS = 30_000
/** A token that names a key that is not known may be of a new one: it is looked for, but not for each such token. */
const LOOK_MS = 1000

interface Loaded {
  signing: { keyId: string; key: KeyObject }
  verifying: ReadonlyMap<string, KeyObject>
  /** Another one for other keys. */
  name: string
  /** `performance.now()`: the server's clock may be set. */
  at: number
}

/** What is known of a good token, under the keys of that name. */
interface Present {
  payload: JWTPayload
  hash: Uint8Array
  keys: string
}
const MOST_PRESENT = 100

export function createIssuer(
  credentials: Pick<CredentialStore, 'signingKeys' | 'addSigningKey'>,
  box: Secrets,
  clock: Clock,
  elapsed: () => number = () => performance.now(),
): Issuer {
  let known: Loaded | undefined
  let loading: Promise<Loaded> | undefined
  /** At most so old; where the store does not answer, what is known. */
  async function keys(oldest: number): Promise<Loaded> {
    if (known && elapsed() - known.at < oldest) return known
    loading ??= loadKeys(credentials, box, elapsed()).finally(() => {
      loading = undefined
    })
    try {
      known = await loading
      return known
    } catch (error) {
      if (known) return known
      throw error
    }
  }
  const remembered = rememberChecked(clock)
  /** Whole tokens, of the callers that are here now: their requests bring them again and again, and nothing is made of them. */
  const present = new LRUCache<string, Present>({ max: MOST_PRESENT })
  return {
    async sign(claims) {
      const { keyId, key } = (await keys(NOTICE_MS)).signing
      return new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'RS512', kid: keyId }).sign(key)
    },
    async verify(token) {
      const loaded = await keys(NOTICE_MS)
      const known = present.get(token)
      if (known?.keys === loaded.name && !isOver(known.payload, clock)) return known
      present.delete(token)
      if (!isCompact(token)) return { failed: 'invalid' }
      const hash = box.hash(token)
      // What was good under other keys is looked at again.
      const key = `${Buffer.from(hash).toString('latin1')} ${loaded.name}`
      const checked = await remembered(token, key, async () => {
        const keyId = keyIdOf(token)
        if (keyId === null) return { failed: 'invalid' }
        const found = loaded.verifying.get(keyId) ?? (await keys(LOOK_MS)).verifying.get(keyId)
        if (!found) return { failed: 'invalid' }
        return check(() => jwtVerify(token, found, { algorithms: ['RS512'], currentDate: clock() }))
      })
      if (!('payload' in checked)) return checked
      const found = { payload: checked.payload, hash, keys: loaded.name }
      // Other keys may have been looked for meanwhile.
      if (lasts(found.payload) && (await keys(NOTICE_MS)) === loaded) present.set(token, found)
      return found
    },
    async publicKeys() {
      // Makes the first where there is none.
      await keys(NOTICE_MS)
      const kept = await credentials.signingKeys(ISSUER)
      return {
        keys: kept.map(({ keyId, publicKey }) => ({
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

/** Null where it is no token, or names none. */
function keyIdOf(token: string): string | null {
  try {
    return decodeProtectedHeader(token).kid ?? null
  } catch {
    return null
  }
}

async function loadKeys(
  credentials: Pick<CredentialStore, 'signingKeys' | 'addSigningKey'>,
  box: Secrets,
  at: number,
): Promise<Loaded> {
  const found = await credentials.signingKeys(ISSUER)
  const kept = found.length > 0 ? found : [await credentials.addSigningKey(ISSUER, await newIssuerKey(box))]
  const last = kept.at(-1) as SigningKey
  return {
    signing: { keyId: last.keyId, key: createPrivateKey(box.open(last.privateKey)) },
    verifying: new Map(
      kept.map(({ keyId, publicKey }) => [
        keyId,
        createPublicKey({ key: publicKey as JsonWebKey, format: 'jwk' }),
      ]),
    ),
    name: kept.map(({ keyId }) => keyId).join(),
    at,
  }
}

/** A pair of keys, the private one sealed. */
export async function newIssuerKey(box: Secrets): Promise<SigningKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const jwk = publicKey.export({ format: 'jwk' }) as Record<string, unknown>
  const keyId = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url').slice(0, 32)
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { keyId, publicKey: jwk, privateKey: box.seal(pem) }
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
      return remembered(token, keyOf(token, secret), () =>
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
