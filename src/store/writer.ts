/**
 * Writing: one transaction, which appends an event for each change, keeps the figures of every customer
 * whose ledger it touched and moves the counters, so that no caller can forget any of them.
 */
import { sql } from 'kysely'
import { foldedColumns } from '../core/customer.ts'
import { CoreError } from '../core/errors.ts'
import type { Actor, Clock, MintIds, NewRecord, Writer } from '../core/ports.ts'
import { type Customer, fieldOf, fields, type RecordOf, type RecordType } from '../core/schema.ts'
import { addToCounters, COUNTED } from './counters.ts'
import { type Database, rows } from './database.ts'
import { createReader } from './reader.ts'
import { columnOf, fieldNames, GENERATED, SQL_TYPES, TABLES } from './tables.ts'
import { refreshTotals } from './totals.ts'

/** Writes to these change what is derived for their customer. */
const LEDGER: ReadonlySet<RecordType> = new Set<RecordType>(['order', 'payment', 'refund'])
/** What a customer is shown with: a change sets the customer's `updatedAt`. */
const SHOWN: ReadonlySet<RecordType> = new Set<RecordType>(['address', 'customerTag', 'subscription'])
/** Parts of another record's event, or derived from others. */
const UNLOGGED: ReadonlySet<RecordType> = new Set<RecordType>(['orderLine', 'customerTotal', 'event'])
/** Never written into an event: secrets, and what follows from other fields. */
const UNSAID: ReadonlySet<string> = new Set([
  'key',
  'shortId',
  'numberId',
  'uuidId',
  'createdAt',
  'updatedAt',
  'passwordHash',
  'emailFolded',
  'nameFolded',
])

const ROWS_PER_STATEMENT = 500

export interface WriterOptions {
  organization: number
  actor: Actor
  clock: Clock
  mintIds: MintIds
}

type AnyRecord = Record<string, unknown>
type Change = { type: RecordType; action: string; record: AnyRecord; changes: AnyRecord }

/** A writer on an open transaction, and what must run before it commits. */
export function createWriter(
  transaction: Database,
  options: WriterOptions,
): { writer: Writer; finish(): Promise<void> } {
  const { organization, actor, clock, mintIds } = options
  const reader = createReader(transaction)
  const counters = new Map<string, number>()
  const ledgerOf = new Set<number>()
  const changes: Change[] = []
  const now = clock()

  const count = (type: RecordType, delta: number) => {
    if (COUNTED.has(type)) counters.set(type, (counters.get(type) ?? 0) + delta)
  }
  const log = (type: RecordType, action: string, record: AnyRecord, said: AnyRecord) => {
    if (!UNLOGGED.has(type)) changes.push({ type, action, record, changes: said })
  }

  async function lockCustomers(keys: readonly (number | null | undefined)[]): Promise<void> {
    const wanted = [...new Set(keys)].filter((key): key is number => typeof key === 'number')
    if (wanted.length === 0) return
    await rows(
      transaction,
      sql`select 1 from customers where organization_id = ${organization}
        and key = any(${sql.val(wanted)}::bigint[]) order by key for no key update`,
    )
  }

  /** Before a ledger write: lock whose figures will change, and remember to bring them up to date. */
  async function beforeChange(type: RecordType, records: readonly AnyRecord[]): Promise<void> {
    if (!LEDGER.has(type) && !SHOWN.has(type)) return
    const owners = records.map((record) => record.customerKey as number | null | undefined)
    await lockCustomers(owners)
    if (LEDGER.has(type)) for (const owner of owners) if (owner) ledgerOf.add(owner)
  }

  async function touchCustomers(type: RecordType, records: readonly AnyRecord[]): Promise<void> {
    if (!SHOWN.has(type)) return
    const owners = [...new Set(records.map((record) => record.customerKey as number))]
    await rows(
      transaction,
      sql`update customers set updated_at = greatest(updated_at, ${now.toISOString()}::timestamptz)
        where organization_id = ${organization} and key = any(${sql.val(owners)}::bigint[])`,
    )
  }

  const writer: Writer = {
    ...reader,
    lockCustomers,

    async create(type, given) {
      if (given.length === 0) return []
      await beforeChange(type, given)
      const keys = await reserveKeys(transaction, given.length)
      const complete = given.map((record, index) =>
        completeRecord(type, record as AnyRecord, keys[index] ?? 0, now, mintIds),
      )
      const created: AnyRecord[] = []
      for (let from = 0; from < complete.length; from += ROWS_PER_STATEMENT) {
        const part = complete.slice(from, from + ROWS_PER_STATEMENT)
        created.push(...(await insert(transaction, organization, type, part)))
      }
      if (given.some((record) => !('updatedAt' in record))) await touchCustomers(type, created)
      count(type, created.length)
      for (const record of created) log(type, 'create', record, difference(type, {}, record))
      return created as never
    },

    async update(type, key, wanted) {
      const [before] = await rows<AnyRecord>(
        transaction,
        sql`select ${sql.join(fieldNames(type).map((name) => sql`${sql.ref(columnOf(name))} as ${sql.ref(name)}`))}
          from ${sql.table(TABLES[type])} where organization_id = ${organization} and key = ${key} for no key update`,
      )
      if (!before) throw new CoreError('record-not-found', { type })
      const said = difference(type, before, { ...before, ...wanted })
      if (Object.keys(said).length === 0 && !('passwordHash' in wanted)) return before as never
      await beforeChange(type, [before, { ...before, ...wanted }])
      const derived =
        type === 'customer' ? foldedColumns({ ...before, ...wanted } as unknown as Customer) : {}
      const stamp = fieldOf(type, 'updatedAt') && !('updatedAt' in wanted) ? { updatedAt: now } : {}
      const set = { ...stamp, ...wanted, ...derived } as AnyRecord
      const [after] = await unique(() =>
        rows<AnyRecord>(
          transaction,
          sql`update ${sql.table(TABLES[type])} set ${sql.join(
            Object.keys(set).map(
              (name) => sql`${sql.ref(columnOf(name))} = ${parameter(type, name, set[name])}`,
            ),
          )} where organization_id = ${organization} and key = ${key} returning ${returning(type)}`,
        ),
      )
      await touchCustomers(type, [before])
      log(type, 'update', before, said)
      return after as never
    },

    async remove(type, keys) {
      if (keys.length === 0) return
      const doomed = await reader.list(organization, {
        type,
        where: { op: 'in', field: 'key', values: keys },
        sort: [],
        limit: keys.length,
      })
      await beforeChange(type, doomed as AnyRecord[])
      await rows(
        transaction,
        sql`delete from ${sql.table(TABLES[type])} where organization_id = ${organization}
          and key = any(${sql.val(keys)}::bigint[])`,
      )
      await touchCustomers(type, doomed as AnyRecord[])
      count(type, -doomed.length)
      for (const record of doomed as AnyRecord[]) log(type, 'destroy', record, {})
    },
  }

  async function finish(): Promise<void> {
    if (ledgerOf.size > 0) {
      const members = await refreshTotals(transaction, organization, [...ledgerOf], now)
      for (const [name, delta] of members) counters.set(name, (counters.get(name) ?? 0) + delta)
    }
    await appendEvents(transaction, organization, actor, now, changes)
    await addToCounters(transaction, organization, counters)
  }

  return { writer, finish }
}

async function reserveKeys(database: Database, wanted: number): Promise<number[]> {
  const reserved = await rows<{ key: number }>(
    database,
    sql`select nextval('record_keys') as "key" from generate_series(1, ${wanted}::int)`,
  )
  return reserved.map((row) => row.key)
}

/** The record with its key, its public ids (kept where given), its times and what follows from its fields. */
function completeRecord(
  type: RecordType,
  given: AnyRecord,
  key: number,
  now: Date,
  mintIds: MintIds,
): AnyRecord {
  const identity = fieldOf(type, 'shortId') ? { ...mintIds(type, key), createdAt: now, updatedAt: now } : {}
  const record: AnyRecord = { ...identity, ...given, key }
  if (given.createdAt && !given.updatedAt && fieldOf(type, 'updatedAt')) record.updatedAt = now
  if (type !== 'customer') return record
  return {
    emailConsentState: null,
    ...record,
    ...foldedColumns({ email: null, fullName: null, firstName: null, lastName: null, ...given }),
  }
}

async function insert(
  database: Database,
  organization: number,
  type: RecordType,
  records: readonly AnyRecord[],
): Promise<AnyRecord[]> {
  const generated = GENERATED[type] ?? []
  const names = fieldNames(type).filter(
    (name) => !generated.includes(name) && records.some((record) => record[name] !== undefined),
  )
  const tuples = records.map(
    (record) =>
      sql`(${organization}::bigint, ${sql.join(
        names.map((name) =>
          record[name] === undefined ? sql`default` : parameter(type, name, record[name]),
        ),
      )})`,
  )
  const columns = sql.join([sql.ref('organization_id'), ...names.map((name) => sql.ref(columnOf(name)))])
  return unique(() =>
    rows<AnyRecord>(
      database,
      sql`insert into ${sql.table(TABLES[type])} (${columns}) values ${sql.join(tuples)} returning ${returning(type)}`,
    ),
  )
}

const returning = (type: RecordType) =>
  sql.join(fieldNames(type).map((name) => sql`${sql.ref(columnOf(name))} as ${sql.ref(name)}`))

/** A bound parameter with the column's type, so that both engines read it alike. */
function parameter(type: RecordType, name: string, value: unknown) {
  const known = fieldOf(type, name)
  if (!known) throw new Error(`${type} has no field ${name}`)
  return sql`${encode(known.type, value)}::${sql.raw(SQL_TYPES[known.type])}`
}

function encode(fieldType: string, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (fieldType === 'json') return JSON.stringify(value)
  return value instanceof Date ? value.toISOString() : value
}

/** The database's word that a value is taken, as the core's error. */
async function unique<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code === '23505') throw new CoreError('not-unique', { constraint: constraint ?? '' })
    throw error
  }
}

/** `{ field: { from, to } }` for each field that differs and may be spoken of. */
function difference(type: RecordType, before: AnyRecord, after: AnyRecord): AnyRecord {
  const said: AnyRecord = {}
  for (const name of Object.keys(fields[type])) {
    if (UNSAID.has(name) || GENERATED[type]?.includes(name)) continue
    const from = before[name] ?? null
    const to = after[name] ?? null
    if (!same(from, to)) said[name] = { from, to }
  }
  return said
}

const same = (a: unknown, b: unknown): boolean =>
  a === b ||
  (a instanceof Date && b instanceof Date && a.getTime() === b.getTime()) ||
  (typeof a === 'object' &&
    typeof b === 'object' &&
    a !== null &&
    b !== null &&
    sortedJson(a) === sortedJson(b))

/** JSON with members in name order: PostgreSQL's jsonb keeps an order of its own. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

async function appendEvents(
  database: Database,
  organization: number,
  actor: Actor,
  now: Date,
  changes: readonly Change[],
): Promise<void> {
  for (let from = 0; from < changes.length; from += ROWS_PER_STATEMENT) {
    const part = changes.slice(from, from + ROWS_PER_STATEMENT).map((change) => ({
      customer_key: change.type === 'customer' ? change.record.key : (change.record.customerKey ?? null),
      record_type: change.type,
      record_key: change.record.key,
      action: change.action,
      changes: change.changes,
    }))
    await rows(
      database,
      sql`insert into events (organization_id, key, created_at, customer_key, record_type, record_key, action, changes, actor)
        select ${organization}::bigint, nextval('record_keys'), ${now.toISOString()}::timestamptz,
          customer_key, record_type, record_key, action, changes, ${JSON.stringify(actor)}::jsonb
        from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as e
          (customer_key bigint, record_type text, record_key bigint, action text, changes jsonb)`,
    )
  }
}

export type { NewRecord, RecordOf }
