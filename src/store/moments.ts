/**
 * What stands at one moment of an organization: the version of its data and its kept counts. Whoever asks while a
 * question is under way waits for the next one, together with all others: one question serves them all, and each gets
 * an answer that began after it asked, so that nobody is ever told of the past. It is one statement, and a second one for
 * the counts where the version is another one than before. Where it is known that nothing at all was done since the last
 * question began (an embedded engine's own process counts it), its answer stands without another.
 */
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { AsOf } from '../core/as-of.ts'
import { columnsOf, type Database } from './database.ts'
import type { Statement } from './statements.ts'

export interface Moment {
  /** Equal only while nothing changed: each slot with its value, as `3:17 9:4`; empty before the first change. */
  version: string
  /** The kept counts by name; what is not there is none. */
  counts: Readonly<Record<string, number>>
}

export interface Moments {
  /** `patient`: rather with many others than soon, for whom asking is most of the work. */
  at(organization: number, patient?: boolean): Promise<Moment>
  /** The last one that was found, if it is of that version. */
  of(organization: number, version: string): Moment | null
}

/**
 * Whether an organization is still at that version. One without any was not written to since there are versions, and is
 * told by nothing from one that is gone.
 */
export const isAt = ([, version]: AsOf[number], now: Moment | undefined): boolean =>
  version !== '' && now?.version === version

const NOTHING: Moment = { version: '', counts: {} }
/** Organizations whose last moment is remembered. */
const MOST = 10_000

/** So many turns of the event loop those wait who are patient. */
const MOST_TURNS = 5

/** A question that takes so long may be on a connection that nobody is at the other end of: the next one waits no longer. */
const PATIENCE_MS = 5000

interface Pace {
  /** Somebody who asks is not patient. */
  hurries: boolean
}

interface Round {
  pace: Pace
  /** Of each organization that is asked for, the answer that all who ask for it wait for. */
  asked: Map<number, Promise<Moment>>
  answer: Promise<Map<number, Moment>>
  start(): void
}

/** What is found of an organization; the counts are null where the version is the one that was known. */
export interface FoundMoment {
  organization: number
  version: string
  counts: Moment['counts'] | null
}

/** `known` are the versions that were found the last time, in the order of the organizations. */
type ReadMoments = (
  database: Database,
  organizations: readonly number[],
  known: readonly (string | null)[],
) => Promise<FoundMoment[]>

/** Turns of the event loop cost nothing while there is nothing to do; whoever came in one of them asks as well. */
function afterTurns(turns: number, pace: Pace, start: () => void): void {
  setImmediate(() => {
    if (turns === 1 || pace.hurries) start()
    else afterTurns(turns - 1, pace, start)
  })
}

export function createMoments(
  database: Database,
  read: ReadMoments = readMoments,
  now: () => number = () => performance.now(),
  /** Another number as soon as something was done on the database; null: nobody counts that. */
  done: (() => number) | null = null,
): Moments {
  const last = new LRUCache<number, Moment>({ max: MOST })
  /** What the last questions found, and the number that they began at. */
  const standing = new LRUCache<number, { moment: Promise<Moment>; since: number }>({ max: MOST })
  let underWay: Promise<unknown> = Promise.resolve()
  let next: Round | null = null
  /** When the last question was asked. */
  let began = now()

  function nextRound(): Round {
    const asked = new Map<number, Promise<Moment>>()
    const pace = { hurries: false }
    let start = () => {}
    const turn = new Promise<void>((resolve) => {
      start = resolve
    })
    void underWay.then(() => afterTurns(MOST_TURNS, pace, start))
    const answer = turn.then(() => {
      next = null
      began = now()
      return remembering([...asked.keys()])
    })
    underWay = answer.catch(() => {})
    return { pace, asked, answer, start }
  }

  async function remembering(organizations: readonly number[]): Promise<Map<number, Moment>> {
    const since = done?.()
    const known = organizations.map((organization) => last.get(organization))
    const versions = known.map((moment) => moment?.version ?? null)
    const before = new Map(organizations.map((organization, index) => [organization, known[index]]))
    return new Map(
      (await read(database, organizations, versions)).map(({ organization, version, counts }) => {
        const moment = counts ? { version, counts } : (before.get(organization) ?? NOTHING)
        if (counts) last.set(organization, moment)
        if (since !== undefined) standing.set(organization, { moment: Promise.resolve(moment), since })
        return [organization, moment]
      }),
    )
  }

  return {
    at(organization, patient = false) {
      const known = done && standing.get(organization)
      if (known && known.since === done?.()) return known.moment
      next ??= nextRound()
      if (!patient) next.pace.hurries = true
      let found = next.asked.get(organization)
      if (!found) {
        found = next.answer.then((moments) => moments.get(organization) ?? NOTHING)
        next.asked.set(organization, found)
      }
      if (now() - began > PATIENCE_MS) next.start()
      return found
    },
    of(organization, version) {
      const found = last.get(organization)
      return found && version !== '' && found.version === version ? found : null
    },
  }
}

/** The version as a value of a statement about something else, as of the same moment. */
export const versionOf = (organization: ReturnType<typeof sql>) =>
  sql`coalesce((select string_agg(v.slot || ':' || v.value, ' ' order by v.slot) from data_versions v
    where v.organization_id = ${organization}), '')`

/** By organization; of a cluster each node answers for its own. Never written to: no row. */
const VERSIONS: Statement = {
  text: `select organization_id, string_agg(slot || ':' || value, ' ' order by slot) from data_versions
    where organization_id = any($1::bigint[]) group by organization_id`,
  steady: true,
  parameters: [],
}
/** What asks this changes nothing. */
export const LOOK = VERSIONS.text
const COUNTS: Statement = {
  text: `select organization_id, name, sum(value)::bigint from counters
    where organization_id = any($1::bigint[]) group by organization_id, name`,
  steady: true,
  parameters: [],
}

/**
 * The versions come first: what is read afterwards is of that version or a newer one, so that nothing is remembered for
 * longer than it stands. While they stand, which is most of the time, it is this one small statement alone.
 */
export const readMoments: ReadMoments = async (database, organizations, known) => {
  const found = await columnsOf(database, { statement: VERSIONS, values: [organizations] })
  const versions = new Map(found.map(([organization, version]) => [Number(organization), version ?? '']))
  const changed = organizations.filter((one, index) => (versions.get(one) ?? '') !== known[index])
  const counts = new Map(changed.map((one) => [one, {} as Record<string, number>]))
  if (changed.length > 0)
    for (const [organization, name, count] of await columnsOf(database, {
      statement: COUNTS,
      values: [changed],
    })) {
      const ofOne = counts.get(Number(organization))
      if (ofOne) ofOne[name ?? ''] = Number(count)
    }
  return organizations.map((organization) => ({
    organization,
    version: versions.get(organization) ?? '',
    counts: counts.get(organization) ?? null,
  }))
}
