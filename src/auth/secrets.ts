/** Secrets: hashed when a caller presents them, encrypted when they sign, compared in constant time. */
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface Secrets {
  /** SHA-256 of a high-entropy secret; tokens and client secrets are random, so no slow hash is needed. */
  hash(secret: string): Uint8Array
  /** True when the presented secret is the one hashed; takes the same time either way. */
  matches(presented: string, hash: Uint8Array | null): boolean
  /** Encrypts under the store's key: `v1.<nonce>.<text>.<tag>`, each part base64url. */
  seal(plain: string): string
  /** Fails when the text was sealed under another key or was changed. */
  open(sealed: string): string
}

/** `key` is any text of at least 16 characters: CLIENTELE_SECRET_KEY, or the embedded store's secret.key. */
export function createSecrets(key: string): Secrets {
  const derived = createHash('sha256').update('clientele secret box\0').update(key).digest()
  const hash = (secret: string): Buffer => createHash('sha256').update(secret).digest()
  return {
    hash,
    matches(presented, kept) {
      const other = hash(presented)
      return kept !== null && kept.length === other.length && timingSafeEqual(other, kept)
    },
    seal(plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', derived, nonce)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return ['v1', ...[nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
    },
    open(sealed) {
      const [version, nonce, text, tag] = sealed.split('.')
      if (version !== 'v1' || !nonce || text === undefined || !tag) throw new Error('Not a sealed secret')
      const decipher = createDecipheriv('aes-256-gcm', derived, Buffer.from(nonce, 'base64url'))
      decipher.setAuthTag(Buffer.from(tag, 'base64url'))
      return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString(
        'utf8',
      )
    },
  }
}
