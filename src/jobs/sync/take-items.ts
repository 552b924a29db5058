/** Takes items in one transaction; where the store refuses one of them, each by itself, in one transaction again. */
import { CoreError } from '../../core/errors.ts'
import type { Actor, RecordStore, Writer } from '../../core/ports.ts'
import type { SyncItem } from '../../dialects/client.ts'
import { isOddShape, oddReason } from '../../dialects/odd-item.ts'
import { isRefusal } from '../import/import-file.ts'
import { type PageOutcome, type PageWrite, writePage } from './write-page.ts'

/** Another writer may take a name between our look and our write: then it is looked again. */
const TRIES = 3

interface Taking {
  records: RecordStore
  actor: Actor
  page: PageWrite
  items: readonly SyncItem[]
}

/** `work` ends the transaction, with what became of each item. */
export async function takeItems<T>(
  { records, actor, page, items }: Taking,
  work: (writer: Writer, outcomes: PageOutcome) => Promise<T>,
): Promise<T> {
  const silent = { silent: true }
  const { organization } = page
  for (let tries = 1; tries <= TRIES; tries++)
    try {
      return await records.write(
        organization,
        actor,
        async (writer) => work(writer, await writePage(writer, page, items)),
        silent,
      )
    } catch (error) {
      if (!cannotBeTaken(error)) throw error
      if (!(error instanceof CoreError)) break
    }
  return records.joined(organization, async (joined) => {
    const outcomes: PageOutcome = new Map()
    for (const item of items)
      try {
        const own = await joined.write(
          organization,
          actor,
          (writer) => writePage(writer, page, [item]),
          silent,
        )
        for (const [each, outcome] of own) outcomes.set(each, outcome)
      } catch (error) {
        if (!cannotBeTaken(error)) throw error
        const message = isOddShape(error) ? oddReason(error) : (error as Error).message
        const taken = error instanceof CoreError && error.code === 'not-unique'
        outcomes.set(item, taken ? { deferred: message } : { rejected: message })
      }
    return joined.write(organization, actor, (writer) => work(writer, outcomes), silent)
  })
}

/** The store refuses it, or it holds what no field can: a number for a name, a time that is none. */
const cannotBeTaken = (error: unknown): boolean => isRefusal(error) || isOddShape(error)
