/** A world as a sandbox, behind a socket and with its admin API. */
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { faultOfHeader, firstOf } from '../../src/server/faults.ts'
import type { Sandbox } from '../../src/server/sandbox/sandbox.ts'
import { adminParts } from './admin-parts.ts'
import { listen } from './listen.ts'
import type { World } from './world.ts'

export interface SandboxServer {
  origin: string
  /** Asks the admin API. */
  admin<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: T }>
  close(): Promise<void>
}

/** Without a sandbox: an ordinary server. */
export async function listenAsSandbox(world: World, sandbox?: Sandbox): Promise<SandboxServer> {
  const { store, services } = world
  const features = { sandbox: sandbox !== undefined, demo: false, version: '0' }
  const api = createAdminApi(await adminParts(world, { sandbox, features }))
  const { origin, close } = await listen(world, {
    further: [api],
    ...(sandbox ? { faultFor: firstOf(faultOfHeader, sandbox.rules.faultFor), datedBy: sandbox.clock } : {}),
  })
  const { token } = await createAdminToken(
    { ...services, adminTokens: store.adminTokens },
    { name: 'test', expiresAt: null },
  )
  return {
    origin,
    async admin(method, path, body) {
      const answer = await fetch(`${origin}${ADMIN_PATH}${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: await answer.json() }
    },
    close,
  }
}
