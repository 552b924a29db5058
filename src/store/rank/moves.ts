/**
 * The log of what came, went or moved in the ordered lists: each writer appends to it in its own transaction and waits
 * for nobody. What stands at a moment is the counted blocks and the moves that are seen at that moment (fold.ts).
 */
import { type RawBuilder, sql } from 'kysely'
import { listNamed, placesOf, type RankedList } from './orders.ts'

type Sql = RawBuilder<unknown>

/** What says where a customer stands. */
export interface Standing {
  key: number
  createdAt: Date
  updatedAt: Date
}

export const STANDING = sql`key, created_at as "createdAt", updated_at as "updatedAt"`

export interface Moved {
  /** These customers are locked and as they were before the transaction, if it meets them for the first time. */
  met(customers: readonly Standing[]): void
  /** These did not exist before. */
  born(keys: readonly number[]): void
  /**
   * What appends the moves of all who were met, for a `with` of the transaction's last statement; null without any.
   * Their rows say where they are now.
   */
  append(organization: number): Sql | null
}

const customers = listNamed('customer') as RankedList

export function createMoved(): Moved {
  const before = new Map<number, Standing | null>()
  return {
    met(found) {
      for (const { key, createdAt, updatedAt } of found)
        if (!before.has(key)) before.set(key, { key, createdAt, updatedAt })
    },
    born(keys) {
      for (const key of keys) before.set(key, null)
    },
    append(organization) {
      if (before.size === 0) return null
      const known = [...before.values()].flatMap((one) =>
        one ? [{ key: one.key, created_at: one.createdAt, updated_at: one.updatedAt }] : [],
      )
      const now = sql`from customers n where n.organization_id = ${organization}
        and n.key = any(${sql.val([...before.keys()])}::bigint[])`
      // What is new was nowhere: the most usual write is the shortest to plan.
      if (known.length === 0)
        return sql`moved as (insert into rank_moves (organization_id, list, come)
          select ${organization}::bigint, ${customers.name}, ${placesOf(customers, 'n')} ${now})`
      return sql`w as (select * from json_to_recordset(${JSON.stringify(known)}::json)
            as w (key bigint, created_at timestamptz, updated_at timestamptz)),
          n as (select key, created_at, updated_at from customers where organization_id = ${organization}
            and key = any(${sql.val([...before.keys()])}::bigint[])),
          moved as (insert into rank_moves (organization_id, list, gone, come)
            select ${organization}::bigint, ${customers.name},
              case when w.key is not null then ${placesOf(customers, 'w')} end,
              case when n.key is not null then ${placesOf(customers, 'n')} end
            from w full join n on n.key = w.key
            where (w.created_at, w.updated_at) is distinct from (n.created_at, n.updated_at))`
    },
  }
}

const members = listNamed('members:') as RankedList

/** Where the row of customer_totals stands among those who ordered in its currency; null for who did not. */
export const memberPlaces = (alias: string): Sql =>
  sql`case when ${sql.ref(`${alias}.placed_count`)} > 0 then ${placesOf(members, alias)} end`

/** `insert …` of moves between currencies' lists; `source` gives `currency`, `gone` and `come`. */
export const appendMembers = (organization: number, source: Sql): Sql =>
  sql`insert into rank_moves (organization_id, list, gone, come)
    select ${organization}::bigint, 'members:' || currency, gone, come from (${source}) m
    where gone is distinct from come`
