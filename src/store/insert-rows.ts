/**
 * Bulk insert: the records travel as one JSON parameter, so that a statement's text depends on its columns
 * only and thousands of rows cost no thousands of bound parameters.
 */
import { type RawBuilder, sql } from 'kysely'
import { CoreError } from '../core/errors.ts'
import { fieldOf, type RecordType } from '../core/schema.ts'
import type { Database } from './database.ts'
import { createKnown, type Given } from './known-statement.ts'
import { STANDING_COLUMNS, type Standing, standingOf } from './rank/moves.ts'
import { columnOf, fieldNames, GENERATED, SQL_TYPES, TABLES } from './tables.ts'
import { rowShape } from './text-rows.ts'

type Sql = RawBuilder<unknown>

export type AnyRecord = Record<string, unknown>

const ROWS_PER_STATEMENT = 1000
/** What the database gives back as it was given; other types it may write in another way. */
const KEPT_AS_GIVEN: ReadonlySet<string> = new Set(['text', 'integer', 'float', 'boolean', 'time'])

/** Inserts records that have their `key`; gives them back complete, in the order given. */
export async function insertRows(
  database: Database,
  organization: number,
  type: RecordType,
  records: readonly AnyRecord[],
): Promise<AnyRecord[]> {
  const stored = new Map<unknown, AnyRecord>()
  for (const [names, alike] of byColumns(type, records))
    for (let from = 0; from < alike.length; from += ROWS_PER_STATEMENT) {
      const part = alike.slice(from, from + ROWS_PER_STATEMENT).map((record) => complete(names, record))
      const found = await insertAlike(database, organization, type, names, part)
      const given = new Map(part.map((record) => [record.key, record]))
      for (const row of found) stored.set(row.key, { ...given.get(row.key), ...row })
    }
  return records.map((record) => stored.get(record.key) ?? record)
}

/** The columns of the statement; what this record leaves out of them may be null, and is. */
const complete = (names: readonly string[], record: AnyRecord): AnyRecord =>
  Object.fromEntries(names.map((name) => [name, record[name] ?? null]))

/**
 * A column that a record leaves out gets the table's default. That of a column which may be null is null, so
 * records are grouped by what they give of the others only.
 */
function byColumns(type: RecordType, records: readonly AnyRecord[]): [string[], AnyRecord[]][] {
  const generated = GENERATED[type] ?? []
  const writable = fieldNames(type).filter((name) => !generated.includes(name))
  const given = (record: AnyRecord) => (name: string) => record[name] !== undefined
  const groups = new Map<string, AnyRecord[]>()
  for (const record of records) {
    for (const name of Object.keys(record))
      if (record[name] !== undefined && !fieldOf(type, name)) throw new Error(`${type} has no field ${name}`)
    const signature = writable
      .filter(given(record))
      .filter((name) => !fieldOf(type, name)?.nullable)
      .join()
    const group = groups.get(signature)
    if (group) group.push(record)
    else groups.set(signature, [record])
  }
  return [...groups.values()].map((alike) => [
    writable.filter((name) => alike.some((record) => given(record)(name))),
    alike,
  ])
}

interface Columns {
  type: RecordType
  names: readonly string[]
}

const insertion = (
  { type, names }: Columns,
  given: Given<{ organization: number; records: string }>,
  after: Sql,
) => {
  const columns = sql.join(names.map((name) => sql.ref(columnOf(name))))
  const definitions = names.map((name) => sql`${sql.ref(columnOf(name))} ${sql.raw(typeOf(type, name))}`)
  return sql`insert into ${sql.table(TABLES[type])} (organization_id, ${columns})
    select ${given('organization')}::bigint, ${columns}
    from json_to_recordset(${given('records')}::json) as given (${sql.join(definitions)})${after}
    returning ${toldBackColumns({ type, names })}`
}

const inserting = createKnown<Columns, { organization: number; records: string }>((shape, given) =>
  insertion(shape, given, sql``),
)

/** What the record is not known to be: defaults, and what the database may write in another way than it was given. */
const toldBack = ({ type, names }: Columns): string[] =>
  fieldNames(type).filter(
    (name) =>
      name === 'key' || !names.includes(name) || !KEPT_AS_GIVEN.has(fieldOf(type, name)?.type ?? 'json'),
  )
const toldBackColumns = (shape: Columns) => sql.join(toldBack(shape).map((name) => sql.ref(columnOf(name))))

const jsonOf = (names: readonly string[], records: readonly AnyRecord[]): string =>
  JSON.stringify(
    records.map((record) => Object.fromEntries(names.map((name) => [columnOf(name), record[name]]))),
  )

async function insertAlike(
  database: Database,
  organization: number,
  type: RecordType,
  names: readonly string[],
  records: readonly AnyRecord[],
): Promise<AnyRecord[]> {
  const shape = { type, names }
  const given = { organization, records: jsonOf(names, records) }
  const found = await unique(() => inserting(database, shape, given))
  const { record } = rowShape(type, toldBack(shape))
  return found.map((columns) => record(columns) as unknown as AnyRecord)
}

/** The lock comes first: what is inserted waits for it. */
const insertingBeside = createKnown<Columns, { organization: number; records: string; owner: number }>(
  (shape, given) => sql`with locked as (select ${STANDING_COLUMNS} from customers
      where organization_id = ${given('organization')} and key = ${given('owner')}::bigint for no key update),
    added as (${insertion(shape, given, sql`, (select count(*) from locked) held`)})
    select added.*, locked.* from added left join locked on true`,
)

/**
 * Inserts one record of a customer whose row is not locked yet, and locks it, in one statement. Gives the record, complete, and
 * where the customer stands; null where there is none.
 */
export async function insertAndLock(
  database: Database,
  organization: number,
  type: RecordType,
  given: AnyRecord,
  owner: number,
): Promise<{ record: AnyRecord; standing: Standing | null }> {
  const [[names, alike] = [[], []]] = byColumns(type, [given])
  const shape = { type, names }
  const sent = alike.map((record) => complete(names, record))
  const told = toldBack(shape)
  const [columns = []] = await unique(() =>
    insertingBeside(database, shape, { organization, records: jsonOf(names, sent), owner }),
  )
  const record = rowShape(type, told).record(columns.slice(0, told.length)) as unknown as AnyRecord
  return { record: { ...sent[0], ...record }, standing: standingOf(columns.slice(told.length)) }
}

const typeOf = (type: RecordType, name: string): string => SQL_TYPES[fieldOf(type, name)?.type ?? 'text']

/** Columns under the names that the core gives them. */
export const returning = (names: readonly string[]) =>
  sql.join(names.map((name) => sql`${sql.ref(columnOf(name))} as ${sql.ref(name)}`))

/** `program_limit_exceeded` */
const TOO_LONG = '54000'

/** The database's word that a value is taken, too long, or that a record named by its key is gone, as the core's error. */
export async function unique<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code === '23505') throw new CoreError('not-unique', { constraint: constraint ?? '' })
    if (code === TOO_LONG) throw new CoreError('invalid-value', {}, 'A text is longer than an index can hold')
    if (code === '23503') throw new CoreError('record-not-found', { constraint: constraint ?? '' })
    throw error
  }
}
