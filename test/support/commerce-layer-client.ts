/** Asks a world's Core API as an application, or as a customer who signed in to one. */
import { decodeJwt } from 'jose'
import type { CredentialRequest, WireRequest } from '../../src/dialects/dialect.ts'
import { oauthOf } from './oauth.ts'
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
  errors?: {
    title: string
    detail: string
    code: string
    status: string
    source?: { pointer: string }
    meta?: unknown
  }[]
  meta?: { record_count: number; page_count: number }
  links?: Record<string, string>
}

/** What is asked of the credential (without a kind: an integration, or a sales channel for a customer). */
export interface ClientOptions extends Partial<CredentialRequest> {
  /** Members of the request for a token: a password grant for a customer's own. */
  grant?: Record<string, string>
  /** The id of a customer that the token shall be of, who needs no password then. */
  customer?: string
}

export type Client = Awaited<ReturnType<typeof commerceLayerClient>>

const MEDIA_TYPE = 'application/vnd.api+json'

export async function commerceLayerClient(world: World, options: ClientOptions = {}) {
  const token = await tokenFor(world, options)
  const send = async (method: string, url: string, body = '', more: Partial<WireRequest> = {}) => {
    const answer = await world.send({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE },
      body,
      ...more,
    })
    const document = (answer.body ? answer.json() : {}) as Document
    const details = document.errors?.map(({ detail }) => detail) ?? []
    return { ...answer, document, data: document.data, details }
  }
  const call = (method: string, url: string, data?: object) =>
    send(method, url, data === undefined ? '' : JSON.stringify({ data }))
  const get = (url: string) => call('GET', url)
  const create = (type: string, attributes: object = {}, relationships: object = {}, query = '') =>
    call('POST', `/api/${type}${query}`, { type, attributes, relationships })
  const list = async (url: string) => {
    const { status, body, data } = await get(url)
    if (status !== 200) throw new Error(`${url}: ${status} ${body}`)
    return data as unknown as ResourceObject[]
  }
  return {
    token,
    send,
    call,
    get,
    create,
    update: (type: string, id: string, attributes: object, relationships: object = {}, query = '') =>
      call('PATCH', `/api/${type}/${id}${query}`, { type, attributes, relationships, id }),
    remove: (type: string, id: string) => call('DELETE', `/api/${type}/${id}`),
    /** Creates, and fails unless that is what happened. */
    async make(type: string, attributes: object = {}, relationships: object = {}) {
      const { status, body, data } = await create(type, attributes, relationships)
      if (status !== 201) throw new Error(`${type}: ${status} ${body}`)
      return data
    },
    /** The records of a collection; fails where it is refused. */
    list,
    /** Their ids, in order. */
    ids: async (url: string) => (await list(url)).map(({ id }) => id),
    attributes: async (url: string) => (await get(url)).data.attributes,
  }
}

async function tokenFor(world: World, { grant, customer, ...request }: ClientOptions): Promise<string> {
  const kind = request.kind ?? (customer ? 'sales_channel' : 'integration')
  const printed = await world.credential('commerce-layer', { ...request, kind })
  if (kind === 'webapp') return webappToken(world, printed)
  const { client_id, client_secret } = printed
  const { body } = await oauthOf(world).ask({
    grant_type: 'client_credentials',
    client_id,
    ...(kind === 'sales_channel' ? {} : { client_secret }),
    ...grant,
  })
  if (!body.access_token) throw new Error(`No token: ${JSON.stringify(body)}`)
  if (!customer) return body.access_token
  const claims = decodeJwt(body.access_token)
  return world.services.issuer.sign({ ...claims, owner: { id: customer, type: 'Customer' } })
}

/** A webapp gets its token from a person's approval: an integration's claims, another application, that person. */
async function webappToken(world: World, { id, client_id }: Record<string, string>): Promise<string> {
  const claims = decodeJwt(await tokenFor(world, {}))
  const application = { id, client_id, kind: 'webapp', public: false, confidential: true }
  return world.services.issuer.sign({ ...claims, application, owner: { id: 'user', type: 'User' } })
}

export const one = (type: string, id: string) => ({ data: { type, id } })
export const many = (type: string, ids: readonly string[]) => ({ data: ids.map((id) => ({ type, id })) })
