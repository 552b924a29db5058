/** One page of an ordered list, read from the block that it begins in: one statement, which checks itself. */
import { sql } from 'kysely'
import type { Query } from '../../core/query.ts'
import { rootScope, selectList } from '../compile-query.ts'
import { type Database, rows } from '../database.ts'
import type { AnyRecord } from '../insert-rows.ts'
import { TABLES } from '../tables.ts'
import type { Position } from './blocks.ts'
import { type Asked, beyond, sortedBy, valuesAt } from './orders.ts'

/** As many records beyond a bound are read at most; a number in the statement, so that the planner knows that it is few. */
const FAR = 2_000

export interface Page {
  records: AnyRecord[]
  /** Of the blocks that stand at the statement's moment; null without any. */
  generation: number | null
  /** How many moves are not in the blocks. */
  pending: number
  /** How many records there are between the bound and the page; the page is right if that is neither negative nor too far. */
  skip: number
  isRight: boolean
}

interface Head {
  rankGeneration: number | null
  rankPending: number
  rankSkip: number
  rankFound: number | null
}

/** The moves are added up in the statement itself, so that what it says of the bound is true of the rows that it reads. */
export async function readPage(
  database: Database,
  organization: number,
  { list, place, order, backward }: Asked,
  { limit, offset = 0 }: Query,
  { bound, before }: Position,
  now: Date,
): Promise<Page> {
  const scope = rootScope(list.type, now)
  const side = sql.raw(backward ? '>=' : '<')
  const at = sql.raw(String(place + 1))
  const many = (end: 'gone' | 'come') =>
    sql`count(*) filter (where list = ${list.name} and ${sql.ref(end)}[${at}] ${side} ${bound})`
  const moved = bound === null ? sql`0` : sql`${many('come')} - ${many('gone')}`
  const from =
    bound === null
      ? sql``
      : sql` and ${beyond(order, 'b', valuesAt(order, bound), backward ? 'before' : 'after')}`
  const names = [...new Set([...list.identity, ...order.map(({ column }) => column)])]
  const same = sql.join(
    list.identity.map((name) => sql`${sql.id(scope.alias, name)} = ${sql.id('p', name)}`),
    sql` and `,
  )
  const found = await rows<Head & AnyRecord>(
    database,
    sql`with head as materialized (
        select (select generation from rank_heads where organization_id = ${organization}) as generation,
          pending, ${offset}::bigint - ${before}::bigint - moved as skip
        from (select count(*) as pending, ${moved} as moved from rank_moves where organization_id = ${organization}) m)
      select head.generation as "rankGeneration", head.pending as "rankPending", head.skip as "rankSkip",
        ${sql.id('p', list.identity[0] ?? '')} as "rankFound", ${selectList(scope)}
      from head left join (
        select * from (select ${sql.join(names.map((name) => sql.id('b', name)))} from ${sql.table(list.table)} b
          where b.organization_id = ${organization} and ${list.members('b')}${from}
          ${sortedBy(order, 'b', backward)} limit ${sql.lit(FAR)}) near
        ${sortedBy(order, 'near', backward)} limit ${limit} offset (select greatest(skip, 0) from head)) p on true
      left join ${sql.table(TABLES[list.type])} ${sql.ref(scope.alias)}
        on ${sql.id(scope.alias, 'organization_id')} = ${organization} and ${same}
      ${sortedBy(order, 'p', backward)}`,
  )
  const { rankGeneration: generation, rankPending: pending, rankSkip: skip } = found[0] as Head
  return {
    ...{ generation, pending, skip },
    isRight: skip >= 0 && skip + limit <= FAR,
    records: found.flatMap(({ rankGeneration, rankPending, rankSkip, rankFound, ...record }) =>
      rankFound === null ? [] : [record],
    ),
  }
}
