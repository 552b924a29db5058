/** A world behind a real socket. */
import type { AddressInfo } from 'node:net'
import { dialects as allDialects } from '../../src/dialects/index.ts'
import { createHost, type HostPart } from '../../src/server/host.ts'
import { createOwnPages } from '../../src/server/own-pages.ts'
import type { World } from './world.ts'

export async function listen(
  world: World,
  further: readonly HostPart[] = [],
): Promise<{ port: number; close(): Promise<void> }> {
  const app = createHost({
    dialects: allDialects,
    further,
    services: world.services,
    hostDomain: 'localhost',
    trustProxy: false,
    ownPage: createOwnPages(world.store, allDialects),
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() }
}
