/** Asks a world's SHOPLINE API as an app, by default one that may read and write customers. */
import type { CredentialRequest, WireRequest } from '../../src/dialects/dialect.ts'
import type { World } from './world.ts'

export const SCOPES = ['read_customers', 'write_customers']
export const SHOPLINE_BASE = '/admin/openapi/v20260301'

export type ShoplineClient = Awaited<ReturnType<typeof shoplineClient>>
type Body = Record<string, never>

export async function shoplineClient(world: World, options: Partial<CredentialRequest> = {}) {
  const { access_token: token = '' } = await world.credential('shopline', { scopes: SCOPES, ...options })
  const authorization = `Bearer ${token}`
  /** `path` below the version, or from the root when it starts with `//`. */
  const call = async (method: string, path: string, body?: unknown, more: Partial<WireRequest> = {}) => {
    const answer = await world.send({
      method,
      url: path.startsWith('//') ? path.slice(1) : SHOPLINE_BASE + path,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...more,
      headers: { authorization, 'content-type': 'application/json', ...more.headers },
    })
    return { status: answer.status, headers: answer.headers, text: answer.body, body: answer.json() as Body }
  }
  return {
    authorization,
    call,
    /** Fails unless it is answered with 200; gives the body. */
    async ok(method: string, path: string, body?: unknown): Promise<Body> {
      const answer = await call(method, path, body)
      if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
      return answer.body
    },
  }
}
