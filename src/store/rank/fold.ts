/**
 * Folding: the moves that are seen at one moment go into the counts of the blocks and out of the log. In a repeatable
 * read every statement sees that moment, so that the blocks and the moves that are left always add up to the records:
 * what is being written meanwhile is neither counted nor taken out, and nobody waits.
 */
import { sql } from 'kysely'
import { type Database, rows } from '../database.ts'
import { Miscounted } from './blocks.ts'
import { type Change, foldOrder, WornOut } from './fold-order.ts'
import { LIKE_MEMBERS, listNamed } from './orders.ts'
import { countAll, type Listed, type Sizes } from './scan.ts'

export interface FoldOptions extends Sizes {
  /** Lists shorter than this need no blocks. */
  least: number
}

/** With more moves than these everything is counted anew. */
const MOST_MOVES = 20_000

interface Move {
  list: string
  gone: string[] | null
  come: string[] | null
}

/** Null where another fold of the organization is under way. */
export async function fold(
  transaction: Database,
  organization: number,
  options: FoldOptions,
): Promise<{ changed: boolean } | null> {
  const generation = await claim(transaction, organization)
  if (generation === null) return null
  const next = generation + 1
  const moves = await takeMoves(transaction, organization)
  if (moves === null) await forgetBlocks(transaction, organization)
  const counted = await countedOrders(transaction, organization)
  let changed = moves === null
  for (const [list, places] of counted)
    for (const listed of ordersOf(organization, list).filter(({ place }) => places.has(place))) {
      const deltas = deltasOf(moves ?? [], listed)
      if (deltas.size === 0) continue
      changed = true
      await foldOrCount(transaction, listed, deltas, options, next)
    }
  for (const list of await longLists(transaction, organization, options.least))
    for (const listed of ordersOf(organization, list))
      if (!counted.get(list)?.has(listed.place)) {
        changed = true
        await countAll(transaction, listed, options, next)
      }
  if (changed)
    await rows(
      transaction,
      sql`update rank_heads set generation = ${next} where organization_id = ${organization}`,
    )
  return { changed }
}

/**
 * The generation that stands, with the row locked: whoever changes blocks has it. One that changed since this
 * transaction's moment cannot be locked, and one that came since cannot be made: then this fold fails, and changes nothing.
 */
async function claim(transaction: Database, organization: number): Promise<number | null> {
  await rows(
    transaction,
    sql`insert into rank_heads (organization_id, generation) select ${organization}::bigint, 0
      where not exists (select 1 from rank_heads where organization_id = ${organization})
      on conflict (organization_id) do nothing`,
  )
  const [head] = await rows<{ generation: number }>(
    transaction,
    sql`select generation from rank_heads where organization_id = ${organization} for update skip locked`,
  )
  return head?.generation ?? null
}

/** The moves, taken out of the log; null where there were too many to look at. */
async function takeMoves(transaction: Database, organization: number): Promise<Move[] | null> {
  const many = await movesOf(transaction, organization, MOST_MOVES + 1)
  if (many === 0) return []
  const remove = sql`delete from rank_moves where organization_id = ${organization}`
  if (many <= MOST_MOVES) return rows<Move>(transaction, sql`${remove} returning list, gone, come`)
  await rows(transaction, remove)
  return null
}

/** How many moves are in the log; counted up to `most`. */
export async function movesOf(database: Database, organization: number, most: number): Promise<number> {
  const [found] = await rows<{ many: number }>(
    database,
    sql`select count(*) as many from (select 1 from rank_moves where organization_id = ${organization}
      limit ${most}) m`,
  )
  return found?.many ?? 0
}

/** Forgets blocks and moves, and says so to whoever remembers them; folds that are under way fail. */
export async function startAnew(transaction: Database, organization: number): Promise<void> {
  await rows(
    transaction,
    sql`insert into rank_heads (organization_id, generation) values (${organization}, 1)
      on conflict (organization_id) do update set generation = rank_heads.generation + 1`,
  )
  await rows(transaction, sql`delete from rank_moves where organization_id = ${organization}`)
  await forgetBlocks(transaction, organization)
}

const forgetBlocks = (transaction: Database, organization: number) =>
  rows(transaction, sql`delete from rank_blocks where organization_id = ${organization}`)

/** Which orders of which lists have blocks. */
export async function countedOrders(
  transaction: Database,
  organization: number,
): Promise<Map<string, ReadonlySet<number>>> {
  const found = await rows<{ list: string; places: number[] }>(
    transaction,
    sql`select list, array_agg(distinct place) as places from rank_blocks where organization_id = ${organization}
      group by list`,
  )
  return new Map(found.map(({ list, places }) => [list, new Set(places)]))
}

export function ordersOf(organization: number, name: string): Listed[] {
  const list = listNamed(name)
  return list?.orders.map((order, place) => ({ organization, list, place, order })) ?? []
}

/** By the kept counters. */
async function longLists(transaction: Database, organization: number, least: number): Promise<string[]> {
  const found = await rows<{ name: string }>(
    transaction,
    sql`select name from counters where organization_id = ${organization}
        and (name = 'customer' or name like ${LIKE_MEMBERS})
      group by name having sum(value) >= ${least}`,
  )
  return found.map(({ name }) => name)
}

/** By how much the number of records at each place changed; those that changed by nothing are left out. */
function deltasOf(moves: readonly Move[], { list, place }: Listed): Map<string, number> {
  const deltas = new Map<string, number>()
  const add = (at: string | undefined, delta: number) => {
    if (at === undefined) return
    const sum = (deltas.get(at) ?? 0) + delta
    if (sum === 0) deltas.delete(at)
    else deltas.set(at, sum)
  }
  for (const { list: name, gone, come } of moves)
    if (name === list.name) {
      add(gone?.[place], -1)
      add(come?.[place], 1)
    }
  return deltas
}

/** Blocks that are worn out, or that do not add up, are counted anew. */
async function foldOrCount(
  transaction: Database,
  listed: Listed,
  deltas: Change,
  options: FoldOptions,
  generation: number,
): Promise<void> {
  try {
    await foldOrder(transaction, listed, deltas, options, generation)
  } catch (error) {
    if (!(error instanceof Miscounted || error instanceof WornOut)) throw error
    await recount(transaction, listed, options, generation)
  }
}

export async function recount(
  transaction: Database,
  listed: Listed,
  sizes: Sizes,
  generation: number,
): Promise<void> {
  await rows(
    transaction,
    sql`delete from rank_blocks where organization_id = ${listed.organization}
      and list = ${listed.list.name} and place = ${listed.place}`,
  )
  await countAll(transaction, listed, sizes, generation)
}
