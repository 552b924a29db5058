/**
 * A server that shows next to nothing any more is sooner another one, or a broken one, than a shop that lost its
 * customers. Before so much is removed somebody has to say that it is right.
 */
import { all, type Condition, where } from '../../core/query.ts'
import type { SyncStream } from '../../dialects/client.ts'
import { SyncRefused } from './refused.ts'
import type { Run } from './run.ts'

/** Fewer are removed without a word. */
const FEW = 100
/** So many of them are asked for: one that is there after all shows that the list was short, not the shop. */
const ASKED = 20
const { eq, lt } = where('sourceRecord')

/** Fails with `SyncRefused` where more than half of what came from the stream seems to be gone. */
export async function refuseMany(
  { reader, organization, source, get }: Run,
  stream: SyncStream,
): Promise<void> {
  const known = all(eq('sourceKey', source.key), eq('recordType', stream.type))
  const unmet = all(known, lt('seenRun', source.run))
  const count = (condition: Condition) => reader.count(organization.key, 'sourceRecord', condition)
  const [gone, had] = [await count(unmet), await count(known)]
  if (gone <= FEW || gone * 2 <= had) return
  const some = await reader.list(organization.key, {
    type: 'sourceRecord',
    where: unmet,
    sort: [{ field: 'key' }],
    limit: ASKED,
  })
  for (const { remoteId } of some)
    if ((stream.owns?.(remoteId) ?? true) && (await stream.exists(get, remoteId))) return
  throw new SyncRefused(
    `${source.name} does not show ${gone} of the ${had} ${stream.name} any more that came from it, and nothing was removed: if that is right, run it again with --remove-many`,
  )
}
