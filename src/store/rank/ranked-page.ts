/** One page of an ordered list, read from the block that it begins in: one statement, which checks itself. */
import { sql } from 'kysely'
import type { Query } from '../../core/query.ts'
import type { Asked as Statement } from '../ask.ts'
import { rootScope, selectList } from '../compile-query.ts'
import { columnsOf, type Database } from '../database.ts'
import { statementOf } from '../statements.ts'
import { fieldNames, TABLES } from '../tables.ts'
import type { Columns } from '../text-rows.ts'
import type { Position } from './blocks.ts'
import { type Asked, beyond, inList, sortedBy, valuesAt } from './orders.ts'

/** As many records beyond a bound are read at most; a number in the statement, so that the planner knows that it is few. */
const FAR = 2_000

export interface Page {
  records: Columns[]
  /** Of the blocks that stand at the statement's moment; null without any. */
  generation: number | null
  /** How many moves are not in the blocks. */
  pending: number
  /** How many records there are between the bound and the page. */
  skip: number
  /** `skip` is neither negative nor too far, so that these are the page's records if the generation is the expected one. */
  isRight: boolean
}

export async function readPage(
  database: Database,
  organization: number,
  asked: Asked,
  query: Query,
  position: Position,
  fields: readonly string[] | undefined,
): Promise<Page> {
  const found = await columnsOf(database, pageStatement(organization, asked, query, position, fields))
  const [generation, pending, skipped] = found[0] ?? []
  const skip = Number(skipped)
  return {
    skip,
    generation: generation ? Number(generation) : null,
    pending: Number(pending),
    isRight: skip >= 0 && skip + query.limit <= FAR,
    // A page without records is one row that says so.
    records: found.flatMap(([, , , key, ...columns]) => (key === null ? [] : [columns])),
  }
}

/**
 * The moves are added up in the statement itself, so that what it says of the bound is true of the rows that it reads,
 * whatever is written meanwhile.
 */
function pageStatement(
  organization: number,
  { list, place, order, backward }: Asked,
  { limit, offset = 0 }: Query,
  { bound, before }: Position,
  fields: readonly string[] = fieldNames(list.type),
): Statement {
  const scope = rootScope(list.type, new Date(0))
  const side = sql.raw(backward ? '>=' : '<')
  const at = sql.raw(String(place + 1))
  const names = [...new Set([...list.identity, ...order.map(({ column }) => column)])]
  const same = list.identity.map((name) => sql`${sql.id(scope.alias, name)} = ${sql.id('p', name)}`)
  return statementOf(
    'ranked page',
    () => new Date(0),
    ({ lift }) => ({
      ...{ type: list.type, place, backward, limit, fields },
      organization: lift(organization),
      list: lift(list.name),
      currency: list.currency === null ? null : lift(list.currency),
      // How many there are before the page, without those before the bound.
      past: lift(offset - before),
      bound:
        bound === null ? null : { text: lift(bound), values: valuesAt(order, bound).map((one) => lift(one)) },
    }),
    (shape) => {
      const many = (end: 'gone' | 'come') =>
        sql`count(*) filter (where list = ${shape.list} and ${sql.ref(end)}[${at}] ${side} ${shape.bound?.text})`
      const from = shape.bound && beyond(order, 'b', shape.bound.values, backward ? 'before' : 'after')
      return sql`with head as materialized (
          select (select generation from rank_heads where organization_id = ${shape.organization}) as generation,
            pending, ${shape.past}::bigint - moved as skip
          from (select count(*) as pending, ${shape.bound ? sql`${many('come')} - ${many('gone')}` : sql`0`} as moved
            from rank_moves where organization_id = ${shape.organization}) m)
        select head.generation, head.pending, head.skip, ${sql.id('p', list.identity[0] ?? '')} as found,
          ${selectList(scope, fields)}
        from head left join (
          select * from (select ${sql.join(names.map((name) => sql.id('b', name)))} from ${sql.table(list.table)} b
            where ${inList(list, 'b', shape.organization, shape.currency)}${from ? sql` and ${from}` : sql``}
            ${sortedBy(order, 'b', backward)} limit ${sql.lit(FAR)}) near
          ${sortedBy(order, 'near', backward)} limit ${sql.lit(limit)} offset (select greatest(skip, 0) from head)) p on true
        left join ${sql.table(TABLES[list.type])} ${sql.ref(scope.alias)}
          on ${sql.id(scope.alias, 'organization_id')} = ${shape.organization} and ${sql.join(same, sql` and `)}
        ${sortedBy(order, 'p', backward)}`
    },
    undefined,
  )
}
