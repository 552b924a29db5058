/** What a run rejected, for people: why, and what was shown. It tells of persons, so that only its owner may read it. */
import { open, rename, rm } from 'node:fs/promises'
import type { RecordStore } from '../../core/ports.ts'
import { isReplaceable } from '../../lib/replaceable.ts'
import { decodeItem, type HeldItem, listHeld } from './held-items.ts'
import type { Source } from './sources.ts'

const BATCH = 500

/** One of them, as people get it. */
export const lineOf = ({ stream, remoteId: id, reason, item }: HeldItem): string =>
  `${JSON.stringify({ stream, id, reason, shown: decodeItem(item).shown })}\n`

/**
 * Writes `{"stream","id","reason","shown"}` a line; gives the path, or null when nothing was rejected: then an earlier
 * run's file goes. The file is there whole or not at all.
 */
export async function writeRejects(
  records: RecordStore,
  organization: number,
  source: Pick<Source, 'key'>,
  path: string,
): Promise<string | null> {
  const replaces = await isReplaceable(path)
  const draft = replaces ? `${path}.new` : path
  const file = await open(draft, 'w', 0o600)
  let lines = 0
  try {
    if (replaces) await file.chmod(0o600)
    for (let after = 0; ; ) {
      const some = await listHeld(records, organization, source.key, 'rejected', { after, limit: BATCH })
      const last = some.at(-1)
      if (!last) break
      after = last.key
      lines += some.length
      await file.appendFile(some.map(lineOf).join(''))
    }
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  } finally {
    await file.close()
  }
  if (replaces && lines > 0) await rename(draft, path)
  else if (replaces) for (const each of [draft, path]) await rm(each, { force: true })
  return lines > 0 ? path : null
}
