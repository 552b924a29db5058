/**
 * Customers who wait for an e-mail address that another one here has: because that one is gone at the source and a run
 * that reads only changes does not hear of it, or because they take each other's.
 */

import { all, where } from '../../core/query.ts'
import type { Customer } from '../../core/schema.ts'
import type { SyncStream } from '../../dialects/client.ts'
import { foldEmail } from '../import/known.ts'
import { streamCounts } from './counts.ts'
import { decodeItem, listHeld } from './held-items.ts'
import { removeRecords } from './remove-records.ts'
import type { Run } from './run.ts'

/** So many at most are looked at: what has a knot in it is small. */
const MOST = 1000

/** Frees addresses; true when anything that waits is worth another try. */
export async function untangle(run: Run): Promise<boolean> {
  const { reader, organization, source } = run
  const waiting = await listHeld(reader, organization.key, source.key, 'waiting', { limit: MOST })
  const wanted = new Map<string, string>()
  for (const { item, remoteId } of waiting)
    for (const { type, values } of decodeItem(item).drafts) {
      const folded = type === 'customer' && typeof values.email === 'string' ? foldEmail(values.email) : null
      if (folded) wanted.set(folded, remoteId)
    }
  if (wanted.size === 0) return false
  const holders = await reader.list(organization.key, {
    type: 'customer',
    where: where('customer').in('emailFolded', [...wanted.keys()]),
    sort: [{ field: 'key' }],
    limit: MOST,
  })
  const stream = run.streams.find(({ type }) => type === 'customer')
  if (!stream || holders.length === 0) return false
  const removed = await removeThoseGone(run, stream, holders)
  return (await freeThoseWaiting(run, holders, new Set(waiting.map(({ remoteId }) => remoteId)))) || removed
}

async function ties(run: Run, holders: readonly Customer[]) {
  const { eq, in: among } = where('sourceRecord')
  return run.reader.list(run.organization.key, {
    type: 'sourceRecord',
    where: all(
      eq('sourceKey', run.source.key),
      eq('recordType', 'customer'),
      among(
        'recordKey',
        holders.map(({ key }) => key),
      ),
    ),
    sort: [{ field: 'key' }],
    limit: MOST,
  })
}

async function removeThoseGone(run: Run, stream: SyncStream, holders: readonly Customer[]): Promise<boolean> {
  const gone: Awaited<ReturnType<typeof ties>> = []
  for (const tie of await ties(run, holders)) {
    run.signal?.throwIfAborted()
    if (!(await stream.exists(run.get, tie.remoteId))) gone.push(tie)
  }
  if (gone.length === 0) return false
  const { organization, source } = run
  await run.step(async (writer, counts) => {
    const removed = await removeRecords(writer, organization.key, source.key, gone, stream.whenGone)
    streamCounts(counts, stream.name).deleted += removed
  })
  return true
}

/** Those who have what another wants, and wait themselves for a new one, are without any until they are written. */
async function freeThoseWaiting(
  run: Run,
  holders: readonly Customer[],
  waiting: ReadonlySet<string>,
): Promise<boolean> {
  const tied = (await ties(run, holders)).filter(({ remoteId }) => waiting.has(remoteId))
  if (tied.length === 0) return false
  await run.step(async (writer) => {
    for (const { recordKey } of tied) await writer.update('customer', recordKey, { email: null })
  })
  return true
}
