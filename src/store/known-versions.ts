/** The versions that were seen at a replica lately; by two halves, so that it stays small however many organizations there are. */

/** What was seen counts for one to two of these: less than a server needs to start again from an older state. */
const KNOWN_MS = 1000

export function createKnownVersions(now: () => number = () => performance.now()) {
  let [fresh, older] = [new Map<number, string>(), new Map<number, string>()]
  let since = now()
  function turn(): void {
    const age = now() - since
    if (age < KNOWN_MS) return
    older = age < 2 * KNOWN_MS ? fresh : new Map()
    fresh = new Map()
    since = now()
  }
  return {
    add(organization: number, version: string): void {
      turn()
      fresh.set(organization, version)
    },
    get(organization: number): string | undefined {
      turn()
      return fresh.get(organization) ?? older.get(organization)
    },
    clear(): void {
      fresh.clear()
      older.clear()
    },
  }
}
