/** Forgets who had to do with whom, once it is old enough. By the real time: whoever sets the clock of a sandbox loses none of it. */
import type { AuditLog } from '../core/audit.ts'
import type { Clock, Organization } from '../core/ports.ts'
import type { BackgroundJob } from './background.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export const forgetAuditJob = (
  audit: Pick<AuditLog, 'forget'>,
  organizations: { list(): Promise<Pick<Organization, 'key'>[]> },
  { days, now }: { days: number; now: Clock },
): BackgroundJob => ({
  name: 'forget audit',
  every: HOUR,
  async run(signal) {
    const before = new Date(now().getTime() - days * DAY)
    for (const { key } of await organizations.list()) if (!signal.aborted) await audit.forget(key, before)
    // Nobody waits for it.
    return 0
  },
})
