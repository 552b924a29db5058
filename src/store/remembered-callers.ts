/**
 * Who callers are, remembered while the data of their organizations stands: from the request on after a credential or a
 * token was taken back, wherever that was done, it is looked up again. What the clock decides is decided each time.
 */
import { LRUCache } from 'lru-cache'
import type { AsOf } from '../core/as-of.ts'
import type { CredentialStore, Standing } from '../core/credentials.ts'
import type { Clock } from '../core/ports.ts'
import type { CredentialLookups, FoundStanding } from './credential-lookups.ts'
import { isAt, type Moments } from './moments.ts'

interface Known {
  asOf: AsOf
}

/** Each takes about a kilobyte. */
const MOST = 10_000

export function createRememberedCallers(
  lookups: CredentialLookups,
  moments: Moments,
  clock: Clock,
): Pick<CredentialStore, 'standing' | 'bySecretHash' | 'reach'> {
  const remembered = new LRUCache<string, Known>({ max: MOST })

  async function stands({ asOf }: Known): Promise<boolean> {
    const [only] = asOf
    // Most are of one.
    if (only && asOf.length === 1) return isAt(only, await moments.at(only[0]))
    // Nothing would ever tell that it is another.
    if (!only) return false
    const now = await Promise.all(asOf.map(([organization]) => moments.at(organization)))
    return asOf.every((one, index) => isAt(one, now[index]))
  }

  /** Only what was found is remembered. */
  async function lookUp<T extends Known>(key: string, look: () => Promise<T | null>): Promise<T | null> {
    const known = remembered.get(key) as T | undefined
    if (known && (await stands(known))) return known
    const found = await look()
    if (found) remembered.set(key, found)
    else remembered.delete(key)
    return found
  }

  return {
    async standing(dialect, publicId, tokenHash, customer = null) {
      const key = `standing ${dialect} ${publicId} ${customer} ${textOf(tokenHash)}`
      const found = await lookUp(key, async () => {
        const standing = await lookups.standing(dialect, publicId, tokenHash, customer)
        return standing && lastingly(standing)
      })
      if (!found) return null
      const { standing } = found
      const { goodUntil: until } = standing
      return until && until <= clock() ? { ...standing, tokenRevoked: true } : standing
    },
    bySecretHash: (dialect, hash) =>
      lookUp(`secret ${dialect} ${textOf(hash)}`, () => lookups.bySecretHash(dialect, hash)),
    async reach(id) {
      const found = await lookUp(`reach ${id}`, async () => {
        const reach = await lookups.reach(id)
        return { reach, asOf: reach.flatMap(({ asOf = [] }) => asOf) }
      })
      return found?.reach ?? []
    },
  }
}

/** Apart from what the clock decides. It is the same object for as long as it stands, by which others remember what follows from it. */
function lastingly({ tokenRevokedFrom: goodUntil, ...found }: FoundStanding): Known & { standing: Standing } {
  return { asOf: found.asOf, standing: { ...found, goodUntil, tokenRevoked: false } }
}

const textOf = (hash: Uint8Array): string => Buffer.from(hash).toString('latin1')
