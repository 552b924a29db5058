/**
 * Writing: one transaction, which appends an event for each change, keeps the figures of every customer
 * whose ledger it touched and moves the counters, so that no caller can forget any of them.
 */
import { sql } from 'kysely'
import type { Change, TopicsOf } from '../core/change.ts'
import { derivedFields } from '../core/derived-fields.ts'
import { CoreError } from '../core/errors.ts'
import type { Actor, Clock, MintIds, PublicIds, Writer } from '../core/ports.ts'
import { fieldOf, type Link, type RecordType, relations } from '../core/schema.ts'
import { differing, said, saidOfGone, saidOfNew, UNLOGGED } from './changes.ts'
import { completeRecord, parameter } from './column-values.ts'
import { countersOf } from './counters.ts'
import { type Database, rows } from './database.ts'
import { DEPENDENTS, type Dependent } from './dependents.ts'
import { eraseCustomer } from './erase.ts'
import { withoutPersonal } from './erase-history.ts'
import { eraseInSnapshots } from './erase-in-snapshots.ts'
import { forgetOrigins } from './forget-origins.ts'
import { holdEnds } from './hold-ends.ts'
import { type AnyRecord, insertAndLock, insertRows, returning, unique } from './insert-rows.ts'
import { keep } from './keep.ts'
import { raiseNotices } from './notices.ts'
import { createTouchedBooks } from './order-books.ts'
import { createMoved, lockStandings, type RowLock, type Standing } from './rank/moves.ts'
import { createReader } from './reader.ts'
import { type Identity, reserveIdentities } from './record-keys.ts'
import { compareLinks, removeLinks, removeLinksOf } from './record-links.ts'
import { revokeGrants } from './revoke-grants.ts'
import { columnOf, fieldNames, TABLES } from './tables.ts'
import { leaveCurrencies } from './totals.ts'
import { touchCustomers, touchRecord } from './touch.ts'

/** Writes to these change what is derived for their customer. */
const LEDGER: ReadonlySet<RecordType> = new Set<RecordType>(['order', 'payment', 'refund'])
/** What a customer is shown with: a change sets the customer's `updatedAt`. */
const SHOWN: ReadonlySet<RecordType> = new Set<RecordType>(['address', 'customerTag', 'subscription'])

export interface WriterOptions {
  organization: number
  actor: Actor
  clock: Clock
  mintIds: MintIds
  /** Which topics fire; null: none, the writing is silent. */
  topicsOf: TopicsOf | null
  /** What is written is stamped with this; default: by the clock (stamps.ts). */
  stampedAt?: Date | undefined
}

/** Types that links lead from or to. */
const LINKED: ReadonlySet<RecordType> = new Set(
  (Object.keys(relations) as RecordType[]).filter((type) => 'links' in relations[type]),
)

type Keys = readonly (number | null | undefined)[]

/** A writer on an open transaction, and what must run before it commits. */
export function createWriter(
  transaction: Database,
  options: WriterOptions,
): { writer: Writer; finish(): Promise<readonly Change[]> } {
  const { organization, actor, clock, mintIds, topicsOf } = options
  const reader = createReader(transaction, clock)
  const counters = new Map<string, number>()
  const ledgerOf = new Set<number>()
  const books = createTouchedBooks()
  const untouched = new Set<number>()
  let everybodyUntouched = false
  const isUntouched = (key: number) => everybodyUntouched || untouched.has(key)
  const changes: Change[] = []
  /** Keys that were taken with those of new records, for the events that tell of them. */
  const eventKeys: number[] = []
  const moved = createMoved()
  /** Something was, that no event tells of either. */
  let wrote = false
  const now = options.stampedAt ?? clock()

  const add = (counter: string, delta: number) => {
    wrote = true
    counters.set(counter, (counters.get(counter) ?? 0) + delta)
  }
  const count = (type: RecordType, records: readonly AnyRecord[], sign: 1 | -1) => {
    for (const [counter, many] of countersOf(type, records)) add(counter, sign * many)
  }
  const log = (
    type: RecordType,
    action: Change['action'],
    record: AnyRecord,
    saying: AnyRecord,
    before: AnyRecord | null = null,
  ) => {
    wrote = true
    if (!UNLOGGED.has(type)) changes.push({ type, action, record, before, changes: saying })
  }

  async function lockCustomers(keys: Keys, lock: RowLock = 'for no key update'): Promise<void> {
    const wanted = present(keys).filter((key) => !moved.standings().has(key))
    if (wanted.length === 0) return
    moved.met(await lockStandings(transaction, organization, wanted, lock))
  }

  /** Before a write: lock whose figures will change, and remember to bring them up to date. */
  async function beforeChange(type: RecordType, owners: Keys): Promise<void> {
    if (LEDGER.has(type) || SHOWN.has(type)) await lockCustomers(owners)
    if (LEDGER.has(type)) for (const owner of present(owners)) ledgerOf.add(owner)
  }

  async function insert(
    type: RecordType,
    records: readonly AnyRecord[],
    owner: number | null,
  ): Promise<AnyRecord[]> {
    if (owner === null) return insertRows(transaction, organization, type, records)
    const { record, standing } = await insertAndLock(transaction, organization, type, records[0] ?? {}, owner)
    if (standing) moved.met([standing])
    ledgerOf.add(owner)
    return [record]
  }

  const touch = (type: RecordType, owners: Keys): Promise<void> => {
    const shown = SHOWN.has(type) ? present(owners).filter((owner) => !isUntouched(owner)) : []
    return touchCustomers(transaction, organization, shown, now)
  }

  /**
   * The records as they are, locked until the transaction ends. Their customers are locked first, as every
   * other write does, so that two transactions seldom wait for each other in a circle; a record that moved
   * to another customer meanwhile is looked at again.
   */
  async function lockRecords(
    type: RecordType,
    keys: readonly number[],
    lock: RowLock,
    others: Keys = [],
  ): Promise<AnyRecord[]> {
    const chosen = sql`from ${sql.table(TABLES[type])} where organization_id = ${organization}
      and key = any(${sql.val(keys)}::bigint[])`
    const owned = LEDGER.has(type) || SHOWN.has(type)
    const locked = new Set<number | null>([null])
    for (;;) {
      if (owned) {
        const owners = await rows<{ owner: number | null }>(
          transaction,
          sql`select distinct customer_key as "owner" ${chosen}`,
        )
        const wanted = [...owners.map(({ owner }) => owner), ...others]
        await lockCustomers(wanted)
        for (const owner of present(wanted)) locked.add(owner)
      }
      const found = await rows<AnyRecord>(
        transaction,
        sql`select ${returning(fieldNames(type))} ${chosen} order by key ${sql.raw(lock)}`,
      )
      if (type === 'customer') moved.met(found as unknown as Standing[])
      if (!owned || found.every(({ customerKey }) => locked.has(customerKey as number | null))) return found
    }
  }

  /** Removes, detaches or refuses what points to these records: see dependents.ts. */
  async function settle(dependent: Dependent, keys: readonly number[]): Promise<void> {
    const found = await rows<{ key: number }>(
      transaction,
      sql`select key from ${sql.table(TABLES[dependent.type])} where organization_id = ${organization}
        and ${sql.ref(columnOf(dependent.field))} = any(${sql.val(keys)}::bigint[])`,
    )
    if (found.length === 0) return
    const dependents = found.map(({ key }) => key)
    if (dependent.effect === 'remove') return writer.remove(dependent.type, dependents)
    if (dependent.effect === 'detach') return detach(dependent, dependents)
    throw new CoreError(
      'invalid-value',
      { field: dependent.field, type: dependent.type },
      `A ${dependent.type} still belongs to this record, so it cannot be removed`,
    )
  }

  async function detach({ type, field }: Dependent, keys: readonly number[]): Promise<void> {
    const before = await lockRecords(type, keys, 'for no key update')
    const owners = before.map((record) => record.customerKey as number | null)
    await beforeChange(type, owners)
    await rows(
      transaction,
      sql`update ${sql.table(TABLES[type])} set ${sql.ref(columnOf(field))} = null,
          updated_at = ${now.toISOString()}::timestamptz
        where organization_id = ${organization} and key = any(${sql.val(keys)}::bigint[])`,
    )
    await touch(type, owners)
    for (const record of before) log(type, 'update', record, said([field], record, { [field]: null }))
  }

  /** Totals go with their customer, so the currencies lose a member here. */
  async function forgetMembers(keys: readonly number[]): Promise<void> {
    for (const [counter, members] of await leaveCurrencies(transaction, organization, keys))
      add(counter, -members)
  }

  const writer: Writer = {
    ...reader,
    lockCustomers,

    async lock(type, key) {
      await lockRecords(type, [key], 'for no key update')
    },

    keepUpdatedAt(keys) {
      if (keys === 'all') everybodyUntouched = true
      else for (const key of keys) untouched.add(key)
    },

    async mint(type, count) {
      const records = Array.from({ length: count }, () => ({}))
      const { identities } = await reserveIdentities(transaction, organization, type, records, mintIds)
      return identities as (Identity & PublicIds)[]
    },

    mintedNumber: (type, key) => mintIds(type, key).numberId,

    async markSeen(keys, run) {
      if (keys.length === 0) return
      wrote = true
      await rows(
        transaction,
        sql`update source_records set seen_run = ${run} where organization_id = ${organization}
          and key = any(${sql.val(keys)}::bigint[])`,
      )
    },

    async exclusive(name) {
      await rows(
        transaction,
        sql`select pg_advisory_xact_lock(hashtextextended(${name}, ${organization}::bigint))`,
      )
    },

    async recomputeTotals(keys) {
      wrote = true
      await lockCustomers(keys)
      for (const key of keys) ledgerOf.add(key)
    },

    recomputeBooks(keys) {
      wrote = true
      books.touchOrders(keys)
    },

    addToCounter: add,

    async create(type, given) {
      if (given.length === 0) return []
      const records = given as readonly AnyRecord[]
      const owners = records.map((record) => record.customerKey as number | null | undefined)
      const [first] = owners
      /** Whose row the statement that inserts locks, too. */
      const owner =
        LEDGER.has(type) && owners.length === 1 && first && !moved.standings().has(first) ? first : null
      if (owner === null) await beforeChange(type, owners)
      if (type === 'link') await holdEnds(transaction, organization, records as unknown as readonly Link[])
      const events = UNLOGGED.has(type) ? 0 : records.length
      const reserved = await reserveIdentities(transaction, organization, type, records, mintIds, events)
      const { identities } = reserved
      eventKeys.push(...reserved.spare)
      const complete = records.map((record, index) =>
        completeRecord(type, record, identities[index] as Identity, now),
      )
      const created = await insert(type, complete, owner)
      if (type === 'customer') moved.born(created as unknown as Standing[])
      await touch(
        type,
        owners.filter((_, index) => !records[index]?.updatedAt),
      )
      count(type, created, 1)
      books.touch(type, created)
      for (const record of created) log(type, 'create', record, saidOfNew(type, record))
      return created as never
    },

    async update(type, key, given) {
      const wanted = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      const [before] = await lockRecords(type, [key], 'for no key update', [
        wanted.customerKey as number | null | undefined,
      ])
      if (!before) throw new CoreError('record-not-found', { type })
      const changed = differing(type, before, { ...before, ...wanted })
      if (changed.length === 0) return before as never
      const owners = [before.customerKey, wanted.customerKey] as Keys
      await beforeChange(type, owners)
      const derived = derivedFields(type, { ...before, ...wanted })
      const stamp = fieldOf(type, 'updatedAt') && !('updatedAt' in wanted) ? { updatedAt: now } : {}
      const set = { ...stamp, ...wanted, ...derived } as AnyRecord
      const [after] = await unique(() =>
        rows<AnyRecord>(
          transaction,
          sql`update ${sql.table(TABLES[type])} set ${sql.join(
            Object.keys(set).map(
              (name) => sql`${sql.ref(columnOf(name))} = ${parameter(type, name, set[name])}`,
            ),
          )} where organization_id = ${organization} and key = ${key} returning ${returning(fieldNames(type))}`,
        ),
      )
      await touch(type, owners)
      count(type, [before], -1)
      count(type, [{ ...before, ...wanted }], 1)
      books.touch(type, [before, wanted])
      // Only what was paid in its own currency counts.
      if (type === 'order' && changed.includes('currency')) books.touchOrders([key])
      log(type, 'update', (after ?? before) as AnyRecord, said(changed, before, wanted), before)
      return after as never
    },

    async setLinks(type, key, name, targets) {
      const [record] = await lockRecords(type, [key], 'for no key update')
      if (!record) throw new CoreError('record-not-found', { type })
      const { gone, fresh, from, to } = await compareLinks(reader, organization, { type, key }, name, targets)
      if (gone.length + fresh.length === 0) return
      await removeLinks(transaction, organization, gone)
      await writer.create('link', fresh)
      await touchRecord(transaction, organization, type, key, now)
      await touch(type, [record.customerKey as number | null])
      log(type, 'update', record, { [name]: { from, to } })
    },

    async endGrants(customerKey) {
      wrote = true
      await revokeGrants(transaction, organization, sql`g.customer_key = ${customerKey}`, now)
    },

    async remove(type, keys) {
      if (keys.length === 0) return
      const doomed = await lockRecords(type, keys, 'for update')
      if (doomed.length === 0) return
      const owners = doomed.map((record) => record.customerKey as number | null | undefined)
      await beforeChange(type, owners)
      const found = doomed.map((record) => record.key as number)
      for (const dependent of DEPENDENTS[type] ?? []) await settle(dependent, found)
      if (LINKED.has(type)) await removeLinksOf(transaction, organization, found)
      if (fieldOf(type, 'shortId')) await forgetOrigins(transaction, organization, found)
      if (type === 'customer') await forgetMembers(found)
      await rows(
        transaction,
        sql`delete from ${sql.table(TABLES[type])} where organization_id = ${organization}
          and key = any(${sql.val(found)}::bigint[])`,
      )
      await touch(type, owners)
      count(type, doomed, -1)
      books.touch(type, doomed)
      for (const record of doomed) log(type, 'destroy', record, saidOfGone(type, record))
    },

    async erase(customerKey) {
      wrote = true
      await lockCustomers([customerKey])
      const { changes: emptied, erased } = await eraseCustomer(transaction, organization, customerKey, now)
      await eraseInSnapshots(transaction, organization, customerKey, now)
      const after = new Map(emptied.map(({ record }) => [record.key, record]))
      const mine = changes.filter(({ record }) => record.customerKey === customerKey)
      const own = new Set([customerKey, ...[...emptied, ...mine].map(({ record }) => record.key)])
      for (const [index, change] of changes.entries())
        if (own.has(change.record.key)) changes[index] = withoutPersonal(change, after.get(change.record.key))
      for (const { type, action, record, changes: saying } of emptied) log(type, action, record, saying)
      return erased
    },
  }

  /** Not an order that came with its time, or whose customer did. */
  function isStamped(order: { key: number; customerKey: number | null }): boolean {
    if (everybodyUntouched || (order.customerKey !== null && isUntouched(order.customerKey))) return false
    return !changes.some(
      ({ type, action, record }) => type === 'order' && action === 'create' && record.key === order.key,
    )
  }

  /** What was written. */
  async function finish(): Promise<readonly Change[]> {
    const derived = await books.refresh(transaction, organization, { now, may: isStamped })
    if (wrote || changes.length > 0 || ledgerOf.size > 0)
      derived.unshift(
        ...(await keep(transaction, {
          ...{ organization, actor, now, isUntouched, counters, changes, eventKeys },
          ledgerOf: [...ledgerOf],
          standings: moved.standings(),
        })),
      )
    if (topicsOf)
      await raiseNotices(
        transaction,
        { reader, organization, now, dueAt: clock(), mintIds, topicsOf },
        changes,
        derived,
      )
    return changes
  }

  return { writer, finish }
}

const present = (keys: Keys): number[] =>
  [...new Set(keys)].filter((key): key is number => typeof key === 'number')
