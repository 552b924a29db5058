/** `@commercelayer/sdk` 7.12.1, unmodified, manages webhooks; the running server calls them. */
import { createHmac } from 'node:crypto'
import type { CommerceLayer } from '@commercelayer/sdk/bundle'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { newClient } from './organization.ts'

let cl: ReturnType<typeof CommerceLayer>
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  ;({ cl } = await newClient())
})
afterAll(() => receiver.close())

const received = async (count: number) => {
  const end = Date.now() + 30_000
  while (receiver.got.length < count && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 50))
  expect(receiver.got).toHaveLength(count)
}

test('a webhook is called, its callback can be read, and its event fired again', async () => {
  const webhook = await cl.webhooks.create({
    name: 'sdk-customers.create',
    topic: 'customers.create',
    callback_url: receiver.url,
    include_resources: ['customer_group'],
  })
  expect(webhook).toMatchObject({ circuit_state: 'closed', circuit_failure_count: 0, disabled_at: null })
  const customer = await cl.customers.create({ email: 'told@example.com' })
  await received(1)
  const { body, headers } = receiver.got[0]!
  // As the docs' page on callbacks security does it.
  expect(headers['x-commercelayer-signature']).toBe(
    createHmac('sha256', webhook.shared_secret).update(body).digest('base64'),
  )
  expect(headers['x-commercelayer-topic']).toBe('customers.create')

  const [event] = await cl.customers.events(customer.id)
  expect(event).toMatchObject({ type: 'events', name: 'customers.create' })
  await cl.events._trigger(event?.id ?? '')
  await received(2)

  const end = Date.now() + 10_000
  let callbacks = await cl.webhooks.last_event_callbacks(webhook.id)
  while (callbacks.length < 2 && Date.now() < end)
    callbacks = await cl.webhooks.last_event_callbacks(webhook.id)
  expect(Array.from(callbacks, ({ response_code }) => response_code)).toEqual(['200', '200'])
  expect(callbacks[0]?.payload).toEqual(JSON.parse(body))
  expect(await cl.event_callbacks.webhook(callbacks[0]?.id ?? '')).toMatchObject({ id: webhook.id })
  const withBoth = await cl.events.retrieve(event?.id ?? '', {
    include: ['webhooks', 'last_event_callbacks'],
  })
  expect(withBoth.webhooks?.map(({ id }) => id)).toEqual([webhook.id])
  expect(withBoth.last_event_callbacks).toHaveLength(2)
})

test('a webhook is disabled, enabled, reset and deleted', async () => {
  const { id } = await cl.webhooks.create({ topic: 'customers.destroy', callback_url: receiver.url })
  expect((await cl.webhooks._disable(id)).disabled_at).toMatch(/Z$/)
  expect((await cl.webhooks._enable(id)).disabled_at).toBeNull()
  expect(await cl.webhooks._reset_circuit(id)).toMatchObject({ circuit_state: 'closed' })
  const found = await cl.webhooks.list({
    filters: { topic_eq: 'customers.destroy', circuit_state_eq: 'closed' },
  })
  expect(Array.from(found, (one) => one.id)).toEqual([id])
  await cl.webhooks.delete(id)
  expect(await cl.webhooks.list({ filters: { topic_eq: 'customers.destroy' } })).toMatchObject({
    recordCount: 0,
  })
})
