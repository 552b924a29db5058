/**
 * What stands at one moment of an organization: the version of its data and its kept counts. Whoever asks while a
 * question is under way waits for the next one, together with all others: one statement serves them all, and each gets
 * an answer that began after it asked, so that nobody is ever told of the past.
 */
import { sql } from 'kysely'
import { type Database, rows } from './database.ts'

export interface Moment {
  /** Equal only while nothing changed: each slot with its value, as `3:17 9:4`; empty before the first change. */
  version: string
  /** The kept counts by name; what is not there is none. */
  counts: Readonly<Record<string, number>>
}

export interface Moments {
  at(organization: number): Promise<Moment>
}

const NOTHING: Moment = { version: '', counts: {} }

interface Round {
  organizations: Set<number>
  answer: Promise<Map<number, Moment>>
}

export function createMoments(database: Database): Moments {
  let underWay: Promise<unknown> = Promise.resolve()
  let next: Round | null = null

  function nextRound(): Round {
    const organizations = new Set<number>()
    const answer = underWay.then(() => {
      next = null
      return readMoments(database, [...organizations])
    })
    underWay = answer.catch(() => {})
    return { organizations, answer }
  }

  return {
    async at(organization) {
      next ??= nextRound()
      next.organizations.add(organization)
      return (await next.answer).get(organization) ?? NOTHING
    },
  }
}

async function readMoments(
  database: Database,
  organizations: readonly number[],
): Promise<Map<number, Moment>> {
  const found = await rows<Moment & { organization: number }>(
    database,
    sql`select o.key as "organization",
        coalesce((select string_agg(v.slot || ':' || v.value, ' ' order by v.slot) from data_versions v
          where v.organization_id = o.key), '') as "version",
        coalesce((select jsonb_object_agg(c.name, c.value) from (select name, sum(value) as value from counters
          where organization_id = o.key group by name) c), '{}') as "counts"
      from unnest(${sql.val(organizations)}::bigint[]) as o (key)`,
  )
  return new Map(found.map(({ organization, ...moment }) => [organization, moment]))
}
