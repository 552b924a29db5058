/**
 * Deep pages at the cost of the first: the position is found among the remembered blocks, and the page read from there.
 * See docs/design/0010-pages-by-number.md.
 */
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Query } from '../../core/query.ts'
import type { Asked as Statement } from '../ask.ts'
import { readCounter } from '../counters.ts'
import { type Database, rows } from '../database.ts'
import type { DeepPages } from '../reader.ts'
import { askedOnce } from '../statements.ts'
import { find } from './blocks.ts'
import { type FoldOptions, fold, movesOf } from './fold.ts'
import { type Asked, askedOf, widthOf } from './orders.ts'
import { pageStatement, readAround } from './ranked-page.ts'
import { createRememberedBlocks } from './remembered-blocks.ts'
import { verify, type WrongBlock } from './verify.ts'

export interface RankOptions extends FoldOptions {
  /** Pages that begin before this one are read from the list's end. */
  deep: number
  /** A fold is due when so many records were written. */
  foldAfter: number
}

export const RANK_OPTIONS: RankOptions = { block: 64, part: 256, least: 2_000, deep: 400, foldAfter: 400 }

export interface Ranks {
  /** The page; null where it is no deep one of a counted list: then it is read as any other. */
  page: DeepPages
  /** So many records of the organization were written: folds in the background when that is due. */
  wrote(organization: number, records: number): void
  /** Folds now; false where another process does. */
  fold(organization: number): Promise<boolean>
  /** Which orders' blocks are not what the lists are; with `repair` they are counted anew. */
  verify(organization: number, repair?: boolean): Promise<WrongBlock[]>
  /** Resolves when no fold is under way. */
  idle(): Promise<void>
}

const TRIES = 4
const VERIFY_TRIES = 10
const SERIALIZATION_FAILURE = '40001'
/** How long a list that has no blocks is believed to have none. */
const UNCOUNTED_MS = 2_000
/** How often whoever reads looks whether a fold is due. */
const LOOK_MS = 5_000
/** Of so many organizations, or lists of theirs, it is remembered how they stand; of others it is found out again. */
const MOST = 10_000

export function createRanks(
  database: Database,
  options: RankOptions,
  /** Statements on this database are cut off, which a fold must not be. */
  isLimited = false,
): Ranks {
  const blocks = createRememberedBlocks(database)
  const pending = new LRUCache<number, number>({ max: MOST })
  const folding = new Map<number, Promise<boolean>>()
  /** The fold before. They take turns, so that they never have more than one of the connections that requests wait for. */
  let before: Promise<unknown> = Promise.resolve()
  /** Until when lists without blocks are not asked for any. */
  const uncounted = new LRUCache<string, number>({ max: MOST })
  const nameOf = (organization: number, { list }: Asked) => `${organization} ${list.name}`
  const lookedAfter = new LRUCache<number, number>({ max: MOST })

  const inOneMoment = <T>(work: (transaction: Database) => Promise<T>): Promise<T> =>
    database
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (transaction) => {
        if (isLimited) await rows(transaction, sql`set local statement_timeout = 0`)
        return work(transaction)
      })

  const foldNow = (organization: number): Promise<boolean> => {
    pending.delete(organization)
    return inOneMoment((transaction) => fold(transaction, organization, options)).then((done) => {
      if (done?.changed) uncounted.clear()
      return done !== null
    })
  }

  /** One at a time; what comes meanwhile is in the next one. */
  const foldOnce = (organization: number): Promise<boolean> => {
    const underWay = folding.get(organization)
    if (underWay) return underWay
    const mine = before.then(() => foldNow(organization)).finally(() => folding.delete(organization))
    before = mine.catch(() => {})
    folding.set(organization, mine)
    return mine
  }

  /** A fold that fails changes nothing, and the next one does its work. */
  const foldSoon = (organization: number): void => void foldOnce(organization).catch(() => {})

  async function pageOf<R>(
    organization: number,
    asked: Asked,
    query: Query,
    fields: readonly string[] | undefined,
    ask: (statement: Statement) => Promise<R[]>,
  ): Promise<R[] | null> {
    let known = await blocks.seen(organization, asked)
    if (known.parts.length === 0) {
      // A store that is older than its blocks gets them now.
      uncounted.set(nameOf(organization, asked), Date.now() + UNCOUNTED_MS)
      blocks.forget(organization)
      foldSoon(organization)
      return null
    }
    let target = query.offset ?? 0
    for (let tries = 0; tries < TRIES; tries++) {
      const { generation, parts } = known
      const position = find(parts, widthOf(asked.order), target, asked.backward)
      const page = { organization, asked, query, fields, position, generation }
      // The blocks are the same object for as long as they stand.
      const statement =
        tries === 0
          ? askedOnce(query, [organization, known, fields], () => pageStatement(page))
          : pageStatement(page)
      const found = await ask(statement)
      if (found.length > 0) return found
      const around = await readAround(database, page)
      if (around.generation !== generation) known = await blocks.read(organization, asked)
      else if (around.isNear) break
      else target = Math.max(0, position.before + around.skip)
    }
    // Beyond the end of the list; or it changes faster than it is read, and is read without its blocks.
    return (query.offset ?? 0) >= (await readCounter(database, organization, asked.list.name)) ? [] : null
  }

  /** Those who write fold; what came from commands that wrote little and ended is left to who reads. */
  function lookAfter(organization: number): void {
    const now = Date.now()
    if (now < (lookedAfter.get(organization) ?? 0)) return
    lookedAfter.set(organization, now + LOOK_MS)
    void movesOf(database, organization, options.foldAfter).then(
      (moves) => moves >= options.foldAfter && foldSoon(organization),
      () => {},
    )
  }

  return {
    async page(organization, query, fields, ask) {
      if ((query.offset ?? 0) < options.deep) return null
      const asked = askedOf(query)
      if (!asked || Date.now() < (uncounted.get(nameOf(organization, asked)) ?? 0)) return null
      lookAfter(organization)
      return pageOf(organization, asked, query, fields, ask)
    },
    wrote(organization, records) {
      const written = (pending.get(organization) ?? 0) + records
      pending.set(organization, written)
      if (written >= options.foldAfter && !folding.has(organization)) foldSoon(organization)
    },
    fold: foldOnce,
    async verify(organization, repair = false) {
      for (let tries = 1; ; tries++) {
        await folding.get(organization)?.catch(() => {})
        const found = await inOneMoment((transaction) =>
          verify(transaction, organization, options, repair),
        ).catch((error: { code?: string }) => {
          if (tries >= VERIFY_TRIES || error.code !== SERIALIZATION_FAILURE) throw error
          return null
        })
        if (found) return found
        if (tries >= VERIFY_TRIES)
          throw new Error('The pages of the organization are being counted by others')
      }
    },
    async idle() {
      while (folding.size > 0) await Promise.allSettled(folding.values())
    },
  }
}
