/** Two organizations, one filled like the demo, and a sync from the one into the other without a socket. */
import type { Organization } from '../../src/core/ports.ts'
import type { ClientAnswer, ClientRequest } from '../../src/dialects/client.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import { generateDemo } from '../../src/jobs/demo/generate-demo.ts'
import { loadDemo } from '../../src/jobs/demo/load-demo.ts'
import type { Reconciliation } from '../../src/jobs/sync/counts.ts'
import type { SendRequest } from '../../src/jobs/sync/polite-get.ts'
import { openSource } from '../../src/jobs/sync/sources.ts'
import { syncSource } from '../../src/jobs/sync/sync-source.ts'
import { lowerCased } from './run-cases.ts'
import type { World } from './world.ts'

export const DEMO_END = new Date('2026-06-01T00:00:00Z')

/** Writes the demo's records into an organization of the world. */
export async function fillWithDemo(
  world: World,
  organization: Organization,
  customers: number,
): Promise<void> {
  await loadDemo(generateDemo({ seed: 7, customers, now: DEMO_END }), {
    records: world.store.records,
    organization: organization.key,
    now: DEMO_END,
    setTime: (at) => world.setTime(at.toISOString()),
  })
  world.setTime()
}

/** Sends to the world as a client over HTTP would. */
export const sendTo =
  (world: World) =>
  async ({ method = 'GET', url, headers = {}, body = '' }: ClientRequest): Promise<ClientAnswer> =>
    world.send({ method, url, body, headers: lowerCased(headers) })

export interface Syncing {
  from: World
  credential: Record<string, string>
  to: World
  organization: Organization
  dialect: string
  full?: boolean
  /** Milliseconds; nothing is asked for again with 0. */
  overlap?: number
  /** What sends in place of the world's own way: one that fails at times. */
  send?: SendRequest
}

/** One run, as the command does it, but for the waiting. */
export async function sync({
  from,
  credential,
  to,
  organization,
  dialect,
  ...more
}: Syncing): Promise<Reconciliation> {
  const platform = dialects.find(({ name }) => name === dialect) as Dialect
  const { records } = to.store
  const source = await openSource(records, organization.key, { name: dialect, dialect, baseUrl: 'http://a' })
  return syncSource({
    records,
    organization,
    dialect: platform,
    source,
    credential,
    send: more.send ?? sendTo(from),
    clock: to.clock,
    full: more.full ?? false,
    ...(more.overlap === undefined ? {} : { overlap: more.overlap }),
    wait: async () => {},
  })
}
