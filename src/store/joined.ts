/**
 * A record store all of whose reads and writes are one transaction, so that several of them, and the answer that
 * is kept with them, happen together or not at all. A write that fails takes back what it did itself, and no more:
 * a refusal can still be answered.
 */
import { sql } from 'kysely'
import { customerOf, type TopicsOf } from '../core/change.ts'
import type { Actor, JoinedStore, Writer } from '../core/ports.ts'
import { type Database, rows } from './database.ts'
import { claimAnswer, keepAnswer } from './kept-answers.ts'
import { createReader } from './reader.ts'
import type { Stamp } from './stamps.ts'
import { createWriter, type WriterOptions } from './writer.ts'

export interface JoinedOptions
  extends Omit<WriterOptions, 'organization' | 'actor' | 'topicsOf' | 'stampedAt'> {
  topicsOf: TopicsOf | null
  stamp?: Stamp
  /** A write within has written so many records. */
  wrote(records: number): void
}

export function createJoinedStore(
  transaction: Database,
  organization: number,
  { wrote, stamp, ...options }: JoinedOptions,
): JoinedStore {
  const { clock } = options
  const reader = createReader(transaction, clock)
  /** Savepoints are a stack: a write waits for the one before it. */
  let before: Promise<unknown> = Promise.resolve()
  /** The records that were written, and their customers: what a kept answer is about. */
  const about = new Set<number>()

  async function writeNow<T>(
    actor: Actor,
    work: (writer: Writer) => Promise<T>,
    silent: boolean,
  ): Promise<T> {
    await rows(transaction, sql`savepoint write`)
    try {
      const topicsOf = silent ? null : options.topicsOf
      const stampedAt = await stamp?.(transaction, organization)
      const given = { ...options, organization, actor, topicsOf, stampedAt }
      const { writer, finish } = createWriter(transaction, given)
      const result = await work(writer)
      const changes = await finish()
      await rows(transaction, sql`release savepoint write`)
      wrote(changes.length)
      for (const change of changes)
        for (const key of [change.record.key as number, customerOf(change)]) if (key !== null) about.add(key)
      return result
    } catch (error) {
      // A connection that broke has no savepoints left; what broke it is the reason to tell.
      await rows(transaction, sql`rollback to savepoint write`).catch(() => {})
      throw error
    }
  }

  function own(asked: number): void {
    if (asked !== organization) throw new Error('A joined store is one organization’s')
  }

  const store: JoinedStore = {
    ...reader,
    snapshot: (work) => work(reader),
    write(asked, actor, work, { silent = false } = {}) {
      own(asked)
      const mine = before.then(() => writeNow(actor, work, silent))
      before = mine.catch(() => {})
      return mine
    },
    joined(asked, work) {
      own(asked)
      return work(store)
    },
    async lock(type, key) {
      const actor: Actor = { kind: 'lock' }
      const { writer } = createWriter(transaction, { ...options, organization, actor, topicsOf: null })
      await writer.lock(type, key)
    },
    claimAnswer: (key) => claimAnswer(transaction, organization, key, clock()),
    keepAnswer: (key, answer) => keepAnswer(transaction, organization, key, answer, [...about]),
  }
  return store
}
