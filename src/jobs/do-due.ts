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
 * How many of what `find` gives `work` did; it looks again whether there is anything to do, since another server may
 * have done it meanwhile, and says whether there was. What fails is told, disturbs no other, and is due the next time.
 * `find` is asked until it gives nothing that was not tried: it gives so many at once, the oldest first, and what an
 * import brought along must not keep for days what is due today.
 */
export async function doDue(
  find: () => Promise<readonly DueRecord[]>,
  name: string,
  options: DueOptions,
  work: (writer: Writer, record: DueRecord) => Promise<boolean>,
): Promise<number> {
  let done = 0
  const tried = new Set<number>()
  for (;;) {
    const fresh = (await find()).filter(({ key }) => !tried.has(key))
    if (fresh.length === 0) return done
    for (const record of fresh) {
      if (options.signal?.aborted) return done
      tried.add(record.key)
      if (await doOne(record, name, options, work)) done++
    }
  }
}

async function doOne(
  record: DueRecord,
  name: string,
  { records, clock, log }: DueOptions,
  work: (writer: Writer, record: DueRecord) => Promise<boolean>,
): Promise<boolean> {
  const { organization, key, at } = record
  const silent = at.getTime() < clock().getTime() - NEWS
  try {
    return await records.write(organization, { kind: name }, (writer) => work(writer, record), { silent })
  } catch (error) {
    log?.('error', 'something due could not be done', {
      job: name,
      organization,
      key,
      reason: (error as { code?: string }).code ?? (error as Error).name,
    })
    return false
  }
}
