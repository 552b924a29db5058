/**
 * The webhook worker: takes what is due and delivers it, each webhook with a few requests at once of its own, so
 * that a slow or dead receiver delays nobody else. Several may run at once, in one process or in many.
 */
import type { Claimed, Outbox } from '../../core/outbox.ts'
import type { Dialect, Services, Webhooks } from '../../dialects/dialect.ts'
import { type BackgroundJob, pause } from '../background.ts'
import type { Reach } from '../outgoing/reach.ts'
import { deliver } from './deliver.ts'

/** Requests at once to one webhook, and from this process in all; but each webhook may always have one. */
const PER_WEBHOOK = 4
const IN_ALL = 64
/** How often the outbox is asked when nothing is under way, and when something is. */
const IDLE_MS = 500
const BUSY_MS = 250
/** A lease outlives its request by so much: time to record it on a busy machine. */
const LEASE_SPARE_MS = 10_000
/** Clocks are put right by less all the time. */
const SET_BACK_MS = 10_000

export interface WorkerOptions {
  outbox: Outbox
  services: Services
  dialects: readonly Dialect[]
  /** Which receivers may be called. */
  reach: Reach
}

export function createWebhookJob(options: WorkerOptions): BackgroundJob {
  let looked = Number.POSITIVE_INFINITY
  return {
    name: 'webhooks',
    every: IDLE_MS,
    async run(signal) {
      const now = options.services.clock()
      // Set back since the last look, or while no server ran.
      if (looked - now.getTime() > SET_BACK_MS) await options.outbox.overtake(now)
      looked = now.getTime()
      return deliverDue(options, signal)
    },
  }
}

/** A copy of an organization has webhooks of the same keys. */
const nameOf = (organization: number, webhook: number): string => `${organization}:${webhook}`

/**
 * Delivers until nothing is due and nothing under way, or until stopped; what is under way is finished then. Gives how
 * many attempts that were.
 */
export async function deliverDue(
  { outbox, services, dialects, reach }: WorkerOptions,
  signal: AbortSignal,
): Promise<number> {
  const platforms = new Map(
    dialects.flatMap(({ name, webhooks }) => (webhooks ? [[name, webhooks] as const] : [])),
  )
  const leaseMs = LEASE_SPARE_MS + Math.max(0, ...[...platforms.values()].map((one) => one.timeoutMs))
  const underWay = new Map<Promise<void>, string>()
  let attempts = 0

  async function take(): Promise<Claimed[]> {
    const now = services.clock()
    const busy = (webhook: string) => [...underWay.values()].filter((one) => one === webhook).length
    let free = IN_ALL - underWay.size
    const wanted = new Map<number, { webhook: number; atMost: number }[]>()
    for (const { organization, webhook } of await outbox.due(now)) {
      const already = busy(nameOf(organization, webhook))
      const atMost = Math.min(Math.max(free, already === 0 ? 1 : 0), PER_WEBHOOK - already)
      if (atMost <= 0) continue
      free -= atMost
      wanted.set(organization, [...(wanted.get(organization) ?? []), { webhook, atMost }])
    }
    const lease = new Date(now.getTime() + leaseMs)
    const taken: Claimed[] = []
    for (const [organization, webhooks] of wanted)
      taken.push(...(await outbox.claim(organization, webhooks, now, lease)))
    return taken
  }

  async function handle(claimed: Claimed): Promise<void> {
    const facts = {
      webhook: claimed.webhook.key,
      topic: claimed.notice.topic,
      delivery: claimed.delivery.key,
    }
    try {
      const organization = await services.organizations.byKey(claimed.organization)
      const platform: Webhooks | undefined = platforms.get(claimed.webhook.dialect)
      // Not ours to judge: another version of the server may know the platform. The lease runs out by itself.
      if (!organization || !platform) return
      const outcome = await deliver(claimed, { organization, webhooks: platform, services, reach })
      await outbox.record(claimed, outcome)
      if (outcome.next === 'delivered') return
      services.log('warn', outcome.next === 'dead' ? 'delivery given up' : 'delivery failed', {
        ...facts,
        status: outcome.attempt.status,
        reason: outcome.attempt.message,
      })
    } catch (error) {
      services.log('error', 'delivery not recorded', { ...facts, error: (error as Error).message })
    }
  }

  function start(claimed: Claimed): void {
    attempts++
    const work = handle(claimed).finally(() => underWay.delete(work))
    underWay.set(work, nameOf(claimed.organization, claimed.webhook.key))
  }

  try {
    while (!signal.aborted) {
      const taken = await take()
      for (const claimed of taken) start(claimed)
      if (underWay.size === 0) return attempts
      // As soon as one is through there may be room, and its customer's next one may follow.
      const woken = new AbortController()
      const waited = pause(BUSY_MS, AbortSignal.any([signal, woken.signal]))
      await Promise.race([...underWay.keys(), waited])
      woken.abort()
    }
    return attempts
  } finally {
    await Promise.all(underWay.keys())
  }
}
