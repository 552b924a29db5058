/** Tries again what had to wait: once all streams are read, and once what is gone has made room. */
import { countItem } from './counts.ts'
import { decodeItem, type HeldItem, hold, listHeld } from './held-items.ts'
import type { Run } from './run.ts'

const BATCH = 100

/** Pass after pass until one takes nothing more; gives how many still wait. */
export async function settleWaiting(run: Run): Promise<number> {
  for (;;) {
    const { left, settled } = await pass(run)
    if (settled === 0 || left === 0) return left
  }
}

/** What still waits is rejected, with what it waited for. */
export async function rejectWaiting(run: Run): Promise<void> {
  for (;;) {
    const waiting = await nextBatch(run, 0)
    if (waiting.length === 0) return
    await run.step(async (writer, counts) => {
      for (const { key, stream, reason } of waiting) {
        countItem(counts, stream, { rejected: reason })
        await writer.update('heldItem', key, { state: 'rejected' })
      }
    })
  }
}

async function pass(run: Run): Promise<{ left: number; settled: number }> {
  let left = 0
  let settled = 0
  for (let after = 0; ; ) {
    const waiting = await nextBatch(run, after)
    const last = waiting.at(-1)
    if (!last) return { left, settled }
    after = last.key
    const still = await takeHeld(run, waiting)
    left += still
    settled += waiting.length - still
    run.signal?.throwIfAborted()
  }
}

const nextBatch = ({ reader, organization, source }: Run, after: number): Promise<HeldItem[]> =>
  listHeld(reader, organization.key, source.key, 'waiting', { after, limit: BATCH })

/** Gives how many still wait. */
async function takeHeld(run: Run, waiting: readonly HeldItem[]): Promise<number> {
  const byItem = new Map(waiting.map((held) => [decodeItem(held.item), held]))
  let still = 0
  await run.take([...byItem.keys()], async (writer, counts, outcomes) => {
    still = 0
    const settled: number[] = []
    for (const [item, outcome] of outcomes) {
      const held = byItem.get(item) as HeldItem
      if (typeof outcome === 'string') {
        // It waited and was not counted yet, met before or not.
        countItem(counts, held.stream, outcome === 'met' ? 'unchanged' : outcome)
        settled.push(held.key)
        continue
      }
      const waits = 'deferred' in outcome
      if (waits) still++
      else countItem(counts, held.stream, outcome)
      const reason = waits ? outcome.deferred : outcome.rejected
      const { source, stream } = { source: held.sourceKey, stream: held.stream }
      await hold(writer, held, { source, stream, item }, waits ? 'waiting' : 'rejected', reason)
    }
    await writer.remove('heldItem', settled)
  })
  return still
}
