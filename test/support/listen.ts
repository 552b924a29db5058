/** A world behind a real socket; with `faultFor`, requests fail as it says. */
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import type { Clock } from '../../src/core/ports.ts'
import { dialects as allDialects } from '../../src/dialects/index.ts'
import type { Observer } from '../../src/server/exchange.ts'
import type { FaultFor } from '../../src/server/faults.ts'
import { createHost, type HostPart } from '../../src/server/host.ts'
import { createOwnPages } from '../../src/server/own-pages.ts'
import { documented } from './expect-documented.ts'
import type { World } from './world.ts'

export async function listen(
  world: World,
  {
    faultFor,
    datedBy,
    further = [],
    observers = [],
  }: {
    faultFor?: FaultFor
    datedBy?: Clock
    further?: readonly HostPart[]
    observers?: readonly Observer[]
  } = {},
): Promise<{ port: number; origin: string; connections(): Promise<number>; close(): Promise<void> }> {
  const app = createHost({
    dialects: allDialects,
    further: further.map(documented),
    observers,
    services: world.services,
    hostDomain: 'localhost',
    trustProxy: false,
    ownPage: createOwnPages(world.store),
    ...(faultFor ? { faultFor } : {}),
    ...(datedBy ? { datedBy } : {}),
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const connections = promisify(app.server.getConnections.bind(app.server))
  return { port, origin: `http://127.0.0.1:${port}`, connections, close: () => app.close() }
}
