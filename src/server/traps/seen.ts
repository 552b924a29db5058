/** What the client under test was shown, in which request, and when. */
import type { ShownCustomers } from '../../dialects/traps.ts'
import type { Step } from './trap.ts'

export interface Sighting {
  /** When the request came that showed it: milliseconds. */
  at: number
  step: Step
  /** `page 3`, `the 5th page`, `a request of its own`. */
  where: string
}

export interface Seen {
  /** The last time that the customer was shown; null: never. */
  last(id: string): Sighting | null
  /** Shown by a request that came at that moment or later, and in that step where one is named. */
  since(id: string, at: number, step?: Step): Sighting | null
  /** Where it was shown first: `page 1`. */
  first(id: string): string
  has(id: string): boolean
  /** The customers of the last page of the first sync. */
  lastPage(): readonly string[]
  /** Rows of the longest page so far. */
  longestPage(): number
  /** Pages of the list that were shown in the first sync. */
  pages(): number
  /** Different customers in that step. */
  count(step: Step): number
  /** That step is over, or all is. */
  isOver(step: Step): boolean
}

export interface SeenNotes extends Seen {
  note(shown: ShownCustomers, step: Step, at: number): void
  end(step: Step): void
}

export function createSeen(): SeenNotes {
  const last = new Map<string, Record<Step, Sighting | null>>()
  const first = new Map<string, string>()
  const counts: Record<Step, number> = { full: 0, incremental: 0 }
  const over = new Set<Step>()
  let pages = 0
  let longest = 0
  let lastPage: readonly string[] = []

  const newest = (id: string): Sighting | null => {
    const found = last.get(id)
    return found?.incremental ?? found?.full ?? null
  }

  return {
    note({ ids, isPage, next, number }, step, at) {
      if (isPage && step === 'full') {
        pages++
        if (next === null) lastPage = ids
      }
      if (isPage) longest = Math.max(longest, ids.length)
      const where = !isPage
        ? 'a request of its own'
        : number === null
          ? `the ${nth(pages)} page`
          : `page ${number}`
      for (const id of ids) {
        const sightings = last.get(id) ?? { full: null, incremental: null }
        if (sightings[step] === null) counts[step]++
        if ((sightings[step]?.at ?? 0) <= at) sightings[step] = { at, step, where }
        last.set(id, sightings)
        if (!first.has(id)) first.set(id, where)
      }
    },
    end: (step) => void over.add(step),
    last: newest,
    since(id, at, step) {
      const found = step ? (last.get(id)?.[step] ?? null) : newest(id)
      return found && found.at >= at ? found : null
    },
    first: (id) => first.get(id) ?? 'no page',
    has: (id) => last.has(id),
    lastPage: () => lastPage,
    longestPage: () => longest,
    pages: () => pages,
    count: (step) => counts[step],
    isOver: (step) => over.has(step),
  }
}

/** `nth(2)` is `2nd`. */
function nth(count: number): string {
  const teen = count % 100 > 10 && count % 100 < 14
  return `${count}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')}`
}
