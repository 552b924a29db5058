/** The admin API of a world without a socket, asked with a token of its own. */
import { ADMIN_PATH, createAdminApi } from '../../src/server/admin/index.ts'
import { createAdminToken } from '../../src/server/admin/tokens.ts'
import { adminParts } from './admin-parts.ts'
import type { World } from './world.ts'

export interface Answered {
  status: number
  headers: Readonly<Record<string, string | string[]>>
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever the route answers
  body: any
}
type Parameters = Readonly<Record<string, string | number | readonly string[] | undefined>>
/** `ask('GET', '/organizations/acme/customers', { query: { tag: ['a', 'b'] } })` */
export type Ask = (
  method: string,
  path: string,
  given?: { query?: Parameters; body?: unknown },
) => Promise<Answered>

/** `name` is the token's, by which the history calls whoever asks. */
export async function askAdmin(world: World, name = 'test'): Promise<{ ask: Ask; tokenId: string }> {
  const { store, services } = world
  const api = createAdminApi(await adminParts(world, { wallClock: world.clock }))
  const { id, token } = await createAdminToken(
    { ...services, adminTokens: store.adminTokens },
    { name, expiresAt: null },
  )
  return {
    tokenId: id,
    async ask(method, path, { query = {}, body } = {}) {
      const parameters = new URLSearchParams()
      for (const [parameter, value] of Object.entries(query))
        for (const one of [value ?? []].flat()) parameters.append(parameter, String(one))
      const {
        status,
        headers,
        body: sent,
      } = await api.handle(
        {
          method,
          origin: 'http://localhost:8080',
          path: `${ADMIN_PATH}${path}`,
          query: parameters.toString(),
          headers: { authorization: `Bearer ${token}` },
          body: body === undefined ? '' : JSON.stringify(body),
          address: '127.0.0.1',
          hostLabel: null,
        },
        services,
      )
      const text = String(sent)
      const isJson = String(headers['Content-Type']).startsWith('application/json')
      return { status, headers, text, body: isJson ? JSON.parse(text) : null }
    },
  }
}
