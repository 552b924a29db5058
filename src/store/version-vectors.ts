/** Versions of organizations' data as vectors of slots, and whether one server is up to another. */
import { sql } from 'kysely'
import { type Database, rows } from './database.ts'

/** Slot by slot, read from `3:17 9:4`. */
const slotsOf = (version: string): [slot: string, value: number][] =>
  version === ''
    ? []
    : version.split(' ').map((part) => {
        const [slot = '', value = ''] = part.split(':')
        return [slot, Number(value)]
      })

/**
 * Whether whoever has `version` has all that `wanted` stands for. Slot by slot: a replica makes commits visible in the
 * order of the log, the primary in the order in which they are acknowledged, and these may differ. With one commit seen
 * here and another there the sums are equal, and yet a commit is missing. Within a slot the order is one, since the later
 * transaction waits for the row that the earlier one holds. `isUpTo('3:17 9:4', '3:16') === true`
 */
export function isUpTo(version: string, wanted: string): boolean {
  if (version === wanted) return true
  const has = new Map(slotsOf(version))
  return slotsOf(wanted).every(([slot, value]) => (has.get(slot) ?? 0) >= value)
}

/** The versions at a replica, by organization; null where the server is none (any longer). */
export async function versionsAt(
  database: Database,
  organizations: readonly number[],
): Promise<ReadonlyMap<number, string> | null> {
  const found = await rows<{ organization: number; version: string; isReplica: boolean }>(
    database,
    sql`select o.key as "organization", pg_is_in_recovery() as "isReplica",
        coalesce((select string_agg(v.slot || ':' || v.value, ' ' order by v.slot) from data_versions v
          where v.organization_id = o.key), '') as "version"
      from unnest(${sql.val(organizations)}::bigint[]) as o (key)`,
  )
  if (found.some(({ isReplica }) => !isReplica)) return null
  return new Map(found.map(({ organization, version }) => [organization, version]))
}
