/** The admin API of a world, without a socket. */
import { dialects } from '../../src/dialects/index.ts'
import { createOrganizationAdmin } from '../../src/jobs/organization-admin.ts'
import { createPersonAdmin } from '../../src/jobs/person/person-admin.ts'
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { createIdentities } from '../../src/server/ids.ts'
import type { World } from './world.ts'

export interface AdminAnswered<T> {
  status: number
  headers: Record<string, string | string[]>
  body: T
}

/** Asks as a program that is called `name`; what is asked is given as JSON. */
export type AskAdmin = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
) => Promise<AdminAnswered<T>>

export async function createAdmin(world: World, name = 'test'): Promise<AskAdmin> {
  const { store, services } = world
  const api = createAdminApi({
    organizations: createOrganizationAdmin({
      store,
      identities: createIdentities(dialects, services.random),
    }),
    people: createPersonAdmin(world),
    adminTokens: store.adminTokens,
    dialects,
    services,
    features: { sandbox: false, demo: false, version: '0' },
    wallClock: () => new Date(),
  })
  const { token } = await createAdminToken(
    { ...services, adminTokens: store.adminTokens },
    { name, expiresAt: null },
  )
  return async (method, url, body) => {
    const [path = '', query = ''] = url.split(/\?(.*)/s)
    const response = await api.handle(
      {
        method,
        origin: 'http://localhost:8080',
        path: `${ADMIN_PATH}${path}`,
        query,
        headers: { authorization: `Bearer ${token}` },
        body: body === undefined ? '' : JSON.stringify(body),
        address: '127.0.0.1',
        hostLabel: null,
      },
      services,
    )
    return { status: response.status, headers: response.headers, body: JSON.parse(response.body) }
  }
}
