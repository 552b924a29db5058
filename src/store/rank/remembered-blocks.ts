/** The blocks of the orders that are read deeply, remembered as long as no fold has changed them. */
import { sql } from 'kysely'
import { type Database, rows } from '../database.ts'
import { type SizedPart, sized } from './blocks.ts'
import type { Asked } from './orders.ts'

export interface Blocks {
  /** Of the fold that wrote them last. */
  generation: number
  /** In order; none where the list is not counted. */
  parts: readonly SizedPart[]
}

export interface RememberedBlocks {
  /** As they were seen last, or as they are. */
  seen(organization: number, asked: Asked): Promise<Blocks>
  /** As they are now: only what was written since they were seen is read. */
  read(organization: number, asked: Asked): Promise<Blocks>
  /** Looks again the next time. */
  forget(organization: number): void
}

/** Of two million records an order's blocks take less than one. */
const MOST_BYTES = 32 * 1024 * 1024

interface Entry extends Blocks {
  organization: number
  bytes: number
}

interface Row {
  generation: number
  part: number | null
  starts: string | null
  counts: number[] | null
}

export function createRememberedBlocks(database: Database): RememberedBlocks {
  /** The one that was asked for last comes last. */
  const entries = new Map<string, Entry>()
  const underWay = new Map<string, Promise<Blocks>>()
  let bytes = 0

  function drop(name: string): void {
    bytes -= entries.get(name)?.bytes ?? 0
    entries.delete(name)
  }

  function keep(name: string, organization: number, blocks: Blocks): void {
    drop(name)
    const size = blocks.parts.reduce(
      (sum, { starts, counts }) => sum + starts.length + 8 * counts.length,
      200,
    )
    entries.set(name, { ...blocks, organization, bytes: size })
    bytes += size
    for (const oldest of entries.keys()) {
      if (bytes <= MOST_BYTES) break
      drop(oldest)
    }
  }

  async function readNow(name: string, organization: number, asked: Asked): Promise<Blocks> {
    const blocks = await readBlocks(database, organization, asked, entries.get(name))
    keep(name, organization, blocks)
    return blocks
  }

  const nameOf = (organization: number, { list, place }: Asked) => `${organization} ${place} ${list.name}`

  const read = (organization: number, asked: Asked): Promise<Blocks> => {
    const name = nameOf(organization, asked)
    // Who comes while it is read may get what was true a moment ago: the page's own statement finds out.
    const same = underWay.get(name)
    if (same) return same
    const mine = readNow(name, organization, asked).finally(() => underWay.delete(name))
    underWay.set(name, mine)
    return mine
  }

  return {
    read,
    async seen(organization, asked) {
      const name = nameOf(organization, asked)
      const entry = entries.get(name)
      if (!entry) return read(organization, asked)
      entries.delete(name)
      entries.set(name, entry)
      return entry
    },
    forget(organization) {
      for (const [name, entry] of entries) if (entry.organization === organization) drop(name)
    },
  }
}

async function readBlocks(
  database: Database,
  organization: number,
  { list, place }: Asked,
  known: Blocks | undefined,
): Promise<Blocks> {
  const since = known?.generation ?? 0
  const found = await rows<Row>(
    database,
    sql`select h.generation, b.part, case when b.generation > ${since}::bigint then b.starts end as starts,
        case when b.generation > ${since}::bigint then b.counts end as counts
      from rank_heads h left join rank_blocks b on b.organization_id = h.organization_id and b.list = ${list.name}
        and b.place = ${place}
      where h.organization_id = ${organization} order by b.first`,
  )
  const before = new Map(known?.parts.map((part) => [part.part, part]))
  const parts = found.flatMap(({ part, starts, counts }): SizedPart[] => {
    if (part === null) return []
    const kept = before.get(part)
    return starts !== null && counts ? [sized({ part, starts, counts })] : kept ? [kept] : []
  })
  return { generation: found[0]?.generation ?? 0, parts }
}
