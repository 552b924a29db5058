/** Moments of organizations that lie on several nodes of a cluster: one statement of the versions, one of counts that changed. */
import { sql } from 'kysely'
import { type Database, rows } from './database.ts'
import type { FoundMoment } from './moments.ts'

/**
 * The versions come first: what is read afterwards is of that version or a newer one, so that nothing is remembered for
 * longer than it stands. Grouped by the organization, each node answers for its own.
 */
export async function readSpreadMoments(
  database: Database,
  organizations: readonly number[],
  known: readonly (string | null)[],
): Promise<FoundMoment[]> {
  const found = await rows<{ organization: number; version: string }>(
    database,
    sql`select organization_id as "organization", string_agg(slot || ':' || value, ' ' order by slot) as "version"
      from data_versions where organization_id = any(${sql.val(organizations)}::bigint[]) group by organization_id`,
  )
  const versions = new Map(found.map(({ organization, version }) => [organization, version]))
  const changed = organizations.filter((one, index) => (versions.get(one) ?? '') !== known[index])
  const counts = new Map(changed.map((one) => [one, {} as Record<string, number>]))
  if (changed.length > 0)
    for (const { organization, name, value } of await rows<{
      organization: number
      name: string
      value: number
    }>(
      database,
      sql`select organization_id as "organization", name, sum(value)::bigint as "value" from counters
        where organization_id = any(${sql.val(changed)}::bigint[]) group by organization_id, name`,
    )) {
      const ofOne = counts.get(organization)
      if (ofOne) ofOne[name] = value
    }
  return organizations.map((organization) => ({
    organization,
    version: versions.get(organization) ?? '',
    counts: counts.get(organization) ?? null,
  }))
}
