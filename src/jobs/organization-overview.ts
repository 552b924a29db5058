/** Overviews are reckoned anew when the data changed, but take no more than a tenth of the time, however it changes. */
import type { Overview } from '../core/overview.ts'
import type { Organization } from '../core/ports.ts'

export interface OverviewStore {
  read(organization: Organization): Promise<Overview>
  /** Another text after every write. */
  version(organization: number): Promise<string>
}

interface Remembered {
  version: string
  /** When it was begun and how long it took, milliseconds. */
  began: number
  took: number
  result: Promise<Overview>
}

const SHARE = 10
/** Figures that no event tells of (`ledger verify --repair`) show after so long, milliseconds. */
const LONGEST = 60_000
/** Organizations that are remembered. */
const MOST = 100

export function createOverviews(store: OverviewStore, now: () => number = () => performance.now()) {
  const remembered = new Map<number, Remembered>()

  function reckon(organization: Organization, version: string): Promise<Overview> {
    const began = now()
    const result = store.read(organization)
    const one: Remembered = { version, began, took: Number.POSITIVE_INFINITY, result }
    remembered.delete(organization.key)
    remembered.set(organization.key, one)
    for (const key of [...remembered.keys()].slice(0, Math.max(0, remembered.size - MOST)))
      remembered.delete(key)
    result.then(
      () => {
        one.took = now() - began
      },
      () => remembered.delete(organization.key),
    )
    return result
  }

  return async (organization: Organization): Promise<Overview> => {
    const known = remembered.get(organization.key)
    // Whoever asks while it is reckoned gets the same.
    if (known && now() - known.began < known.took * SHARE) return known.result
    const version = await store.version(organization.key)
    // Somebody else began meanwhile.
    const other = remembered.get(organization.key)
    if (other && other !== known) return other.result
    const stands = known?.version === version && now() - known.began < LONGEST
    return stands ? known.result : reckon(organization, version)
  }
}
