/**
 * The outbox's way out. Taking and recording are short transactions of their own: between them the request is
 * made, with nothing held but a lease. Whoever dies in between loses the lease, and the delivery is made again.
 */
import { sql } from 'kysely'
import type { Claimed, Outbox, Outcome } from '../core/outbox.ts'
import type { Clock, MintIds } from '../core/ports.ts'
import type { Delivery } from '../core/schema.ts'
import { changing } from './data-versions.ts'
import { type Database, rows } from './database.ts'
import { insertRows, returning } from './insert-rows.ts'
import { moment } from './parameters.ts'
import { createReader } from './reader.ts'
import { reserve } from './record-keys.ts'
import { fieldNames } from './tables.ts'
import type { Upkeep } from './upkeep.ts'

/** Longest text that is kept of an answer's reason or beginning. */
const EXCERPT = 1000

/** Servers on one database differ in time by less. */
const CLOCKS_DIFFER_MS = 60_000

/** Due and not taken, and no elder of the same webhook and subject is under way. */
const claimable = (
  now: Date,
) => sql`d.state = 'pending' and d.next_attempt_at <= ${now.toISOString()}::timestamptz
  and (d.locked_until is null or d.locked_until <= ${now.toISOString()}::timestamptz)
  and not exists (select 1 from deliveries e where e.organization_id = d.organization_id
    and e.webhook_key = d.webhook_key and e.subject_key = d.subject_key and e.state = 'pending' and e.key < d.key)`

export function createOutbox(
  database: Database,
  upkeep: Upkeep,
  { mintIds, clock }: { mintIds: MintIds; clock: Clock },
): Outbox {
  const reader = createReader(database, clock)

  async function byKey<T extends 'webhook' | 'notice'>(
    organization: number,
    type: T,
    keys: readonly number[],
  ) {
    const found = await reader.list(organization, {
      type,
      where: { op: 'in', field: 'key', values: [...new Set(keys)] },
      sort: [],
      limit: keys.length,
    })
    return new Map(found.map((record) => [record.key as number, record]))
  }

  return {
    // The one question over all organizations: which of them has anything to do. Each is then served by itself.
    due: (now) =>
      rows(
        database,
        sql`select w.organization_id as "organization", w.key as "webhook" from webhooks w
          where w.disabled_at is null and w.circuit_state = 'closed'
            and exists (select 1 from deliveries d where d.organization_id = w.organization_id
              and d.webhook_key = w.key and ${claimable(now)})
          order by w.organization_id, w.key`,
      ),

    async claim(organization, wanted, now, lease) {
      const taken = await changing(database, async (transaction) => {
        const result = await rows<Delivery>(
          transaction,
          sql`with chosen as materialized (
            select c.key from unnest(${sql.val(wanted.map(({ webhook }) => webhook))}::bigint[],
              ${sql.val(wanted.map(({ atMost }) => atMost))}::int[]) as w (key, at_most)
            cross join lateral (select d.key from deliveries d where d.organization_id = ${organization}
              and d.webhook_key = w.key and ${claimable(now)}
              order by d.next_attempt_at, d.key limit w.at_most for update of d skip locked) c)
          update deliveries set locked_until = ${lease.toISOString()}::timestamptz,
            updated_at = ${now.toISOString()}::timestamptz
          where organization_id = ${organization} and key in (select key from chosen)
          returning ${returning(fieldNames('delivery'))}`,
        )
        return { result, of: result.length > 0 ? [organization] : [] }
      })
      if (taken.length === 0) return []
      const webhooks = await byKey(
        organization,
        'webhook',
        taken.map(({ webhookKey }) => webhookKey),
      )
      const notices = await byKey(
        organization,
        'notice',
        taken.map(({ noticeKey }) => noticeKey),
      )
      return taken
        .sort((a, b) => a.key - b.key)
        .flatMap((delivery): Claimed[] => {
          const webhook = webhooks.get(delivery.webhookKey)
          const notice = notices.get(delivery.noticeKey)
          return webhook && notice ? [{ organization, delivery, webhook, notice, lease }] : []
        })
    },

    overtake: (now) =>
      changing(database, async (transaction) => {
        const found = await rows<{ organization: number }>(
          transaction,
          sql`update deliveries d set next_attempt_at = ${moment(now)}, updated_at = ${moment(now)}, locked_until = null
            from organizations o where d.organization_id = o.key and d.state = 'pending'
              and d.updated_at > ${moment(new Date(now.getTime() + CLOCKS_DIFFER_MS))}
            returning d.organization_id as "organization"`,
        )
        return { result: found.length, of: found.map(({ organization }) => organization) }
      }),

    async record(claimed, outcome) {
      await changing(database, async (transaction) => {
        await recordOutcome(transaction, mintIds, claimed, outcome)
        return { result: undefined, of: [claimed.organization] }
      })
      await upkeep.wrote(2)
    },

    replay: (organization, delivery, now, snapshot) =>
      changing(database, async (transaction) => {
        const found = await rows(
          transaction,
          sql`update deliveries set state = 'pending', attempts = 0,
            next_attempt_at = ${now.toISOString()}::timestamptz, updated_at = ${now.toISOString()}::timestamptz,
            snapshot = coalesce(${snapshot ? JSON.stringify(snapshot) : null}::jsonb, snapshot)
          where organization_id = ${organization} and key = ${delivery} returning key`,
        )
        return { result: found.length > 0, of: found.length > 0 ? [organization] : [] }
      }),
  }
}

async function recordOutcome(
  database: Database,
  mintIds: MintIds,
  { organization, delivery, webhook, lease }: Claimed,
  { attempt, next, breakerFailures, endsWebhook }: Outcome,
): Promise<void> {
  // Locked first, as long as it is there: its webhook may have been removed meanwhile.
  const [held] = await rows<{ lockedUntil: Date | null; isAsSent: boolean }>(
    database,
    sql`select locked_until as "lockedUntil", snapshot = ${JSON.stringify(delivery.snapshot)}::jsonb as "isAsSent"
      from deliveries
      where organization_id = ${organization} and key = ${delivery.key} for update`,
  )
  if (!held) return
  // The person was erased while the request was made: what it said and heard is not written down.
  const { headers = null, body, excerpt } = held.isAsSent ? attempt : { body: null, excerpt: null }
  const [key = 0] = await reserve(database, 1)
  await insertRows(database, organization, 'deliveryAttempt', [
    {
      key,
      ...mintIds('deliveryAttempt', key),
      createdAt: attempt.at,
      updatedAt: attempt.at,
      deliveryKey: delivery.key,
      webhookKey: delivery.webhookKey,
      noticeKey: delivery.noticeKey,
      customerKey: delivery.customerKey,
      callbackUrl: webhook.callbackUrl,
      requestHeaders: headers,
      body,
      responseStatus: attempt.status === null ? null : String(attempt.status),
      responseMessage: clean(attempt.message),
      responseExcerpt: clean(excerpt),
      milliseconds: attempt.milliseconds,
    },
  ])
  const isMine = held.lockedUntil?.getTime() === lease.getTime()
  if (isMine)
    await rows(
      database,
      sql`update deliveries set state = ${next instanceof Date ? 'pending' : next}, attempts = attempts + 1,
          updated_at = ${attempt.at.toISOString()}::timestamptz,
          next_attempt_at = coalesce(${next instanceof Date ? next.toISOString() : null}::timestamptz, next_attempt_at),
          locked_until = null
        where organization_id = ${organization} and key = ${delivery.key}`,
    )
  await (next === 'delivered'
    ? rows(
        database,
        sql`update webhooks set failure_count = 0
          where organization_id = ${organization} and key = ${webhook.key} and failure_count <> 0`,
      )
    : rows(
        database,
        sql`update webhooks set failure_count = failure_count + 1,
            circuit_state = case when failure_count + 1 >= ${breakerFailures}::bigint then 'open' else circuit_state end
          where organization_id = ${organization} and key = ${webhook.key}`,
      ))
  // Whoever has the delivery by now may yet get it through.
  if (isMine && endsWebhook)
    await rows(
      database,
      sql`update webhooks w set disabled_at = ${attempt.at.toISOString()}::timestamptz
        where organization_id = ${organization} and key = ${webhook.key} and disabled_at is null
          and not exists (select 1 from deliveries d where d.organization_id = w.organization_id
            and d.webhook_key = w.key and d.state = 'delivered' and d.updated_at >= ${delivery.createdAt.toISOString()}::timestamptz)`,
    )
}

/** PostgreSQL keeps no NUL in text. */
const clean = (text: string | null): string | null => text?.replaceAll('\0', '').slice(0, EXCERPT) ?? null
