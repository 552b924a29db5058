/**
 * Anonymizes the customers for whom it was requested long enough ago: started, then erased and completed, each
 * in a transaction of its own. A customer who was left started (the process was killed) is taken up again, and
 * two nodes may work at once: each step locks the customer and looks again.
 */
import {
  type Anonymization,
  completeAnonymization,
  failAnonymization,
  isAnonymizationOpen,
  OPEN_ANONYMIZATIONS,
  requestedAt,
  startAnonymization,
} from '../core/anonymization.ts'
import type { AuditLog } from '../core/audit.ts'
import type { Clock, Organization, RecordStore, Writer } from '../core/ports.ts'
import { all, where } from '../core/query.ts'
import type { Customer } from '../core/schema.ts'
import type { BackgroundJob } from './background.ts'

export interface AnonymizeOptions {
  /** Milliseconds from the request to its start: time to cancel. */
  delay: number
  clock: Clock
  /** Requests that are older count from then on. */
  since?: Date
  /** Once aborted, no further customer is begun. */
  signal?: AbortSignal
  /** Where it is noted that somebody was erased; absent: nowhere. */
  audit?: Pick<AuditLog, 'append'>
  /** Told of each failure; facts hold ids and codes, nothing personal. */
  log?: (level: 'error', message: string, facts: Record<string, unknown>) => void
}

export interface Anonymized {
  completed: number
  failed: number
}

const PAGE = 100
const MINUTE = 60_000
const ACTOR = { kind: 'anonymization' }

/** The job that a server runs beside answering; looks often enough for a short delay, at most once a second. */
export const anonymizationJob = (
  records: RecordStore,
  organizations: { list(): Promise<Organization[]> },
  options: Omit<AnonymizeOptions, 'signal'>,
): BackgroundJob => ({
  name: 'anonymization',
  every: Math.min(MINUTE, Math.max(1000, options.delay / 10)),
  async run(signal) {
    const { completed, failed } = await anonymizeDue(records, await organizations.list(), {
      ...options,
      signal,
    })
    return completed + failed
  },
})

/** How many customers of these organizations were anonymized now, and for how many it failed. */
export async function anonymizeDue(
  records: RecordStore,
  organizations: readonly Pick<Organization, 'key'>[],
  options: AnonymizeOptions,
): Promise<Anonymized> {
  const done: Anonymized = { completed: 0, failed: 0 }
  for (const { key: organization } of organizations)
    for await (const customer of openOnes(records, organization)) {
      if (options.signal?.aborted) return done
      const outcome = isDue(customer, options)
        ? await anonymize(records, organization, customer, options)
        : null
      if (outcome) done[outcome]++
    }
  return done
}

async function* openOnes(records: RecordStore, organization: number): AsyncGenerator<Customer> {
  const { gt, in: among } = where('customer')
  for (let last = 0; ; ) {
    const page = await records.list(organization, {
      type: 'customer',
      where: all(among('anonymizationStatus', OPEN_ANONYMIZATIONS), gt('key', last)),
      sort: [{ field: 'key' }],
      limit: PAGE,
    })
    yield* page
    if (page.length < PAGE) return
    last = page.at(-1)?.key ?? last
  }
}

/** One that was started is due at once: whoever started it is gone, or does it at this moment. */
function isDue(customer: Customer, { delay, clock, since }: AnonymizeOptions): boolean {
  if (customer.anonymizationStatus === 'started') return true
  const from = Math.max(requestedAt(customer).getTime(), since?.getTime() ?? 0)
  return from + delay <= clock().getTime()
}

/** Null when somebody else did it, or it was cancelled in time. */
async function anonymize(
  records: RecordStore,
  organization: number,
  { key, shortId }: Customer,
  options: AnonymizeOptions,
): Promise<keyof Anonymized | null> {
  /** Runs with the customer locked, if it then still is as wanted. */
  const step = (
    isWanted: (customer: Customer) => boolean,
    work: (customer: Customer, writer: Writer) => Promise<Anonymization>,
  ): Promise<boolean> =>
    records.write(organization, ACTOR, async (writer) => {
      await writer.lockCustomers([key])
      const customer = await writer.find(organization, 'customer', 'key', key)
      if (!customer || !isWanted(customer)) return false
      await writer.update('customer', key, await work(customer, writer))
      return true
    })
  const isStarted = (customer: Customer) => customer.anonymizationStatus === 'started'
  try {
    await step(
      (customer) => customer.anonymizationStatus === 'requested' && isDue(customer, options),
      async (customer) => startAnonymization(customer, options.clock()),
    )
    const isDone = await step(isStarted, async (customer, writer) => {
      await writer.erase(key)
      return completeAnonymization(customer, options.clock())
    })
    if (isDone) await noted(organization, shortId, options)
    return isDone ? 'completed' : null
  } catch (error) {
    if (willPass(error)) throw error
    const reason = (error as { code?: string }).code ?? (error as Error).name
    options.log?.('error', 'anonymization failed', { organization, customer: shortId, reason })
    const isFailed = await step(isAnonymizationOpen, async (customer) =>
      failAnonymization(customer, options.clock()),
    )
    return isFailed ? 'failed' : null
  }
}

/** The erasure is done, whether or not it can be noted. */
const noted = (organization: number, shortId: string, { audit, log }: AnonymizeOptions) =>
  audit
    ?.append([
      {
        ...{ organization, kind: 'erase', via: 'job', who: ACTOR.kind, action: ACTOR.kind },
        ...{ onBehalf: false, subjects: [shortId], requests: 1, at: new Date(), trace: null },
      },
    ])
    .catch((error: Error) => log?.('error', 'audit not kept', { organization, reason: error.message }))

/**
 * The store could not be reached, was shut down or had no room (SQLSTATE classes 08, 53, 57; the system's and
 * the driver's own words): the customer stays as it is and the next run takes it up again.
 */
const willPass = (error: unknown): boolean => {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return (
    /^(08|53|57|E[A-Z]{3})/.test(code) || /^(Connection terminated|driver has already been)/.test(message)
  )
}
