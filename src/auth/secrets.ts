/** Secrets: hashed when a caller presents them, encrypted when they sign, compared in constant time. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  hash as hashOnce,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

export interface Secrets {
  /** SHA-256 of a high-entropy secret; tokens and client secrets are random, so no slow hash is needed. */
  hash(secret: string): Uint8Array
  /** True when the presented secret is the one hashed; takes the same time either way. */
  matches(presented: string, hash: Uint8Array | null): boolean
  /** Encrypts under the store's key: `v1.<nonce>.<text>.<tag>`, each part base64url. */
  seal(plain: string): string
  /** Fails when the text was sealed under a key that is not known, or was changed. */
  open(sealed: string): string
}

/**
 * The keys of the store, each any text of at least 16 characters: the first seals, each opens. Asked before what is sealed, and
 * `fresh` where none of those known opens a text: another process may have got a new one.
 */
export type StoreKeys = (fresh?: boolean) => readonly string[]

/** `createSecrets('at least sixteen characters')` */
export function createSecrets(key: string | StoreKeys): Secrets {
  const keys: StoreKeys = typeof key === 'string' ? () => [key] : key
  const derived = new Map<string, Buffer>()
  const derive = (text: string): Buffer => {
    const known =
      derived.get(text) ?? createHash('sha256').update('clientele secret box\0').update(text).digest()
    derived.set(text, known)
    return known
  }
  const hash = (secret: string): Buffer => hashOnce('sha256', secret, 'buffer')
  return {
    hash,
    matches(presented, kept) {
      const other = hash(presented)
      return kept !== null && kept.length === other.length && timingSafeEqual(other, kept)
    },
    seal(plain) {
      const [first = ''] = keys()
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', derive(first), nonce)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return ['v1', ...[nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
    },
    open(sealed) {
      const parts = partsOf(sealed)
      const known = keys()
      for (const one of known) {
        const plain = opened(parts, derive(one))
        if (plain !== null) return plain
      }
      for (const one of keys(true)) {
        const plain = known.includes(one) ? null : opened(parts, derive(one))
        if (plain !== null) return plain
      }
      throw new Error('Not sealed under a key of this store')
    },
  }
}

/** The text under the first key; `current` where it is already, `lost` where no key opens it. */
export function createResealer(keys: StoreKeys): (sealed: string) => { anew: string } | 'current' | 'lost' {
  const all = createSecrets(keys)
  return (sealed) => {
    const first = createSecrets(keys()[0] ?? '')
    if (plainOf(first, sealed) !== null) return 'current'
    const plain = plainOf(all, sealed)
    return plain === null ? 'lost' : { anew: first.seal(plain) }
  }
}

function plainOf(secrets: Secrets, sealed: string): string | null {
  try {
    return secrets.open(sealed)
  } catch {
    return null
  }
}

type Parts = readonly [nonce: Buffer, text: Buffer, tag: Buffer]

const TAG_BYTES = 16

function partsOf(sealed: string): Parts {
  const [version, nonce, text, tag] = sealed.split('.')
  if (version !== 'v1' || !nonce || text === undefined || !tag) throw new Error('Not a sealed secret')
  const parts = [nonce, text, tag].map((part) => Buffer.from(part, 'base64url')) as unknown as Parts
  // A shorter tag is easier to guess, and Node takes it.
  if (parts[2].length !== TAG_BYTES) throw new Error('Not a sealed secret')
  return parts
}

function opened([nonce, text, tag]: Parts, key: Buffer): string | null {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
