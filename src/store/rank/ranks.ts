/**
 * Deep pages at the cost of the first: the position is found among the remembered blocks, and the page read from there.
 * See docs/design/0010-pages-by-number.md.
 */
import type { Clock, RecordStore } from '../../core/ports.ts'
import type { Query } from '../../core/query.ts'
import type { RecordOf, RecordType } from '../../core/schema.ts'
import type { Database } from '../database.ts'
import { find } from './blocks.ts'
import { type FoldOptions, fold } from './fold.ts'
import { type Asked, askedOf, widthOf } from './orders.ts'
import { readPage } from './ranked-page.ts'
import { createRememberedBlocks } from './remembered-blocks.ts'

export interface RankOptions extends FoldOptions {
  /** Pages that begin before this one are read from the list's end. */
  deep: number
  /** A fold is due when so many records were written. */
  foldAfter: number
}

export const RANK_OPTIONS: RankOptions = { block: 128, part: 256, least: 2_000, deep: 400, foldAfter: 400 }

export interface Ranks {
  /** The page; null where it is no deep one of a counted list: then it is read as any other. */
  page<T extends RecordType>(organization: number, query: Query<T>): Promise<RecordOf<T>[] | null>
  /** So many records of the organization were written: folds in the background when that is due. */
  wrote(organization: number, records: number): void
  /** Folds now; false where another process does. */
  fold(organization: number): Promise<boolean>
  /** Resolves when no fold is under way. */
  idle(): Promise<void>
}

const TRIES = 4
/** How long a list that has no blocks is believed to have none. */
const UNCOUNTED_MS = 2_000

export function createRanks(
  database: Database,
  counter: RecordStore['counter'],
  clock: Clock,
  options: RankOptions,
): Ranks {
  const blocks = createRememberedBlocks(database)
  const pending = new Map<number, number>()
  const folding = new Map<number, Promise<boolean>>()
  /** Until when lists without blocks are not asked for any. */
  const uncounted = new Map<number, number>()

  const foldNow = (organization: number): Promise<boolean> => {
    pending.delete(organization)
    return database
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((transaction) => fold(transaction, organization, options))
      .then((done) => {
        if (done?.changed) uncounted.delete(organization)
        return done !== null
      })
  }

  /** One at a time; what comes meanwhile is in the next one. */
  const foldOnce = (organization: number): Promise<boolean> => {
    const underWay = folding.get(organization)
    if (underWay) return underWay
    const mine = foldNow(organization).finally(() => folding.delete(organization))
    folding.set(organization, mine)
    return mine
  }

  /** A fold that fails changes nothing, and the next one does its work. */
  const foldSoon = (organization: number): void => void foldOnce(organization).catch(() => {})

  async function pageOf(organization: number, asked: Asked, query: Query): Promise<unknown[] | null> {
    let known = await blocks.seen(organization, asked)
    let target = query.offset ?? 0
    for (let tries = 0; tries < TRIES; tries++) {
      if (known.parts.length === 0) return null
      const position = find(known.parts, widthOf(asked.order), target, asked.backward)
      const page = await readPage(database, organization, asked, query, position, clock())
      if (page.pending > 2 * options.foldAfter) foldSoon(organization)
      if (page.generation !== known.generation) known = await blocks.read(organization, asked)
      else if (page.isRight) return page.records
      else target = Math.max(0, position.before + page.skip)
    }
    return (query.offset ?? 0) >= (await counter(organization, asked.list.name)) ? [] : null
  }

  return {
    async page(organization, query) {
      if ((query.offset ?? 0) < options.deep) return null
      const asked = askedOf(query)
      if (!asked || Date.now() < (uncounted.get(organization) ?? 0)) return null
      const found = await pageOf(organization, asked, query)
      if (found) return found as never
      // A store that is older than its blocks gets them now.
      uncounted.set(organization, Date.now() + UNCOUNTED_MS)
      blocks.forget(organization)
      foldSoon(organization)
      return null
    },
    wrote(organization, records) {
      const written = (pending.get(organization) ?? 0) + records
      pending.set(organization, written)
      if (written >= options.foldAfter && !folding.has(organization)) foldSoon(organization)
    },
    fold: foldOnce,
    async idle() {
      while (folding.size > 0) await Promise.allSettled(folding.values())
    },
  }
}
