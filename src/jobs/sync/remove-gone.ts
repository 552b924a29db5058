/** What a run that read all of a stream did not meet, and the server says is gone, is removed here. */
import { all, where } from '../../core/query.ts'
import type { RecordOf } from '../../core/schema.ts'
import type { SyncStream } from '../../dialects/client.ts'
import { streamCounts } from './counts.ts'
import { refuseMany } from './refuse-many.ts'
import { removeRecords } from './remove-records.ts'
import type { Run } from './run.ts'

const BATCH = 50
const { eq, gt, lt } = where('sourceRecord')

/**
 * Asks for each of them singly, since a list may miss one that moved while it was read; batch after batch. `many`: though
 * it is most of what there was.
 */
export async function removeGone(run: Run, stream: SyncStream, many = false): Promise<void> {
  if (!many) await refuseMany(run, stream)
  for (let after = 0; ; ) {
    const unmet = await nextUnmet(run, stream, after)
    const last = unmet.at(-1)
    if (!last) return
    after = last.key
    const gone: RecordOf<'sourceRecord'>[] = []
    const there: number[] = []
    for (const record of unmet) {
      if (stream.owns && !stream.owns(record.remoteId)) continue
      run.signal?.throwIfAborted()
      if (await stream.exists(run.get, record.remoteId)) there.push(record.key)
      else gone.push(record)
    }
    if (gone.length + there.length === 0) continue
    const { organization, source } = run
    await run.step(async (writer, counts) => {
      const removed = await removeRecords(writer, organization.key, source.key, gone, stream.whenGone)
      streamCounts(counts, stream.name).deleted += removed
      // A run that goes on after a cut need not ask again.
      await writer.markSeen(there, source.run)
    })
  }
}

const nextUnmet = (
  { reader, organization, source }: Run,
  stream: SyncStream,
  after: number,
): Promise<RecordOf<'sourceRecord'>[]> =>
  reader.list(organization.key, {
    type: 'sourceRecord',
    where: all(
      eq('sourceKey', source.key),
      eq('recordType', stream.type),
      lt('seenRun', source.run),
      gt('key', after),
    ),
    sort: [{ field: 'key' }],
    limit: BATCH,
  })
