/** Webhooks in a world: subscribe, deliver what is due, look at what came of it. */
import type { NewRecord } from '../../src/core/ports.ts'
import type { Delivery, DeliveryAttempt, Webhook } from '../../src/core/schema.ts'
import { dialects } from '../../src/dialects/index.ts'
import { deliverDue } from '../../src/jobs/webhooks/deliver-due.ts'
import { everywhere } from './reach.ts'
import type { World } from './world.ts'

export const SECRET = '1c0994cc4e996e8c6ee56a2198f66f3c'

export async function subscribe(
  world: World,
  topic: string,
  callbackUrl: string,
  more: NewRecord<'webhook'> = {},
  organization = world.organization.key,
): Promise<Webhook> {
  const [webhook] = await world.store.records.write(organization, { kind: 'test' }, (writer) =>
    writer.create('webhook', [
      {
        dialect: 'commerce-layer',
        topic,
        callbackUrl,
        sealedSecret: world.services.secrets.seal(SECRET),
        ...more,
      },
    ]),
  )
  return webhook as Webhook
}

/** Runs the worker until nothing is due. */
export const deliverAll = (
  world: World,
  signal = new AbortController().signal,
  reach = everywhere,
): Promise<number> =>
  deliverDue({ outbox: world.store.outbox, services: world.services, dialects, reach }, signal)

export const deliveriesOf = (world: World, webhook: Webhook): Promise<Delivery[]> =>
  world.store.records.list(world.organization.key, {
    type: 'delivery',
    where: { op: 'eq', field: 'webhookKey', value: webhook.key },
    sort: [{ field: 'key' }],
    limit: 10_000,
  })

export const attemptsOf = (world: World, webhook: Webhook): Promise<DeliveryAttempt[]> =>
  world.store.records.list(world.organization.key, {
    type: 'deliveryAttempt',
    where: { op: 'eq', field: 'webhookKey', value: webhook.key },
    sort: [{ field: 'key' }],
    limit: 10_000,
  })

export const webhookNow = async (world: World, { key }: Webhook): Promise<Webhook> =>
  (await world.store.records.find(world.organization.key, 'webhook', 'key', key)) as Webhook
