/** Speaks JSON:API to a world: signs an application in, then creates, updates, reads and deletes. */
import type { CredentialRequest, WireResponse } from '../../src/dialects/dialect.ts'
import type { World } from './world.ts'

export interface ResourceObject {
  id: string
  type: string
  links: { self: string }
  attributes: Record<string, unknown>
  relationships: Record<string, { links: Record<string, string>; data?: unknown }>
}
export interface Document {
  data: ResourceObject
  included?: ResourceObject[]
  errors?: { code: string; title: string; detail: string; source?: { pointer: string }; meta?: unknown }[]
  links?: Record<string, string>
  meta?: Record<string, unknown>
}
export type Answer = WireResponse & { document: Document }

export interface JsonApi {
  call(method: string, url: string, data?: unknown): Promise<Answer>
  get(url: string): Promise<Answer>
  /** The records of a collection. */
  list(url: string): Promise<ResourceObject[]>
  create(type: string, attributes: object, relationships?: object, query?: string): Promise<Answer>
  /** Creates, and fails unless that is what happened. */
  make(type: string, attributes: object, relationships?: object): Promise<ResourceObject>
  update(type: string, id: string, attributes: object, relationships?: object): Promise<Answer>
}

export async function signIn(
  world: World,
  request: Partial<CredentialRequest> = {},
  grant: Record<string, string> = {},
): Promise<JsonApi> {
  const { client_id, client_secret } = await world.credential('commerce-layer', request)
  const secret = request.kind === 'sales_channel' ? {} : { client_secret }
  const answer = await world.send({
    url: '/oauth/token',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, ...secret, ...grant }),
  })
  const { access_token: token } = answer.json() as { access_token?: string }
  if (!token) throw new Error(`No token: ${answer.body}`)
  const media = 'application/vnd.api+json'
  const call = async (method: string, url: string, data?: unknown): Promise<Answer> => {
    const response = await world.send({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, accept: media, 'content-type': media },
      body: data === undefined ? '' : JSON.stringify({ data }),
    })
    return { ...response, document: (response.body ? JSON.parse(response.body) : {}) as Document }
  }
  const create = (type: string, attributes: object, relationships: object = {}, query = '') =>
    call('POST', `/api/${type}${query}`, { type, attributes, relationships })
  return {
    call,
    create,
    get: (url) => call('GET', url),
    async list(url) {
      const { status, body, document } = await call('GET', url)
      if (status !== 200) throw new Error(`${url}: ${status} ${body}`)
      return document.data as unknown as ResourceObject[]
    },
    async make(type, attributes, relationships) {
      const { status, body, document } = await create(type, attributes, relationships)
      if (status !== 201) throw new Error(`${type}: ${status} ${body}`)
      return document.data
    },
    update: (type, id, attributes, relationships = {}) =>
      call('PATCH', `/api/${type}/${id}`, { type, attributes, relationships, id }),
  }
}

export const one = (type: string, id: string | null) => ({ data: id === null ? null : { type, id } })
export const many = (type: string, ...ids: string[]) => ({ data: ids.map((id) => ({ type, id })) })
