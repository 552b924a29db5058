/** Compares the counted blocks with the lists themselves, and counts anew those that are wrong. */
import { sql } from 'kysely'
import { type Database, rows } from '../database.ts'
import { startAt } from './blocks.ts'
import { countedOrders, type FoldOptions, fold, ordersOf, recount } from './fold.ts'
import { widthOf } from './orders.ts'
import { countWithin, type Listed } from './scan.ts'

/** The first block of an order that is wrong: how many records it was thought to have, and how many it has. */
export interface WrongBlock {
  list: string
  place: number
  kept: number
  counted: number
}

/** Folds first, so that the blocks say it all. Null where another fold is under way. */
export async function verify(
  transaction: Database,
  organization: number,
  options: FoldOptions,
  repair: boolean,
): Promise<WrongBlock[] | null> {
  if (!(await fold(transaction, organization, options))) return null
  const [head] = await rows<{ generation: number }>(
    transaction,
    sql`select generation from rank_heads where organization_id = ${organization}`,
  )
  const generation = (head?.generation ?? 0) + 1
  const wrong: WrongBlock[] = []
  for (const [list, places] of await countedOrders(transaction, organization))
    for (const listed of ordersOf(organization, list).filter(({ place }) => places.has(place))) {
      const found = await firstWrong(transaction, listed)
      if (!found) continue
      wrong.push(found)
      if (repair) await recount(transaction, listed, options, generation)
    }
  if (repair && wrong.length > 0)
    await rows(
      transaction,
      sql`update rank_heads set generation = ${generation} where organization_id = ${organization}`,
    )
  return wrong
}

async function firstWrong(transaction: Database, listed: Listed): Promise<WrongBlock | null> {
  const { organization, list, place, order } = listed
  const width = widthOf(order)
  const parts = await rows<{ part: number; starts: string; counts: number[] }>(
    transaction,
    sql`select part, starts, counts from rank_blocks where organization_id = ${organization}
      and list = ${list.name} and place = ${place} order by first`,
  )
  const blocks = parts.flatMap((part) =>
    part.counts.map((count, index) => ({ start: startAt(part, width, index), count })),
  )
  for (const [at, { start, count }] of blocks.entries()) {
    const end = blocks[at + 1]?.start ?? null
    const { total } = await countWithin(transaction, listed, at === 0 ? null : start, end, count + 1)
    if (total !== count) return { list: list.name, place, kept: count, counted: total }
  }
  return null
}
