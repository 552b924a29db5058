/** The first answer to a write, kept for whoever sends the same request again (an `Idempotency-Key`). */
import { createHash } from 'node:crypto'
import { fold } from '../lib/fold.ts'

/** For so long the key brings the first answer again, milliseconds. */
export const KEPT_FOR = 24 * 60 * 60 * 1000

/** Whose key it is and what was asked with it; SHA-256 of either, since a key may be anything. */
export interface AnswerKey {
  credential: string
  keyHash: Uint8Array
  requestHash: Uint8Array
}

export interface KeptAnswer {
  status: number
  headers: Record<string, string>
  /** Encrypted: an answer may tell a secret, such as a webhook's. */
  sealedBody: string
}

export interface NewKeptAnswer extends KeptAnswer {
  /** Marks of all that the body names, so that it can be found by a name though it is encrypted. */
  marks: readonly string[]
}

/** Longer texts name nothing. */
const LONGEST_NAME = 254

/** The mark of a name: 64 bits of its SHA-256, as a signed number in digits; case does not count. */
export const markOf = (name: string): string =>
  String(createHash('sha256').update(fold(name)).digest().readBigInt64BE(0))

/** Marks of every text in a JSON body, whole and, where it is an address, by its parts; none in another body. */
export function marksIn(body: string): string[] {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const name of [value, ...value.split(/[/?&=#]/)])
        if (name !== '' && name.length <= LONGEST_NAME) names.add(name)
    } else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) visit(one)
  }
  try {
    visit(JSON.parse(body))
  } catch {
    return []
  }
  return [...names].map(markOf)
}
