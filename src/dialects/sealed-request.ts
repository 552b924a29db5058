/**
 * The request as an approval page's form carries it: encrypted and authenticated under the server's key, so that what
 * is approved is what was shown, from a page of ours, and not long ago. A form made elsewhere cannot have it.
 */
import type { Services } from './dialect.ts'

/** As long as a code lives. */
const LIFETIME_MS = 10 * 60 * 1000

export type Pairs = readonly (readonly [string, string])[]

/** `purpose` names the platform's page: what one sealed, no other opens. */
export const sealRequest = (purpose: string, pairs: Pairs, { secrets, clock }: Services): string =>
  secrets.seal(JSON.stringify({ purpose: asText(purpose), at: clock().getTime(), pairs }))

/** Null when it is none of ours, or too old. */
export function openRequest(purpose: string, sealed: string, { secrets, clock }: Services): Pairs | null {
  try {
    const { purpose: meant, at, pairs } = JSON.parse(secrets.open(sealed)) as Record<string, unknown>
    const age = clock().getTime() - Number(at)
    return meant === asText(purpose) && age >= 0 && age < LIFETIME_MS ? (pairs as Pairs) : null
  } catch {
    return null
  }
}

const asText = (purpose: string): string => `${purpose} authorization request`
