/** One more server on a world's PostgreSQL database: connections of its own, the same clock and secrets. */
import { randomBytes } from 'node:crypto'
import type { Services } from '../../src/dialects/dialect.ts'
import { dialects } from '../../src/dialects/index.ts'
import { type ComposeOptions, createServices } from '../../src/server/compose.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { createTopicsOf } from '../../src/server/topics.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { createSend, type Send, type World } from './world.ts'

export interface SecondServer {
  /** What `createServer` and `createServices` take. */
  options: ComposeOptions
  store: Store
  services: Services
  send: Send
  /** Every statement so far. */
  statements: readonly string[]
}

export async function secondServer(
  world: World,
  { rateLimits }: { rateLimits: boolean },
): Promise<SecondServer> {
  const { clock } = world
  const random = (count: number) => randomBytes(count)
  const statements: string[] = []
  const store = await openStore({
    ...world.location,
    clock,
    mintIds: createIdentities(dialects, random).mintIds,
    topicsOf: createTopicsOf(dialects),
    onQuery: (statement) => void statements.push(statement),
  })
  const { secrets } = world.services
  const place = { domain: 'localhost', port: 8080, log: () => {} }
  const options = { store, dialects, secrets, clock, random, rateLimits, ...place }
  const services = createServices(options)
  return { options, store, services, send: createSend(dialects, services), statements }
}
