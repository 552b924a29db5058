/** The endpoints of subscriptions (section 10.2). */
import { all, where } from '../../../core/query.ts'
import type { Webhook } from '../../../core/schema.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { actorOf } from '../actor.ts'
import type { ShoplineCall, ShoplineRoute } from '../call.ts'
import { CONTENT_TYPE, ShoplineRefusal } from '../errors.ts'
import { readWrapped } from '../input/read-body.ts'
import { secretsOfApp } from '../oauth/app-secrets.ts'
import { keptMembers, ownedBy, presentWebhook, readAddress, readTopic, readVersion } from './subscription.ts'

/** [assumed] No page names a scope for subscriptions; what they tell of is customers. */
const SCOPES = { read: 'read_customers', write: 'write_customers' } as const

/** More than any app has: the list has no pages. */
const MOST = 10_000

const ok = (body: object): WireResponse => jsonResponse(200, CONTENT_TYPE, body)
const shown = (webhook: Webhook, { offsetAt }: ShoplineCall): WireResponse =>
  ok({ webhook: presentWebhook(webhook, offsetAt) })

const idOf = ({ params: { id = '' } }: Pick<ShoplineCall, 'params'>) => where('webhook').eq('numberId', id)
const isId = (id: string): boolean => /^[1-9]\d{0,15}$/.test(id)

/** [assumed] After the documented sample "The product does not exist." */
const missing = () => new ShoplineRefusal(404, 'The webhook does not exist.')

async function find(call: ShoplineCall): Promise<Webhook> {
  const { services, store, credential, params } = call
  if (!isId(params.id ?? '')) throw missing()
  const [webhook] = await services.records.list(store.key, {
    type: 'webhook',
    where: all(ownedBy(credential.id), idOf(call)),
    sort: [],
    limit: 1,
  })
  if (!webhook) throw missing()
  return webhook
}

async function list(call: ShoplineCall): Promise<WireResponse> {
  const { services, store, credential, offsetAt } = call
  const webhooks = await services.records.list(store.key, {
    type: 'webhook',
    where: ownedBy(credential.id),
    sort: [{ field: 'key' }],
    limit: MOST,
  })
  return ok({ webhooks: webhooks.map((webhook) => presentWebhook(webhook, offsetAt)) })
}

const count = async ({ services, store, credential }: ShoplineCall): Promise<WireResponse> =>
  ok({ count: await services.records.count(store.key, 'webhook', ownedBy(credential.id)) })

async function create(call: ShoplineCall): Promise<WireResponse> {
  const { services, store, credential } = call
  const given = readWrapped(call, 'webhook')
  const values = {
    callbackUrl: readAddress(given),
    topic: readTopic(given),
    extras: keptMembers(credential.id, readVersion(given)),
  }
  const secret = secretsOfApp(credential, services)?.appSecret ?? ''
  const [webhook] = await services.records.write(store.key, actorOf(call), (writer) =>
    writer.create('webhook', [
      { ...values, dialect: 'shopline', sealedSecret: services.secrets.seal(secret) },
    ]),
  )
  return shown(webhook as Webhook, call)
}

const retrieve = async (call: ShoplineCall): Promise<WireResponse> => shown(await find(call), call)

/** Only the address can be changed. */
async function update(call: ShoplineCall): Promise<WireResponse> {
  const { services, store } = call
  const callbackUrl = readAddress(readWrapped(call, 'webhook'))
  const { key } = await find(call)
  const webhook = await services.records.write(store.key, actorOf(call), (writer) =>
    writer.update('webhook', key, { callbackUrl }),
  )
  return shown(webhook, call)
}

async function remove(call: ShoplineCall): Promise<WireResponse> {
  const { services, store } = call
  const { key } = await find(call)
  await services.records.write(store.key, actorOf(call), (writer) => writer.remove('webhook', [key]))
  return ok({})
}

const target: ShoplineRoute['target'] = (params, { id }) =>
  isId(params.id ?? '') ? { type: 'webhook', where: all(ownedBy(id), idOf({ params })) } : null

export const webhookRoutes: readonly ShoplineRoute[] = [
  { method: 'GET', path: '/webhooks.json', scope: SCOPES.read, handle: list },
  { method: 'GET', path: '/webhooks/count.json', scope: SCOPES.read, handle: count },
  { method: 'POST', path: '/webhooks.json', scope: SCOPES.write, handle: create },
  { method: 'GET', path: '/:id/webhooks.json', scope: SCOPES.read, target, handle: retrieve },
  { method: 'PUT', path: '/:id/webhooks.json', scope: SCOPES.write, target, handle: update },
  { method: 'DELETE', path: '/:id/webhooks.json', scope: SCOPES.write, target, handle: remove },
]
