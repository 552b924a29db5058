/** Asks Commerce Layer as an application, or as a customer who signed in to one. */
import { decodeJwt } from 'jose'
import type { Organization } from '../../src/core/ports.ts'
import type { WireRequest } from '../../src/dialects/dialect.ts'
import type { World } from './world.ts'

export interface ResourceObject {
  id: string
  type: string
  attributes: Record<string, unknown>
  relationships: Record<string, { data?: unknown }>
}
export interface WireError {
  title: string
  detail: string
  code: string
  status: string
  source?: { pointer: string }
  meta?: unknown
}
export interface Document {
  data: ResourceObject
  included?: ResourceObject[]
  errors?: WireError[]
  meta?: { record_count: number; page_count: number }
}
export type Client = Awaited<ReturnType<typeof commerceLayerClient>>

const MEDIA_TYPE = 'application/vnd.api+json'

export async function commerceLayerClient(
  world: World,
  options: { kind?: string; organization?: Organization; customer?: string } = {},
) {
  const kind = options.kind ?? (options.customer ? 'sales_channel' : 'integration')
  const printed = await world.credential('commerce-layer', {
    kind,
    organizations: [options.organization ?? world.organization],
  })
  const token =
    kind === 'webapp' ? await webappToken(world, printed) : await tokenOf(world, printed, options.customer)
  const send = async (
    method: string,
    url: string,
    body = '',
    headers: Record<string, string> = {},
    more: Partial<WireRequest> = {},
  ) => {
    const answer = await world.send({
      method,
      url,
      body,
      headers: {
        authorization: `Bearer ${token}`,
        accept: MEDIA_TYPE,
        'content-type': MEDIA_TYPE,
        ...headers,
      },
      ...more,
    })
    return { ...answer, document: (answer.body ? answer.json() : {}) as Document }
  }
  const call = (method: string, url: string, data?: unknown) =>
    send(method, url, data === undefined ? '' : JSON.stringify({ data }))
  return {
    token,
    send,
    call,
    get: (url: string) => call('GET', url),
    create: (type: string, attributes: object, relationships: object = {}, query = '') =>
      call('POST', `/api/${type}${query}`, { type, attributes, relationships }),
    update: (type: string, id: string, attributes: object, relationships: object = {}, query = '') =>
      call('PATCH', `/api/${type}/${id}${query}`, { type, attributes, relationships, id }),
    remove: (type: string, id: string) => call('DELETE', `/api/${type}/${id}`),
  }
}

/** The application's token; a customer's own is the same with the customer as its owner. */
async function tokenOf(world: World, printed: Record<string, string>, customer?: string): Promise<string> {
  const { client_id, client_secret } = printed
  const answer = await world.send({
    url: '/oauth/token',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
  })
  const { access_token } = answer.json() as { access_token: string }
  if (!customer) return access_token
  return world.services.issuer.sign({
    ...decodeJwt(access_token),
    owner: { id: customer, type: 'Customer' },
  })
}

/** A webapp gets its token from a person's approval: the same claims, another application, and that person. */
async function webappToken(world: World, printed: Record<string, string>): Promise<string> {
  const claims = decodeJwt(await tokenOf(world, await world.credential('commerce-layer')))
  const application = {
    id: printed.id,
    client_id: printed.client_id,
    kind: 'webapp',
    public: false,
    confidential: true,
  }
  return world.services.issuer.sign({ ...claims, application, owner: { id: 'user', type: 'User' } })
}

export const one = (type: string, id: string) => ({ data: { type, id } })
export const many = (type: string, ids: readonly string[]) => ({ data: ids.map((id) => ({ type, id })) })
