/** One page of an ordered list, read from the block that it begins in: one statement, which checks itself. */
import { type RawBuilder, sql } from 'kysely'
import type { Query } from '../../core/query.ts'
import type { Asked as Statement } from '../ask.ts'
import { rootScope, selectList } from '../compile-query.ts'
import { columnsOf, type Database } from '../database.ts'
import type { Lifting } from '../lift-values.ts'
import { statementOf } from '../statements.ts'
import { fieldNames } from '../tables.ts'
import type { Position } from './blocks.ts'
import { type Asked, beyond, inList, sortedBy, valuesAt } from './orders.ts'

export interface PageQuery {
  organization: number
  asked: Asked
  query: Query
  fields: readonly string[] | undefined
  position: Position
  /** Of the blocks in which the position was found. */
  generation: number
}

/** As many records beyond a bound are read at most; a number in the statement, so that the planner knows that it is few. */
const FAR = 2_000

/** Why there was no record: which blocks stand, and how many records there are between the bound and the page. */
export async function readAround(
  database: Database,
  page: PageQuery,
): Promise<{ generation: number; skip: number; isNear: boolean }> {
  const [found] = await columnsOf(database, aroundStatement(page))
  const skip = Number(found?.[1])
  return { generation: Number(found?.[0] ?? 0), skip, isNear: isNear(skip, page) }
}

const isNear = (skip: number, { query }: PageQuery) => skip >= 0 && skip + query.limit <= FAR

/** What of the position a statement is given. */
function liftedBound({ lift }: Lifting, { organization, asked, position, query }: PageQuery) {
  const { list, place, order, backward } = asked
  const { bound, before } = position
  return {
    ...{ place, backward },
    organization: lift(organization),
    list: lift(list.name),
    // How many there are before the page, without those before the bound.
    past: lift((query.offset ?? 0) - before),
    bound:
      bound === null
        ? null
        : { text: lift(bound), values: valuesAt(order, bound).map((value) => lift(value)) },
  }
}
type Bound = ReturnType<typeof liftedBound>

/**
 * `skip`, from the log as it is at the statement's moment: so that it is true of the rows that the statement reads,
 * whatever is written meanwhile.
 */
function skipping({ place, backward, organization, list, past, bound }: Bound): RawBuilder<unknown> {
  const side = sql.raw(backward ? '>=' : '<')
  const many = (end: 'gone' | 'come') =>
    sql`count(*) filter (where list = ${list} and ${sql.ref(end)}[${sql.lit(place + 1)}] ${side} ${bound?.text})`
  return bound
    ? sql`(select ${past}::bigint - (${many('come')} - ${many('gone')}) as skip
        from rank_moves where organization_id = ${organization}) m`
    : sql`(select ${past}::bigint as skip) m`
}

const standing = ({ organization }: Bound) =>
  sql`(select generation from rank_heads where organization_id = ${organization})`

/** For the page's records; there are none where other blocks stand by now, or the page lies elsewhere. */
export function pageStatement(page: PageQuery): ReturnType<typeof statementOf> {
  const { list, order, backward } = page.asked
  const { limit } = page.query
  const fields = page.fields ?? fieldNames(list.type)
  const scope = rootScope(list.type, new Date(0))
  return statementOf(
    'ranked page',
    () => new Date(0),
    (lifting) => ({
      ...{ type: list.type, limit, fields: page.fields },
      at: liftedBound(lifting, page),
      generation: lifting.lift(page.generation),
      currency: list.currency === null ? null : lifting.lift(list.currency),
    }),
    ({ at, generation, currency }) => {
      const from = at.bound && beyond(order, 'b', at.bound.values, backward ? 'before' : 'after')
      // Where it does not hold, the page is beyond all that is read.
      const holds = sql`${standing(at)} = ${generation}::bigint and skip between 0 and ${sql.lit(FAR - limit)}`
      return sql`select ${selectList(scope, fields)} from (
          select * from ${sql.table(list.table)} b
          where ${inList(list, 'b', at.organization, currency)}${from ? sql` and ${from}` : sql``}
          ${sortedBy(order, 'b', backward)} limit ${sql.lit(FAR)}) ${sql.ref(scope.alias)}
        ${sortedBy(order, scope.alias, backward)} limit ${sql.lit(limit)}
        offset (select case when ${holds} then skip else ${sql.lit(FAR)} end from ${skipping(at)})`
    },
    undefined,
  )
}

function aroundStatement(page: PageQuery): Statement {
  return statementOf(
    'around a ranked page',
    () => new Date(0),
    (lifting) => liftedBound(lifting, page),
    (at) => sql`select ${standing(at)}, skip from ${skipping(at)}`,
    undefined,
  )
}
