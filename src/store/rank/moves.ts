/**
 * The log of what came, went or moved in the ordered lists: each writer appends to it in its own transaction and waits
 * for nobody. What stands at a moment is the counted blocks and the moves that are seen at that moment (fold.ts).
 */
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../database.ts'
import { createKnown } from '../known-statement.ts'
import { type Columns, rowShape } from '../text-rows.ts'
import { listNamed, placesOf, type RankedList } from './orders.ts'

type Sql = RawBuilder<unknown>

/** What says where a customer stands, and what follows from its ledger. */
export interface Standing {
  key: number
  /** Null: nowhere. */
  createdAt: Date | null
  updatedAt: Date | null
  status: string
}

export type RowLock = 'for no key update' | 'for update'

const standing = rowShape('customer', ['key', 'createdAt', 'updatedAt', 'status'])
export const STANDING_COLUMNS = sql.raw('key, created_at, updated_at, status')
/** Of a row of these columns; null where there was none. */
export const standingOf = (columns: Columns): Standing | null =>
  columns[0] === null ? null : standing.record(columns)

/** One has a statement of its own: a plan for several is none for it. */
const locking = createKnown<{ lock: RowLock; isOne: boolean }, { organization: number; keys: unknown }>(
  ({ lock, isOne }, given) => sql`select ${STANDING_COLUMNS} from customers
    where organization_id = ${given('organization')}
      and key ${isOne ? sql`= ${given('keys')}::bigint` : sql`= any(${given('keys')}::bigint[])`}
    order by key ${sql.raw(lock)}`,
)

/** Locks the customers in key order, and says where they stand. */
export async function lockStandings(
  database: Database,
  organization: number,
  keys: readonly number[],
  lock: RowLock,
): Promise<Standing[]> {
  const isOne = keys.length === 1
  const found = await locking(database, { lock, isOne }, { organization, keys: isOne ? keys[0] : keys })
  return found.map(standing.record)
}

export interface Moved {
  /** These customers are locked and as they were before the transaction, if it meets them for the first time. */
  met(customers: readonly Standing[]): void
  /** These did not exist before. */
  born(customers: readonly Pick<Standing, 'key' | 'status'>[]): void
  /** All who were met or born, as they were then. */
  standings(): ReadonlyMap<number, Standing>
}

const customers = listNamed('customer') as RankedList

export function createMoved(): Moved {
  const before = new Map<number, Standing>()
  return {
    met(found) {
      for (const { key, createdAt, updatedAt, status } of found)
        if (!before.has(key)) before.set(key, { key, createdAt, updatedAt, status })
    },
    born(made) {
      for (const { key, status } of made) before.set(key, { key, status, createdAt: null, updatedAt: null })
    },
    standings: () => before,
  }
}

/**
 * The moves of customers since they were met, for `appendMoves`. `keys`, `created` and `updated` are arrays that say how they were
 * (null for who was not); `isRefreshed`: some of them are written by this statement itself, as `own` (totals.ts).
 */
export const movesOfCustomers = (
  organization: Sql,
  { keys, created, updated }: Record<'keys' | 'created' | 'updated', Sql>,
  isRefreshed: boolean,
): Sql => {
  const asRead = sql`select key, created_at, updated_at from customers
    where organization_id = ${organization} and key = any(${keys}::bigint[])`
  const now = isRefreshed
    ? sql`select key, created_at, updated_at from own
        union all ${asRead} and key not in (select key from own)`
    : asRead
  return sql`select ${customers.name} as list, case when w.created_at is not null then ${placesOf(customers, 'w')} end as gone,
      case when n.key is not null then ${placesOf(customers, 'n')} end as come
    from unnest(${keys}::bigint[], ${created}::timestamptz[], ${updated}::timestamptz[]) as w (key, created_at, updated_at)
    left join (${now}) n on n.key = w.key
    where (w.created_at, w.updated_at) is distinct from (n.created_at, n.updated_at)`
}

const members = listNamed('members:') as RankedList

/** Where the row of customer_totals stands among those who ordered in its currency; null for who did not. */
export const memberPlaces = (alias: string): Sql =>
  sql`case when ${sql.ref(`${alias}.placed_count`)} > 0 then ${placesOf(members, alias)} end`

/** Moves between currencies' lists, for `appendMoves`; `source` gives `currency`, `gone` and `come`. */
export const movesOfMembers = (source: Sql): Sql =>
  sql`select 'members:' || currency as list, gone, come from (${source}) m where gone is distinct from come`

/** `insert …` of moves: `list`, `gone` and `come`. */
export const appendMoves = (organization: Sql, moves: Sql): Sql =>
  sql`insert into rank_moves (organization_id, list, gone, come)
    select ${organization}::bigint, list, gone, come from (${moves}) moves`
