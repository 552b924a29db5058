/** Forgets the answers that were kept for repeated requests, once they are a day old: they tell of people. */
import type { Clock, Organization } from '../core/ports.ts'
import type { Store } from '../store/open-store.ts'
import type { BackgroundJob } from './background.ts'

const HOUR = 3_600_000

export const forgetAnswersJob = (
  store: Pick<Store, 'forgetOldAnswers'>,
  organizations: { list(): Promise<Pick<Organization, 'key'>[]> },
  clock: Clock,
): BackgroundJob => ({
  name: 'forget answers',
  every: HOUR,
  async run(signal) {
    for (const { key } of await organizations.list())
      if (!signal.aborted) await store.forgetOldAnswers(key, clock())
    // Nobody waits for it.
    return 0
  },
})
