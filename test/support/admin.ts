/** The admin API of a world, without a socket; what it answers must be what its routes say. */
import { Ajv } from 'ajv'
import { dialects } from '../../src/dialects/index.ts'
import { createOrganizationAdmin } from '../../src/jobs/organization-admin.ts'
import { createPersonAdmin } from '../../src/jobs/person/person-admin.ts'
import { createRouter } from '../../src/lib/route.ts'
import { isUuid } from '../../src/lib/uuid.ts'
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { ADMIN_ROUTES } from '../../src/server/admin/routes.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { createIdentities } from '../../src/server/ids.ts'
import type { World } from './world.ts'

export interface AdminAnswered<T> {
  status: number
  headers: Readonly<Record<string, string>>
  body: T
}

/** Asks as a program; what is asked is given as JSON. */
export type AskAdmin = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
) => Promise<AdminAnswered<T>>

const ajv = new Ajv({ strict: false, allErrors: true })
ajv.addFormat('date-time', (text: string) => new Date(text).toISOString() === text)
ajv.addFormat('uuid', isUuid)
const routeOf = createRouter([...ADMIN_ROUTES])

/** `name` is the token's, by which the history calls whoever asks. */
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
    const answered = JSON.parse(response.body)
    const route = routeOf(method, path).match?.route
    if (response.status < 300 && route && !ajv.validate(route.answers, answered))
      throw new Error(`${method} ${url} answered what it does not say: ${ajv.errorsText(ajv.errors)}`)
    return { status: response.status, headers: response.headers, body: answered }
  }
}
