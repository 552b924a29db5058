/** Folding the moves into the blocks of one order: only the parts that have any are read and written. */
import { sql } from 'kysely'
import { type Database, rows } from '../database.ts'
import { addTo, lastUpTo, Miscounted, type Part, replaceBlock, split, startAt, tidy } from './blocks.ts'
import { widthOf } from './orders.ts'
import { countWithin, type Listed, type Sizes } from './scan.ts'

/** By how much the number of records at each place changed. */
export type Change = ReadonlyMap<string, number>

/** So much changed that counting everything costs no more. */
export class WornOut extends Error {}

/** A block is cut when it has so many times the records of a new one; a part likewise. */
const GROWN = 2
/** More grown blocks than these are not counted one by one. */
const MOST_GROWN = 64
/** Parts that have become small are put together by counting anew, when they have this share of a new one's blocks. */
const SHRUNK = 1 / 4

interface Header {
  part: number
  first: string
  blocks: number
}

export async function foldOrder(
  transaction: Database,
  listed: Listed,
  deltas: Change,
  sizes: Sizes,
  generation: number,
): Promise<void> {
  const width = widthOf(listed.order)
  const headers = await readHeaders(transaction, listed)
  const byPart = new Map<number, [string, number][]>()
  for (const [place, delta] of deltas) {
    const at = lastUpTo(headers.length, (index) => headers[index]?.first ?? '', place)
    const list = byPart.get(at)
    if (list) list.push([place, delta])
    else byPart.set(at, [[place, delta]])
  }
  const numbers = [...byPart.keys()].map((at) => headers[at]?.part ?? 0)
  const parts = new Map((await readParts(transaction, listed, numbers)).map((part) => [part.part, part]))
  let next = Math.max(...headers.map(({ part }) => part)) + 1
  let grown = 0
  const kept: Part[] = []
  const gone: number[] = []
  const fresh: Part[] = []
  for (const [at, changes] of byPart) {
    const part = parts.get(headers[at]?.part ?? 0) as Part
    addTo(part, width, changes)
    grown += await cutGrown(transaction, listed, part, sizes, {
      isFirst: at === 0,
      end: headers[at + 1]?.first ?? null,
      most: MOST_GROWN - grown,
    })
    tidy(part, width, sizes.block)
    const [own, ...others] = split(part, width, sizes.part * GROWN, next)
    next += others.length
    if (own) kept.push(own)
    else gone.push(part.part)
    fresh.push(...others)
  }
  refuseShrunk(headers, [...kept, ...fresh], gone, sizes)
  await writeParts(transaction, listed, { kept, gone, fresh }, width, generation)
}

const ofOrder = ({ organization, list, place }: Listed) =>
  sql`organization_id = ${organization} and list = ${list.name} and place = ${place}`

const readHeaders = (transaction: Database, listed: Listed): Promise<Header[]> =>
  rows(
    transaction,
    sql`select part, first, cardinality(counts) as blocks from rank_blocks where ${ofOrder(listed)} order by first`,
  )

const readParts = (transaction: Database, listed: Listed, parts: readonly number[]): Promise<Part[]> =>
  rows(
    transaction,
    sql`select part, starts, counts from rank_blocks where ${ofOrder(listed)}
      and part = any(${sql.val(parts)}::integer[])`,
  )

/** Counts the blocks that have grown, and cuts them; gives how many there were. */
async function cutGrown(
  transaction: Database,
  listed: Listed,
  part: Part,
  { block }: Sizes,
  { isFirst, end, most }: { isFirst: boolean; end: string | null; most: number },
): Promise<number> {
  const width = widthOf(listed.order)
  let grown = 0
  // From the last one, so that the places of those before it stay.
  for (let index = part.counts.length - 1; index >= 0; index--) {
    const count = part.counts[index] ?? 0
    if (count <= block * GROWN) continue
    if (++grown > most) throw new WornOut()
    const start = startAt(part, width, index)
    const to = index === part.counts.length - 1 ? end : startAt(part, width, index + 1)
    // Whatever comes before all others is in the first block.
    const whole = isFirst && index === 0
    const { starts, total } = await countWithin(transaction, listed, whole ? null : start, to, block)
    if (total !== count) throw new Miscounted(`A block of ${count} has ${total}`)
    const counts = starts.map((_, at) => Math.min(block, total - at * block))
    replaceBlock(part, width, index, whole ? starts : [start, ...starts.slice(1)], counts)
  }
  return grown
}

function refuseShrunk(
  headers: readonly Header[],
  written: readonly Part[],
  gone: readonly number[],
  sizes: Sizes,
) {
  const left = new Map(headers.map(({ part, blocks }) => [part, blocks]))
  for (const { part, counts } of written) left.set(part, counts.length)
  for (const part of gone) left.delete(part)
  const blocks = [...left.values()].reduce((sum, count) => sum + count, 0)
  if (left.size > 4 && blocks < left.size * sizes.part * SHRUNK) throw new WornOut()
}

async function writeParts(
  transaction: Database,
  listed: Listed,
  { kept, gone, fresh }: { kept: readonly Part[]; gone: readonly number[]; fresh: readonly Part[] },
  width: number,
  generation: number,
): Promise<void> {
  const given = (parts: readonly Part[]) =>
    sql`json_to_recordset(${JSON.stringify(
      parts.map(({ part, starts, counts }) => ({
        ...{ part, starts, first: starts.slice(0, width), counts: counts.join() },
      })),
    )}::json) as g (part integer, starts text, first text, counts text)`
  // No cast of text: that depends on settings, and Citus lets nothing of the kind into an update.
  const counted = sql`string_to_array(g.counts, ',')::integer[]`
  if (kept.length > 0)
    // What a part is found by is stored apart and stays where it is while it is the same.
    await rows(
      transaction,
      sql`update rank_blocks b set generation = ${generation}, first = g.first, counts = ${counted},
          starts = case when b.starts = g.starts then b.starts else g.starts end
        from ${given(kept)} where b.part = g.part and ${ofOrder(listed)}`,
    )
  if (gone.length > 0)
    await rows(
      transaction,
      sql`delete from rank_blocks where ${ofOrder(listed)} and part = any(${sql.val(gone)}::integer[])`,
    )
  if (fresh.length > 0)
    await rows(
      transaction,
      sql`insert into rank_blocks (organization_id, list, place, part, generation, first, starts, counts)
        select ${listed.organization}::bigint, ${listed.list.name}, ${listed.place}::smallint, part, ${generation}::bigint,
          first, starts, ${counted} from ${given(fresh)}`,
    )
}
