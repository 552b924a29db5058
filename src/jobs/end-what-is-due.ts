/** What ends by the clock: subscriptions whose cancellation takes effect, and accesses, which are told of before. */
import type { DueRecords } from '../core/due.ts'
import { LIVE_SUBSCRIPTION_STATUSES } from '../core/ledger.ts'
import type { BackgroundJob } from './background.ts'
import { type DueOptions, doDue } from './do-due.ts'

export interface EndOptions extends DueOptions {
  due: Pick<DueRecords, 'cancellations' | 'accessEnds' | 'accessWarnings'>
  /** Milliseconds before the end at which an access is said to end soon. */
  warnBefore: number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** How long before it ends an access is said to end soon; the vendor does not say [assumed]. */
export const WARN_BEFORE = 7 * DAY

/** Both jobs; they look once a minute. */
export const endJobs = (options: Omit<EndOptions, 'signal'>): BackgroundJob[] => [
  {
    name: 'subscription-ends',
    every: MINUTE,
    run: (signal) => endSubscriptions({ ...options, signal }),
  },
  {
    name: 'access-ends',
    every: MINUTE,
    async run(signal) {
      const { ended, warned } = await endAccesses({ ...options, signal })
      return ended + warned
    },
  },
]

const isLive = (status: string): boolean => (LIVE_SUBSCRIPTION_STATUSES as readonly string[]).includes(status)

/** How many subscriptions ended now. */
export async function endSubscriptions(options: EndOptions): Promise<number> {
  const { due, clock, since } = options
  const now = clock()
  const find = () => due.cancellations({ until: now, ...(since ? { since } : {}) })
  return doDue(find, 'subscription-ends', options, async (writer, { organization, key }) => {
    await writer.lock('subscription', key)
    const subscription = await writer.find(organization, 'subscription', 'key', key)
    // Resumed meanwhile, or ended.
    if (!subscription?.cancelAt || subscription.cancelAt > now || !isLive(subscription.status)) return false
    await writer.update('subscription', key, { status: 'canceled' })
    return true
  })
}

/** How many accesses were said to have ended now, and how many to end soon. */
export async function endAccesses(options: EndOptions): Promise<{ ended: number; warned: number }> {
  const { due, clock, since, warnBefore } = options
  const now = clock()
  const soon = new Date(now.getTime() + warnBefore)
  const ends = () => due.accessEnds({ until: now, ...(since ? { since } : {}) })
  const ended = await doDue(ends, 'access-ends', options, async (writer, { organization, key }) => {
    await writer.lock('productAccess', key)
    const access = await writer.find(organization, 'productAccess', 'key', key)
    if (!access?.activeUntil || access.endedAt || access.activeUntil > now) return false
    await writer.update('productAccess', key, { endedAt: now })
    return true
  })
  // Warnings that were due before `since` are not given; an end that is past needs none.
  const from = Math.max(now.getTime() + 1, since ? since.getTime() + warnBefore : 0)
  const warnings = () => due.accessWarnings({ since: new Date(from), until: soon })
  const warned = await doDue(warnings, 'access-ends', options, async (writer, { organization, key }) => {
    await writer.lock('productAccess', key)
    const access = await writer.find(organization, 'productAccess', 'key', key)
    const { activeUntil, endedAt, warnedAt } = access ?? {}
    if (!activeUntil || endedAt || warnedAt || activeUntil <= now || activeUntil > soon) return false
    await writer.update('productAccess', key, { warnedAt: now })
    return true
  })
  return { ended, warned }
}
