/** Notes that a subscription is about to renew, once for each of its periods, so that it can be told. */
import type { DueRecords } from '../core/due.ts'
import type { BackgroundJob } from './background.ts'
import { type DueOptions, doDue } from './do-due.ts'

const NAME = 'renewals'
const MINUTE = 60_000
/** How long before it a renewal is told of; the vendor does not say [assumed]. */
export const TELL_BEFORE = 3 * 24 * 60 * MINUTE

export interface RenewalOptions extends DueOptions {
  due: Pick<DueRecords, 'renewals'>
  /** Milliseconds before the period's end from which on its renewal is near. */
  tellBefore: number
}

/** Looks once a minute. */
export const tellRenewalsJob = (options: Omit<RenewalOptions, 'signal'>): BackgroundJob => ({
  name: NAME,
  every: MINUTE,
  run: (signal) => tellRenewals({ ...options, signal }),
})

/** Of how many renewals it was told now. One whose time has passed needs none, nor one that was near before `since`. */
export async function tellRenewals(options: RenewalOptions): Promise<number> {
  const { due, clock, since, tellBefore } = options
  const now = clock()
  const soon = new Date(now.getTime() + tellBefore)
  const from = Math.max(now.getTime() + 1, since ? since.getTime() + tellBefore : 0)
  const find = () => due.renewals({ since: new Date(from), until: soon })
  return doDue(find, NAME, options, async (writer, { organization, key }) => {
    await writer.lock('subscription', key)
    const subscription = await writer.find(organization, 'subscription', 'key', key)
    if (!subscription) return false
    const { customerKey, status, periodEnd, cancelAt, renewalToldFor } = subscription
    // Told by another server, called off, or renewed meanwhile.
    if (status !== 'active' && status !== 'trialing') return false
    if (!periodEnd || periodEnd <= now || periodEnd > soon) return false
    if ((cancelAt && cancelAt <= periodEnd) || renewalToldFor?.getTime() === periodEnd.getTime()) return false
    // Nothing about the customer changes.
    writer.keepUpdatedAt([customerKey])
    await writer.update('subscription', key, { renewalToldFor: periodEnd })
    return true
  })
}
