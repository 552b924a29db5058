/** The questions of the jobs that work by the clock; each organization's part is read from an index of its own. */
import { type RawBuilder, sql } from 'kysely'
import type { DueRecord, DueRecords, Span } from '../core/due.ts'
import { type Database, rows } from './database.ts'
import { isNoSnapshot } from './organizations.ts'
import { moment } from './parameters.ts'

/** Of one organization at once: what is more is due again the next time. */
const MOST = 200

/** Each organization but the snapshots, to look into one after another. */
const ORGANIZATIONS = sql`(select key from organizations where ${isNoSnapshot}) o`
/**
 * The same on a cluster, from a table that lies beside theirs: each node goes through its own. Whatever has data has a
 * version.
 */
const SPREAD_ORGANIZATIONS = sql`(select distinct v.organization_id as key from data_versions v
  join organizations x on x.key = v.organization_id where x.${isNoSnapshot}) o`

/** `isSpread`: over the nodes of a cluster. */
export function createDueRecords(database: Database, isSpread: boolean): DueRecords {
  const due = (
    table: string,
    time: string,
    { since, until }: Span,
    state: RawBuilder<unknown>,
    orLate: RawBuilder<unknown> = sql`false`,
  ) =>
    rows<DueRecord>(
      database,
      sql`select d.organization_id as "organization", d.key, d.at
        from ${isSpread ? SPREAD_ORGANIZATIONS : ORGANIZATIONS} cross join lateral (
          select t.organization_id, t.key, t.${sql.ref(time)} as at from ${sql.table(table)} t
          where t.organization_id = o.key and ${state}
            and (t.${sql.ref(time)} <= ${moment(until)} or ${orLate})
            ${since ? sql`and t.${sql.ref(time)} >= ${moment(since)}` : sql``}
          order by t.${sql.ref(time)}, t.key limit ${MOST}) d
        order by d.organization_id, d.key`,
    )
  return {
    // One that was synced is confirmed where it came from: the next sync would take our word for it back.
    refunds: (span) =>
      due(
        'refunds',
        'created_at',
        span,
        sql`t.state = 'submitted' and not exists (select from source_records s
          where s.organization_id = t.organization_id and s.record_key = t.key and s.record_type = 'refund')`,
        span.ahead ? sql`t.created_at > ${moment(span.ahead)}` : undefined,
      ),
    cancellations: (span) =>
      due(
        'subscriptions',
        'cancel_at',
        span,
        sql`t.cancel_at is not null and t.status not in ('canceled', 'incomplete_expired')`,
      ),
    renewals: (span) =>
      due(
        'subscriptions',
        'period_end',
        span,
        sql`t.status in ('active', 'trialing') and (t.cancel_at is null or t.cancel_at > t.period_end)
          and t.renewal_told_for is distinct from t.period_end`,
      ),
    accessEnds: (span) =>
      due('product_access', 'active_until', span, sql`t.active_until is not null and t.ended_at is null`),
    accessWarnings: (span) =>
      due(
        'product_access',
        'active_until',
        span,
        sql`t.active_until is not null and t.ended_at is null and t.warned_at is null`,
      ),
    // No run is planned for later than its interval says: such a plan is of a clock that was set back since.
    syncs: (span) =>
      due(
        'sources',
        'next_run_at',
        span,
        sql`t.next_run_at is not null`,
        sql`t.next_run_at > ${moment(span.until)} + (t.every_seconds + 60) * interval '1 second'`,
      ),
  }
}
