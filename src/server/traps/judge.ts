/** Verdicts that go by who was shown since the trap was set. */
import type { Seen, Sighting } from './seen.ts'
import type { Step, Verdict } from './trap.ts'

export interface Awaited {
  ids: readonly string[]
  /** Shown by requests from then on: milliseconds. */
  since: number
  /** Counts only in that step: what the first sync missed is lost to it, even if another one heals it. */
  within?: Step
  until: Step
  /** Words for the three verdicts. */
  walking: string
  passed(at: Sighting): string
  caught(missing: readonly string[]): string
}

export function awaitAll(seen: Seen, { ids, since, within, until, ...words }: Awaited): Verdict {
  const missing = ids.filter((id) => !seen.since(id, since, within))
  const last = ids.at(-1)
  const sighting = last === undefined ? null : seen.since(last, since, within)
  if (missing.length === 0 && sighting) return { status: 'passed', evidence: words.passed(sighting) }
  if (seen.isOver(until)) return { status: 'caught', evidence: words.caught(missing) }
  return { status: 'walking', evidence: words.walking }
}

/** `21:04:07 UTC`, for people who compare it with a log. */
export const clockTime = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`

export const inSync = (step: Step): string => (step === 'full' ? 'the first sync' : 'the second sync')
export const counted = (count: number): string => (count === 1 ? '1 customer' : `${count} customers`)

/** What the traps between two pages take. */
export const ANOTHER_PAGE =
  'It takes another page after one that you have read, and the walk ended before: let your client read smaller pages, or give the organization more customers.'
