/** Speaks to a world's Core API with one token, and makes orders that the ledger knows. */
import type { NewRecord } from '../../src/core/ports.ts'
import type { Order } from '../../src/core/schema.ts'
import type { CredentialRequest } from '../../src/dialects/dialect.ts'
import { oauthOf } from './oauth.ts'
import type { World } from './world.ts'

export interface Resource {
  id: string
  type: string
  attributes: Record<string, unknown>
  relationships: Record<string, { data?: unknown }>
}
interface Document {
  data: Resource & Resource[]
  included?: Resource[]
  errors?: { title: string; detail: string; code: string; source?: { pointer: string }; meta?: unknown }[]
}

/** `grant` adds to the request for the token: a password grant for a customer's own. */
export async function coreApi(
  world: World,
  { kind, ...grant }: Partial<Pick<CredentialRequest, 'kind'>> & Record<string, string | null> = {},
) {
  const { client_id, client_secret } = await world.credential('commerce-layer', kind ? { kind } : {})
  const secret = kind === 'sales_channel' ? {} : { client_secret }
  const answer = await oauthOf(world).ask({
    grant_type: 'client_credentials',
    client_id,
    ...secret,
    ...grant,
  })
  const token = answer.body.access_token
  if (!token) throw new Error(`No token: ${JSON.stringify(answer.body)}`)
  const media = 'application/vnd.api+json'
  const call = async (method: string, url: string, data?: unknown) => {
    const { status, body } = await world.send({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, accept: media, 'content-type': media },
      body: data === undefined ? '' : JSON.stringify({ data }),
    })
    const document = (body === '' ? {} : JSON.parse(body)) as Document
    const details = document.errors?.map(({ detail }) => detail) ?? []
    return { status, document, details, data: document.data as Resource }
  }
  const create = (type: string, attributes: object = {}, relationships: object = {}, query = '') =>
    call('POST', `/api/${type}${query}`, { type, attributes, relationships })
  const update = (type: string, id: string, attributes: object, relationships: object = {}, query = '') =>
    call('PATCH', `/api/${type}/${id}${query}`, { type, attributes, relationships, id })
  return {
    create,
    update,
    call,
    get: (url: string) => call('GET', `/api/${url}`),
    /** The ids of a collection, in order. */
    async ids(url: string) {
      const { document } = await call('GET', `/api/${url}`)
      return document.data.map(({ id }) => id)
    },
    async attributes(url: string) {
      return (await call('GET', `/api/${url}`)).data.attributes
    },
    /** Creates, and fails unless that is what happened. */
    async make(type: string, attributes: object = {}, relationships: object = {}) {
      const made = await create(type, attributes, relationships)
      if (made.status !== 201) throw new Error(`${type}: ${made.status} ${made.details.join(', ')}`)
      return made.data
    },
  }
}
export type CoreApi = Awaited<ReturnType<typeof coreApi>>

export const one = (type: string, id: string) => ({ data: { type, id } })

/** A market, which every order needs; as a relationship. */
export async function writeMarket(world: World) {
  const [market] = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
    writer.create('record', [{ kind: 'markets', attributes: { name: 'Europe', code: 'eu' } }]),
  )
  return one('markets', market?.shortId ?? '')
}

/** An order with an amount, which this platform's own orders get from line items. */
export async function writeOrder(world: World, order: NewRecord<'order'>): Promise<Order> {
  const [made] = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
    writer.create('order', [{ currency: 'EUR', amount: 1000, status: 'created', ...order }]),
  )
  if (!made) throw new Error('No order was written')
  return made
}
