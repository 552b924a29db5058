/**
 * The outbox's way in: which topics a transaction's changes make fire, and to which webhooks they go. Written
 * in that transaction, so that a change and the word of it are kept together or not at all. A fixed number of
 * statements, however many topics fire; none when none does.
 */
import { sql } from 'kysely'
import {
  type AnyRecord,
  type Change,
  customerOf,
  type Derived,
  type FiredTopic,
  type TopicsOf,
} from '../core/change.ts'
import { EVERY_TOPIC } from '../core/outbox.ts'
import type { MintIds, Reader } from '../core/ports.ts'
import type { RecordType, Webhook } from '../core/schema.ts'
import { takeSnapshot } from '../core/snapshot.ts'
import { publicIdsOf } from './changes.ts'
import { type Database, rows } from './database.ts'
import { insertRows } from './insert-rows.ts'
import { reserve } from './record-keys.ts'

interface Raising {
  /** Sees the transaction. */
  reader: Reader
  organization: number
  /** The change's time. */
  now: Date
  /** From when on it may be told. */
  dueAt: Date
  mintIds: MintIds
  topicsOf: TopicsOf
}

/** A topic and the record it tells of, as it is after the change. */
interface Fired extends FiredTopic {
  type: RecordType
  record: AnyRecord
}

export async function raiseNotices(
  database: Database,
  raising: Raising,
  changes: readonly Change[],
  derived: readonly Derived[],
): Promise<void> {
  const { reader, organization, now, dueAt, mintIds, topicsOf } = raising
  const fired = await withSubjects(reader, organization, [
    ...topicsOf([...changes, ...(await derivedChanges(reader, organization, derived))]),
  ])
  if (fired.length === 0) return
  const listeners = await listenersTo(database, organization, fired)
  const routes = fired.flatMap((_, notice) =>
    (listeners.get(fired[notice] as Fired) ?? []).map((webhook) => ({ notice, webhook })),
  )
  // The keys are taken here, with the customers locked: their order is the order of one customer's commits.
  const keys = await reserve(database, fired.length + routes.length)
  const noticeKeys = keys.slice(0, fired.length)
  await insertRows(
    database,
    organization,
    'notice',
    fired.map(({ dialect, topic, type, record, detail }, index) => {
      const key = noticeKeys[index] as number
      return {
        key,
        ...mintIds('notice', key),
        createdAt: now,
        updatedAt: now,
        dialect,
        topic,
        customerKey: customerOf({ type, record }),
        recordType: type,
        recordKind: type === 'record' ? record.kind : null,
        recordKey: record.key,
        recordIds: publicIdsOf(record),
        metadata: detail ?? {},
      }
    }),
  )
  if (routes.length === 0) return
  await insertRows(
    database,
    organization,
    'delivery',
    routes.map(({ notice, webhook }, index) => {
      const { type, record } = fired[notice] as Fired
      const customerKey = customerOf({ type, record })
      return {
        key: keys[fired.length + index],
        createdAt: now,
        updatedAt: dueAt,
        webhookKey: webhook,
        noticeKey: noticeKeys[notice],
        customerKey,
        subjectKey: customerKey ?? record.key,
        state: 'pending',
        attempts: 0,
        nextAttemptAt: dueAt,
        snapshot: takeSnapshot(type, record),
      }
    }),
  )
}

/** What the store moved by itself, as changes of the records as they are now. */
async function derivedChanges(
  reader: Reader,
  organization: number,
  derived: readonly Derived[],
): Promise<Change[]> {
  const found = new Map<number, AnyRecord>()
  for (const type of new Set(derived.map((one) => one.type)))
    for (const record of await byKeys(
      reader,
      organization,
      type,
      derived.filter((one) => one.type === type).map(({ key }) => key),
    ))
      found.set(record.key, record)
  return derived.flatMap(({ type, key, field, from, to }): Change[] => {
    const record = found.get(key)
    return record
      ? [
          {
            type,
            action: 'update',
            record,
            before: { ...record, [field]: from },
            changes: { [field]: { from, to } },
          },
        ]
      : []
  })
}

/** Customers that another record's change tells of are read; those that are gone are told of no more. */
async function withSubjects(
  reader: Reader,
  organization: number,
  topics: readonly FiredTopic[],
): Promise<Fired[]> {
  const wanted = topics.flatMap(({ about, change }) => (about === 'customer' ? [customerOf(change)] : []))
  const keys = [...new Set(wanted)].filter((key) => key !== null)
  const customers = new Map(
    keys.length === 0
      ? []
      : (await byKeys(reader, organization, 'customer', keys)).map((one) => [one.key, one]),
  )
  return topics.flatMap((one): Fired[] => {
    if (one.about === 'record') return [{ ...one, type: one.change.type, record: one.change.record }]
    const customer = customers.get(customerOf(one.change) ?? 0)
    return customer ? [{ ...one, type: 'customer', record: customer }] : []
  })
}

const byKeys = (reader: Reader, organization: number, type: 'customer' | 'order', keys: number[]) =>
  reader.list(organization, {
    type,
    where: { op: 'in', field: 'key', values: keys },
    sort: [],
    limit: keys.length,
  })

/** The webhooks that hear of each topic. An open circuit's are kept for when it is closed; a disabled one hears nothing. */
async function listenersTo(
  database: Database,
  organization: number,
  fired: readonly Fired[],
): Promise<Map<Fired, number[]>> {
  const topics = [EVERY_TOPIC, ...new Set(fired.map(({ topic }) => topic))]
  const found = await rows<Listener>(
    database,
    sql`select key, dialect, topic, audience from webhooks where organization_id = ${organization}
      and topic = any(${sql.val(topics)}::text[]) and disabled_at is null order by key`,
  )
  return new Map(fired.map((one) => [one, hearing(one, found).map(({ key }) => key)]))
}

type Listener = Pick<Webhook, 'key' | 'dialect' | 'topic' | 'audience'>

/** Those of the topic's audience, where it has one that anybody is; else those that have none. */
function hearing({ dialect, topic, audience }: FiredTopic, webhooks: readonly Listener[]): Listener[] {
  const listening = webhooks.filter(
    (one) => one.dialect === dialect && [topic, EVERY_TOPIC].includes(one.topic),
  )
  const meant = listening.filter((one) => one.audience !== null && one.audience === audience)
  return meant.length > 0 ? meant : listening.filter((one) => one.audience === null)
}
