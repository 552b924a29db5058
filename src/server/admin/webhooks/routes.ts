/** Who is told of what happens, what was sent to them, and sending it again. */
import { Type } from 'typebox'
import { all, where } from '../../../core/query.ts'
import type { Delivery, Webhook } from '../../../core/schema.ts'
import { actorOf } from '../callers.ts'
import { integer, oneOf, required, textUpTo } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { type AdminAsked, type AdminParts, type AdminRoute, ok, param, route } from '../route.ts'
import { cursor, cursorOf } from './cursor.ts'
import {
  ATTEMPT,
  DELIVERY,
  idFieldOf,
  presentAttempt,
  presentDelivery,
  presentWebhook,
  WEBHOOK,
} from './present.ts'

const MOST_WEBHOOKS = 10_000
/** Of one delivery; more come only of sending it again and again. */
const MOST_ATTEMPTS = 50
const { eq, lt } = where('delivery')

const keyOf = async (asked: Pick<AdminAsked, 'params'>, { organizations }: AdminParts): Promise<number> =>
  (await organizations.get(param(asked, 'slug'))).key

const actor = ({ caller }: Pick<AdminAsked, 'caller'>) => (caller ? actorOf(caller) : { kind: 'admin-api' })

const dialectOf = ({ dialects }: AdminParts, name: string) =>
  dialects.find((dialect) => dialect.name === name)

/** By the platform and the id that it shows. */
async function webhookOf(
  organization: number,
  { services }: AdminParts,
  dialect: AdminParts['dialects'][number] | undefined,
  id: string,
): Promise<Webhook> {
  const field = idFieldOf(dialect)
  const isId = field !== 'uuidId' || /^[\da-f-]{36}$/i.test(id)
  const found = isId ? await services.records.find(organization, 'webhook', field, id) : null
  if (found?.dialect !== dialect?.name || !found)
    throw new AdminRefusal('not_found', 'there is no webhook of that id')
  return found
}

const listWebhooks = route({
  method: 'GET',
  path: '/organizations/:slug/webhooks',
  about: 'List the webhooks of an organization, and the platforms that have one address for all of it',
  answers: Type.Object({ webhooks: Type.Array(WEBHOOK), store_wide: Type.Array(Type.String()) }),
  async answer(asked, parts) {
    const webhooks = await parts.services.records.list(await keyOf(asked, parts), {
      type: 'webhook',
      sort: [{ field: 'key' }],
      limit: MOST_WEBHOOKS,
    })
    return ok({
      webhooks: webhooks.map((one) => presentWebhook(one, dialectOf(parts, one.dialect))),
      store_wide: parts.dialects.flatMap(({ name, webhooks }) => (webhooks?.storeWide ? [name] : [])),
    })
  },
})

const resetCircuit = route({
  method: 'POST',
  path: '/organizations/:slug/webhooks/:dialect/:id/reset-circuit',
  about: 'Call a webhook again that failed too often in a row',
  answers: WEBHOOK,
  async answer(asked, parts) {
    const key = await keyOf(asked, parts)
    const dialect = dialectOf(parts, param(asked, 'dialect'))
    const found = await webhookOf(key, parts, dialect, param(asked, 'id'))
    await parts.work.webhooks.resetCircuit(key, found.key, actor(asked))
    return ok(presentWebhook(await webhookOf(key, parts, dialect, param(asked, 'id')), dialect))
  },
})

const address = Type.Object({
  id: Type.Union([Type.String(), Type.Null()]),
  url: Type.Union([Type.String(), Type.Null()]),
  signing_key: Type.Union([Type.String(), Type.Null()]),
})
export type StoreAddressShown = Type.Static<typeof address>

const setAddress = route({
  method: 'PUT',
  path: '/organizations/:slug/webhooks/:dialect/address',
  about: 'Give the organization one address that hears of everything; a new signing key is shown this once',
  body: { url: required(textUpTo(2000)), signing_key: oneOf('new', 'none', 'keep') },
  answers: address,
  async answer(asked, parts) {
    const { url, signing_key: signingKey } = asked.body
    const given = { dialect: param(asked, 'dialect'), url, signingKey }
    const set = await parts.work.webhooks.setStoreAddress(await keyOf(asked, parts), given, actor(asked))
    return ok({ id: set.id, url: set.url, signing_key: set.signingKey })
  },
})

const removeAddress = route({
  method: 'DELETE',
  path: '/organizations/:slug/webhooks/:dialect/address',
  about: 'Tell nobody any more at the one address of the organization',
  answers: address,
  async answer(asked, parts) {
    const given = { dialect: param(asked, 'dialect'), url: null, signingKey: 'keep' as const }
    const set = await parts.work.webhooks.setStoreAddress(await keyOf(asked, parts), given, actor(asked))
    return ok({ id: set.id, url: null, signing_key: null })
  },
})

/** The deliveries with whom they are for and what they tell of. */
async function withNames(organization: number, deliveries: readonly Delivery[], parts: AdminParts) {
  const { records } = parts.services
  const named = async <T extends 'webhook' | 'notice'>(type: T, keys: readonly number[]) => {
    const values = [...new Set(keys)]
    const condition = { op: 'in', field: 'key', values } as const
    const found = await records.list(organization, { type, where: condition, sort: [], limit: values.length })
    return new Map(found.map((one) => [one.key as number, one]))
  }
  const webhooks = await named(
    'webhook',
    deliveries.map(({ webhookKey }) => webhookKey),
  )
  const notices = await named(
    'notice',
    deliveries.map(({ noticeKey }) => noticeKey),
  )
  return deliveries.map((one) =>
    presentDelivery(one, webhooks.get(one.webhookKey), notices.get(one.noticeKey), parts.dialects),
  )
}

const listDeliveries = route({
  method: 'GET',
  path: '/organizations/:slug/deliveries',
  about: 'List what is or was under way to webhooks, the newest first',
  query: {
    state: oneOf('pending', 'delivered', 'dead'),
    dialect: textUpTo(50),
    webhook: textUpTo(50),
    limit: integer(1, 200),
    cursor,
  },
  answers: Type.Object({
    deliveries: Type.Array(DELIVERY),
    next: Type.Union([Type.String(), Type.Null()]),
  }),
  async answer(asked, parts) {
    const key = await keyOf(asked, parts)
    const { state, dialect, webhook, limit = 50, cursor: before } = asked.query
    if ((dialect === undefined) !== (webhook === undefined))
      throw new AdminRefusal('invalid', 'dialect and webhook belong together: give both or neither')
    const of =
      webhook === undefined
        ? undefined
        : await webhookOf(key, parts, dialectOf(parts, dialect ?? ''), webhook)
    const some = await parts.services.records.list(key, {
      type: 'delivery',
      where: all(
        state && eq('state', state),
        of && eq('webhookKey', of.key),
        before === undefined ? undefined : lt('key', before),
      ),
      sort: [{ field: 'key', descending: true }],
      limit: limit + 1,
    })
    const page = some.slice(0, limit)
    const last = some.length > limit ? page.at(-1) : undefined
    return ok({
      deliveries: await withNames(key, page, parts),
      next: last ? cursorOf(last.key) : null,
    })
  },
})

const WHOLE = Type.Object({ delivery: DELIVERY, attempts: Type.Array(ATTEMPT) })
export type DeliveryWhole = Type.Static<typeof WHOLE>

async function deliveryOf(organization: number, id: string, { services }: AdminParts): Promise<Delivery> {
  const found = /^\d{1,15}$/.test(id)
    ? await services.records.find(organization, 'delivery', 'key', Number(id))
    : null
  if (!found) throw new AdminRefusal('not_found', 'there is no delivery of that number')
  return found
}

async function whole(organization: number, id: string, parts: AdminParts) {
  const delivery = await deliveryOf(organization, id, parts)
  const [shown] = await withNames(organization, [delivery], parts)
  const attempts = await parts.services.records.list(organization, {
    type: 'deliveryAttempt',
    where: where('deliveryAttempt').eq('deliveryKey', delivery.key),
    sort: [{ field: 'key', descending: true }],
    limit: MOST_ATTEMPTS,
  })
  return { delivery: shown, attempts: attempts.map(presentAttempt) }
}

const getDelivery = route({
  method: 'GET',
  path: '/organizations/:slug/deliveries/:id',
  about: 'Show a delivery with its last attempts, the newest first: what was sent, and what was answered',
  answers: WHOLE,
  async answer(asked, parts) {
    return ok(await whole(await keyOf(asked, parts), param(asked, 'id'), parts))
  },
})

const retryDelivery = route({
  method: 'POST',
  path: '/organizations/:slug/deliveries/:id/retry',
  about: 'Send a delivery again, from its first attempt on',
  answers: WHOLE,
  async answer(asked, parts) {
    const key = await keyOf(asked, parts)
    const delivery = await deliveryOf(key, param(asked, 'id'), parts)
    await parts.work.webhooks.replay(key, delivery.key)
    return ok(await whole(key, param(asked, 'id'), parts))
  },
})

export const WEBHOOK_ROUTES: readonly AdminRoute[] = [
  ...[listWebhooks, setAddress, removeAddress, resetCircuit],
  ...[listDeliveries, getDelivery, retryDelivery],
]
