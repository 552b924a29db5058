/** Everything that a server shows through a dialect's streams. */
import type { Organization } from '../../src/core/ports.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { createPoliteGet } from '../../src/jobs/sync/polite-get.ts'
import { sendTo } from './sync-worlds.ts'
import type { World } from './world.ts'

/** Each item's text as it is shown, but for what is left out, by the stream and its id. */
export async function whatItShows(
  world: World,
  dialect: Dialect,
  credential: Record<string, string>,
  organization: Organization,
  leftOut: RegExp | null = null,
): Promise<Map<string, string>> {
  const { get } = createPoliteGet({
    client: dialect.client,
    credential,
    send: sendTo(world),
    wait: async () => {},
    counts: { requests: 0, retries: 0 },
    clock: world.clock,
  })
  const shown = new Map<string, string>()
  for (const stream of dialect.client.streams)
    for await (const { items } of stream.pages({ get, from: null, since: null, shop: organization }))
      for (const item of items) {
        const text = inOrder(item.shown)
        shown.set(`${stream.name} ${item.remoteId}`, leftOut ? text.replace(leftOut, '') : text)
      }
  return shown
}

/** Lists of records have no order of their own. */
const inOrder = (shown: unknown): string =>
  JSON.stringify(shown, (_, value) =>
    Array.isArray(value) && value.every((one) => typeof one === 'object' && one?.id !== undefined)
      ? [...value].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
      : value,
  )
