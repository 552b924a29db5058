/** Who had to do with whom: appended in batches beside the requests. No version is raised: nothing that is served shows it. */
import { type RawBuilder, sql } from 'kysely'
import type { AuditFilter, AuditLog, KeptAuditEntry, NewAuditEntry } from '../core/audit.ts'
import { type Database, rows } from './database.ts'
import { moment } from './parameters.ts'

const COLUMNS = sql`key, at, kind, via, who, on_behalf as "onBehalf", action, subjects, requests, trace`

export const createAuditLog = (database: Database): AuditLog => ({
  async append(entries) {
    // A statement names one organization.
    for (const [organization, some] of byOrganization(entries)) await append(database, organization, some)
  },
  list: (organization, filter, limit) =>
    rows<KeptAuditEntry>(
      database,
      sql`select ${COLUMNS} from audit_entries where organization_id = ${organization} ${conditions(filter)}
        order by key desc limit ${limit}`,
    ),
  async forget(organization, before) {
    const [gone] = await rows<{ count: number }>(
      database,
      sql`with gone as (delete from audit_entries
          where organization_id = ${organization} and at < ${moment(before)} returning 1)
        select count(*) as "count" from gone`,
    )
    return gone?.count ?? 0
  },
})

const append = (database: Database, organization: number, entries: readonly NewAuditEntry[]) =>
  rows(
    database,
    sql`insert into audit_entries (organization_id, at, kind, via, who, on_behalf, action, subjects, requests, trace)
      select ${organization}::bigint, at, kind, via, who, "onBehalf", action,
        array(select json_array_elements_text(subjects)), requests, trace
      from json_to_recordset(${JSON.stringify(entries)}::json) as given (at timestamptz, kind text, via text, who text,
        "onBehalf" boolean, action text, subjects json, requests integer, trace text)
      where exists (select from organizations o where o.key = ${organization})`,
  )

function byOrganization(entries: readonly NewAuditEntry[]): Map<number, NewAuditEntry[]> {
  const found = new Map<number, NewAuditEntry[]>()
  for (const one of entries) {
    const known = found.get(one.organization)
    if (known) known.push(one)
    else found.set(one.organization, [one])
  }
  return found
}

function conditions({ kind, since, subjects, before }: AuditFilter): RawBuilder<unknown> {
  const all = [
    ...(kind ? [sql`and kind = ${kind}`] : []),
    ...(since ? [sql`and at >= ${moment(since)}`] : []),
    ...(subjects ? [sql`and subjects && ${sql.val(subjects)}::text[]`] : []),
    ...(before === undefined ? [] : [sql`and key < ${before}`]),
  ]
  return sql.join(all, sql` `)
}
