/** Does what is due, each record in a transaction of its own, so that a killed process leaves it done or due. */
import type { DueRecord } from '../core/due.ts'
import type { Clock, RecordStore, Writer } from '../core/ports.ts'

export interface DueOptions {
  records: RecordStore
  clock: Clock
  /** What was due before then stays as it is: the demo's data. */
  since?: Date
  /** Once aborted, no further record is begun. */
  signal?: AbortSignal
  log?: (level: 'error', message: string, facts: Record<string, unknown>) => void
}

/** What was due longer ago is done, and nobody is told: it is history that was brought along, not news. */
const NEWS = 7 * 86_400_000

/**
 * How many of them `work` did; it looks again whether there is anything to do, since another server may have done it
 * meanwhile, and says whether there was. What fails is told, disturbs no other, and is due the next time.
 */
export async function doDue(
  due: readonly DueRecord[],
  name: string,
  { records, clock, signal, log }: DueOptions,
  work: (writer: Writer, record: DueRecord) => Promise<boolean>,
): Promise<number> {
  let done = 0
  for (const record of due) {
    if (signal?.aborted) break
    const { organization, key, at } = record
    const silent = at.getTime() < clock().getTime() - NEWS
    try {
      if (await records.write(organization, { kind: name }, (writer) => work(writer, record), { silent }))
        done++
    } catch (error) {
      log?.('error', 'something due could not be done', {
        job: name,
        organization,
        key,
        reason: (error as { code?: string }).code ?? (error as Error).name,
      })
    }
  }
  return done
}
