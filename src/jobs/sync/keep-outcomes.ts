/** Counts what became of items, and holds those that could not be taken. */
import type { Writer } from '../../core/ports.ts'
import { countItem, type RunCounts } from './counts.ts'
import { heldAmong, hold, MOST_WAITING } from './held-items.ts'
import type { Run } from './run.ts'
import type { PageOutcome } from './write-page.ts'

/** An item that waits is counted once it has been taken or rejected. */
export async function keepOutcomes(
  writer: Writer,
  {
    organization: { key: organization },
    source,
    meetsOnce,
  }: Pick<Run, 'organization' | 'source' | 'meetsOnce'>,
  stream: string,
  outcomes: PageOutcome,
  counts: RunCounts,
): Promise<void> {
  const before = await heldAmong(writer, organization, source.key, stream, [...outcomes.keys()])
  let room: number | null = null
  /** Counted once a page, and only where something must wait. */
  const takeRoom = async (): Promise<boolean> => {
    room ??=
      MOST_WAITING -
      (await writer.count(organization, 'heldItem', {
        op: 'all',
        of: [
          { op: 'eq', field: 'sourceKey', value: source.key },
          { op: 'eq', field: 'state', value: 'waiting' },
        ],
      }))
    return room-- > 0
  }
  const settled: number[] = []
  for (const [item, outcome] of outcomes) {
    const held = before.get(item.remoteId)
    if (typeof outcome === 'string') {
      if (outcome !== 'met') countItem(counts, stream, outcome)
      else if (held || !meetsOnce) countItem(counts, stream, 'unchanged')
      if (held) settled.push(held.key)
      continue
    }
    const waits = 'deferred' in outcome && (held?.state === 'waiting' || (await takeRoom()))
    const reason = 'deferred' in outcome ? outcome.deferred : outcome.rejected
    const counted = meetsOnce && held?.state === 'rejected'
    if (!waits && !counted) countItem(counts, stream, { rejected: reason })
    await hold(writer, held, { source: source.key, stream, item }, waits ? 'waiting' : 'rejected', reason)
  }
  await writer.remove('heldItem', settled)
}
