/** Two servers on one database, asked in turns, as behind a balancer: neither keeps anything that the other would need. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { dialects } from '../../src/dialects/index.ts'
import { deliverDue } from '../../src/jobs/webhooks/deliver-due.ts'
import { everywhere } from '../support/reach.ts'
import { type SecondServer, secondServer } from '../support/second-server.ts'
import { speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

const commerceLayer = dialects.find(({ name }) => name === 'commerce-layer') as (typeof dialects)[number]
const JSON_API = 'application/vnd.api+json'

describe.skipIf(!inject('postgres'))('two servers on one database', () => {
  let world: World
  let servers: SecondServer[]
  let authorization: string
  beforeAll(async () => {
    world = await createWorld('postgres')
    servers = await Promise.all([0, 1].map(() => secondServer(world, { rateLimits: false })))
    const { headers } = await speakAs(world, commerceLayer, await world.credential('commerce-layer'))
    authorization = headers.Authorization ?? ''
  })
  afterAll(async () => {
    for (const { store } of servers ?? []) await store.close()
    await world?.close()
  })

  let turn = 0
  const ask = (
    method: string,
    url: string,
    given: { body?: object; headers?: Record<string, string> } = {},
  ) =>
    (servers[turn++ % 2] as SecondServer).send({
      method,
      url,
      headers: { authorization, accept: JSON_API, 'content-type': JSON_API, ...given.headers },
      body: given.body ? JSON.stringify(given.body) : '',
    })
  const customer = (email: string) => ({ data: { type: 'customers', attributes: { email } } })

  test('what was written through one is read through the other at once, also what was remembered', async () => {
    for (let number = 1; number <= 5; number++) {
      const made = await ask('POST', '/api/customers', { body: customer(`both${number}@example.com`) })
      expect(made.status).toBe(201)
      for (const _ of servers)
        expect((await ask('GET', '/api/customers')).json()).toMatchObject({ meta: { record_count: number } })
    }
  })

  test('a key that one server has seen is known to the other', async () => {
    const repeated = { body: customer('once@example.com'), headers: { 'idempotency-key': 'a-key' } }
    const answers = [
      await ask('POST', '/api/customers', repeated),
      await ask('POST', '/api/customers', repeated),
    ]
    expect(answers[0]?.status).toBe(201)
    expect(answers[1]?.json()).toEqual(answers[0]?.json())
  })

  test('a token that is taken back through one is refused by the other from the next request on', async () => {
    const printed = await world.credential('commerce-layer')
    const { headers } = await speakAs(world, commerceLayer, printed)
    const own = { headers: { authorization: headers.Authorization ?? '' } }
    for (const _ of servers) expect((await ask('GET', '/api/customers', own)).status).toBe(200)
    await servers[0]?.store.credentials.revoke(printed.id ?? '')
    for (const _ of servers) expect((await ask('GET', '/api/customers', own)).status).toBe(401)
  })

  test('of many who use one link at both at once one is let in', async () => {
    const link = { id: 'lnk_once', kind: 'link', parentId: null, name: null, expiresAt: null } as const
    await servers[0]?.store.adminTokens.create({ ...link, secretHash: new Uint8Array(32) })
    const used = await Promise.all(
      Array.from({ length: 8 }, (_, n) => servers[n % 2]?.store.adminTokens.use(link.id)),
    )
    expect(used.filter(Boolean)).toHaveLength(1)
  })

  test('each webhook is sent once, though both servers look for what is due', async () => {
    const heard: string[] = []
    const receiver: Server = createServer((request, answer) => {
      request
        .on('data', () => {})
        .on('end', () => {
          heard.push(String(request.headers['x-commercelayer-topic']))
          answer.end()
        })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const callback_url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
    const attributes = { name: 'both', topic: 'customers.create', callback_url }
    await ask('POST', '/api/webhooks', { body: { data: { type: 'webhooks', attributes } } })
    const many = 20
    for (let number = 0; number < many; number++)
      await ask('POST', '/api/customers', { body: customer(`told${number}@example.com`) })
    const sent = await Promise.all(
      servers.map(({ store: { outbox }, services }) =>
        deliverDue({ outbox, services, dialects, reach: everywhere }, new AbortController().signal),
      ),
    )
    receiver.close()
    expect(heard).toHaveLength(many)
    expect(sent.reduce((sum, one) => sum + one, 0)).toBe(many)
  })
})
