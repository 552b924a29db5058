/** The first answer to a write, kept for whoever sends the same request again (an `Idempotency-Key`). */

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
  body: string
}
