/**
 * One run of a sync: every stream of the platform's client in its order, page after page, each written together with
 * where to go on; then what had to wait; then what is gone there. A run that was cut off goes on where it was.
 */
import type { JsonObject } from '../../core/schema.ts'
import { type Reconciliation, reconcile } from './counts.ts'
import { type Holder, ownerName, takeLease, whileHeld } from './lease.ts'
import { readStreams } from './read-streams.ts'
import { removeGone } from './remove-gone.ts'
import { openRun, type Run, type RunOptions } from './run.ts'
import { rejectWaiting, settleWaiting } from './settle-waiting.ts'
import { resetSource } from './sources.ts'
import { untangle } from './untangle.ts'

/** A sandbox that moves its clock ends no run that is under way. */
const wallClock = () => new Date()

/** Takes hold of the source for as long as it runs; refuses where another process has it. */
export async function runSync(options: RunOptions): Promise<Reconciliation> {
  const { records, organization, source } = options
  const holder: Holder = {
    records,
    organization: organization.key,
    source,
    owner: ownerName(),
    clock: wallClock,
  }
  const taken = await takeLease(holder)
  return whileHeld(holder, async () => {
    if (options.reset) await resetSource(records, organization.key, taken)
    return runHeld(options, await openRun(options, holder))
  })
}

async function runHeld(options: RunOptions, run: Run): Promise<Reconciliation> {
  const startedAt = await readStreams(run, options)
  await settleWaiting(run)
  // What hangs on others goes first.
  for (const stream of [...run.streams].reverse())
    if (run.isWhole(stream) || run.counts.whole.includes(stream.name))
      await removeGone(run, stream, options.removeMany)
  if ((await settleWaiting(run)) > 0 && (await untangle(run))) await settleWaiting(run)
  await rejectWaiting(run)
  return finish(run, startedAt, options)
}

async function finish(run: Run, startedAt: Date, { clock }: RunOptions): Promise<Reconciliation> {
  const whole = reconcile(run.counts)
  const kind = run.full ? 'full' : 'incremental'
  const lastRun = { finishedAt: clock().toISOString(), kind, ...whole } as unknown as JsonObject
  await run.step(
    async () => {},
    () => ({
      position: null,
      runKind: null,
      runStartedAt: null,
      since: startedAt,
      counts: {},
      lastRun,
      lastError: null,
    }),
  )
  return whole
}
