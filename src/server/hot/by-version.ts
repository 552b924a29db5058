/** Knows which of the kept answers an organization's change has made useless, so that they take no memory until others need it. */
import type { AsOf } from '../../core/as-of.ts'

export interface ByVersion {
  /** Keys of answers that were made at another version of any of these organizations: none of them is ever given again. */
  outdatedBy(asOf: AsOf): string[]
  add(key: string, asOf: AsOf): void
  remove(key: string, asOf: AsOf): void
}

export function createByVersion(): ByVersion {
  /** Of each organization that something is kept of, what was made at its last version. */
  const last = new Map<number, { version: string; keys: Set<string> }>()
  return {
    outdatedBy: (asOf) =>
      asOf.flatMap(([organization, version]) => {
        const found = last.get(organization)
        return found && found.version !== version ? [...found.keys] : []
      }),
    add(key, asOf) {
      for (const [organization, version] of asOf) {
        const found = last.get(organization)
        if (found?.version === version) found.keys.add(key)
        else last.set(organization, { version, keys: new Set([key]) })
      }
    },
    remove(key, asOf) {
      for (const [organization, version] of asOf) {
        const found = last.get(organization)
        if (found?.version !== version) continue
        found.keys.delete(key)
        if (found.keys.size === 0) last.delete(organization)
      }
    },
  }
}
