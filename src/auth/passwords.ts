/** Passwords that people choose: hashed slowly with scrypt, because they can be guessed. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { atMost } from '../lib/at-most.ts'

export interface Passwords {
  /** `scrypt$N$r$p$salt$key`, salt and key in base64url: it says by itself how it was made. */
  hash(plain: string): Promise<string>
  /**
   * True when that is the password hashed. Without a hash, or with one that is none of ours, it is false after
   * the same work, so that the time does not tell which accounts exist.
   */
  matches(plain: string, hash: string | null): Promise<boolean>
}

export interface PasswordCost {
  /** scrypt's N, r and p (RFC 7914 section 2); memory is 128 · N · r bytes. */
  N: number
  r: number
  p: number
}

/** 32 MB a hashing; one of the equal choices of OWASP's Password Storage Cheat Sheet, section scrypt. */
const COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 }
/** Two at once: 64 MB, and half of the runtime's four worker threads stay free for files. */
const AT_ONCE = 2
const SALT_BYTES = 16
const KEY_BYTES = 32

export function createPasswords(cost: PasswordCost = COST, atOnce = AT_ONCE): Passwords {
  const run = atMost(atOnce)
  const derive = (plain: string, salt: Uint8Array, { N, r, p }: PasswordCost) =>
    run(() => scryptOf(plain, salt, { N, r, p, maxmem: 2 * memoryOf({ N, r, p }) }))
  return {
    async hash(plain) {
      const salt = randomBytes(SALT_BYTES)
      const key = await derive(plain, salt, cost)
      const { N, r, p } = cost
      return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$')
    },
    async matches(plain, hash) {
      const kept = readHash(hash ?? '', cost)
      const key = await derive(plain, kept?.salt ?? new Uint8Array(SALT_BYTES), kept?.cost ?? cost)
      return kept !== null && timingSafeEqual(key, kept.key)
    },
  }
}

const memoryOf = ({ N, r }: PasswordCost): number => 128 * N * r
const workOf = ({ N, r, p }: PasswordCost): number => N * r * p

const HASH = /^scrypt\$(\d{1,9})\$(\d{1,3})\$(\d{1,3})\$([\w-]{11,86})\$([\w-]{43})$/

/** Null for any other text, and for a hash of over four times our cost: checking it would be a way to stop us. */
function readHash(text: string, ours: PasswordCost) {
  const [, N, r, p, salt = '', key = ''] = HASH.exec(text) ?? []
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const powerOfTwo = cost.N > 1 && Number.isInteger(Math.log2(cost.N))
  if (!powerOfTwo || cost.r < 1 || cost.p < 1) return null
  if (memoryOf(cost) > 4 * memoryOf(ours) || workOf(cost) > 4 * workOf(ours)) return null
  return { cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

/** Typed alike, hashed alike, whichever way the keyboard composes accents (RFC 8265 section 4.2: NFC). */
const scryptOf = (plain: string, salt: Uint8Array, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(plain.normalize('NFC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )
