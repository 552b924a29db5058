/** The keys that sign Commerce Layer's access tokens, as people change them: the command line and the console alike. */
import type { CredentialStore, SigningKey } from '../core/credentials.ts'
import { CoreError } from '../core/errors.ts'
import type { Clock } from '../core/ports.ts'
import { ISSUER, newIssuerKey } from './jwt.ts'
import type { Secrets } from './secrets.ts'

/** No access token lives longer than this after another key signs. */
const OVER_AFTER_MS = 24 * 3600_000

export interface KnownKey {
  keyId: string
  createdAt: Date
  /** The newest signs; the others are good for what they signed. */
  signs: boolean
  /** When the last token that it signed is over, after which a rotation removes it; null: it signs. */
  neededUntil: Date | null
}

type Keys = Pick<CredentialStore, 'signingKeys' | 'succeedSigningKey' | 'removeSigningKeys'>

/** The newest first. */
export const knownKeys = async (credentials: Pick<Keys, 'signingKeys'>): Promise<KnownKey[]> =>
  (await credentials.signingKeys(ISSUER)).map(present).toReversed()

/** A new key signs from now on; those whose tokens are all over go. Gives the ids: `{ keyId: '…', removed: ['…'] }`. */
export async function rotateKey({
  credentials,
  secrets,
  clock,
}: {
  credentials: Keys
  secrets: Secrets
  clock: Clock
}): Promise<{ keyId: string; removed: string[] }> {
  const now = clock()
  const before = await knownKeys(credentials)
  const { keyId, ...key } = await newIssuerKey(secrets)
  await credentials.succeedSigningKey(ISSUER, { keyId, ...key })
  const removed = before.flatMap((one) => (one.neededUntil && one.neededUntil < now ? [one.keyId] : []))
  if (removed.length > 0) await credentials.removeSigningKeys(ISSUER, removed)
  return { keyId, removed }
}

/** What it signed is worth nothing any more. Throws `record-not-found`, and `not-unique` for the one that signs. */
export async function removeKey(credentials: Keys, keyId: string): Promise<void> {
  const found = (await knownKeys(credentials)).find((key) => key.keyId === keyId)
  if (!found)
    throw new CoreError('record-not-found', {}, `there is no key ${keyId}: look at the list of keys`)
  if (found.signs)
    throw new CoreError('not-unique', {}, `${keyId} is the key that signs: rotate first, then remove it`)
  await credentials.removeSigningKeys(ISSUER, [keyId])
}

function present({ keyId, createdAt = new Date(0) }: SigningKey, index: number, all: readonly SigningKey[]) {
  const successor = all[index + 1]?.createdAt
  return {
    keyId,
    createdAt,
    signs: index === all.length - 1,
    neededUntil: successor ? new Date(successor.getTime() + OVER_AFTER_MS) : null,
  }
}
