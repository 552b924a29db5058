/** The specification's worked example of a list (section 4.5), as raw text: members, order, nulls, links. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const ORIGIN = 'https://acme.cl.test:8443'
const QUERY =
  'page[size]=2&page[number]=2&include=customer_group&fields[customer_groups]=name&sort=-created_at'
const RELATIONSHIPS =
  'customer_addresses customer_payment_sources customer_subscriptions orders order_subscriptions returns sku_lists attachments events tags jwt_customer jwt_markets jwt_stock_locations event_stores'

const links = (id: string, name: string) =>
  `"links":{"self":"${ORIGIN}/api/customers/${id}/relationships/${name}","related":"${ORIGIN}/api/customers/${id}/${name}"}`
const meta = '"meta":{"mode":"test","organization_id":"xRRkjDFafe","trace_id":"TRACE"}'
const page = (name: string, number: number) =>
  `"${name}":"${ORIGIN}/api/customers?fields[customer_groups]=name&include=customer_group&page[number]=${number}&page[size]=2&sort=-created_at"`
const customer = (id: string, attributes: string, group: string) =>
  `{"id":"${id}","type":"customers","links":{"self":"${ORIGIN}/api/customers/${id}"},"attributes":{${attributes}},` +
  `"relationships":{"customer_group":{${links(id, 'customer_group')},"data":${group}},` +
  `${RELATIONSHIPS.split(' ')
    .map((name) => `"${name}":{${links(id, name)}}`)
    .join(',')}},${meta}}`

const ADA =
  '"email":"ada@example.com","status":"acquired","has_password":true,"total_orders_count":1,' +
  '"shopper_reference":"b1f0c2","profile_id":"9f3e77","tax_exemption_code":null,' +
  '"created_at":"2025-02-03T08:15:30.120Z","updated_at":"2025-02-04T09:00:00.000Z",' +
  '"reference":"crm-42","reference_origin":"crm","jwt_custom_claim":{},"metadata":{"vip":true},' +
  '"anonymization_info":null,"anonymization_status":null'
const BOB =
  '"email":"bob@example.com","status":"prospect","has_password":false,"total_orders_count":0,' +
  '"shopper_reference":"s","profile_id":"p","tax_exemption_code":null,' +
  '"created_at":"2025-02-02T00:00:00.000Z","updated_at":"2025-02-02T00:00:00.000Z",' +
  '"reference":null,"reference_origin":null,"jwt_custom_claim":{},"metadata":{},' +
  '"anonymization_info":null,"anonymization_status":null'
const GROUP = `{"id":"AlRevhXQga","type":"customer_groups","links":{"self":"${ORIGIN}/api/customer_groups/AlRevhXQga"},"attributes":{"name":"Wholesale"},${meta}}`

describe.each(ENGINES)('the worked example on %s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
    await sql`update organizations set short_id = 'xRRkjDFafe' where key = ${world.organization.key}`.execute(
      world.store.database,
    )
    await writeFive(world)
  })
  afterAll(() => world.close())

  const get = async (path: string) => {
    const client = await commerceLayerClient(world)
    const { body } = await client.send('GET', path, '', { origin: ORIGIN, hostLabel: 'acme' })
    const traces = new Set(Array.from(body.matchAll(/"trace_id":"([0-9a-f]{64})"/g), ([, trace]) => trace))
    expect(traces.size).toBe(1)
    return body.replace(/"trace_id":"[0-9a-f]{64}"/g, '"trace_id":"TRACE"')
  }

  test('the second page of two', async () => {
    expect(await get(`/api/customers?${QUERY}`)).toBe(
      `{"data":[${customer('kXQJhdPrVw', ADA, '{"type":"customer_groups","id":"AlRevhXQga"}')},${customer('bbbbbbbbbb', BOB, 'null')}],` +
        `"included":[${GROUP}],"meta":{"record_count":5,"page_count":3},` +
        `"links":{${page('first', 1)},${page('prev', 1)},${page('next', 3)},${page('last', 3)}}}`,
    )
  })
  test('the customer alone', async () => {
    expect(await get('/api/customers/kXQJhdPrVw?include=customer_group&fields[customer_groups]=name')).toBe(
      `{"data":${customer('kXQJhdPrVw', ADA, '{"type":"customer_groups","id":"AlRevhXQga"}')},"included":[${GROUP}]}`,
    )
  })
})

async function writeFive(world: World): Promise<void> {
  await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
    const [group] = await writer.create('group', [{ shortId: 'AlRevhXQga', name: 'Wholesale', code: 'wh' }])
    const day = (date: string) => ({ createdAt: new Date(date), updatedAt: new Date(date) })
    const own = (shopper_reference: string, profile_id: string) => ({
      extras: { 'commerce-layer': { shopper_reference, profile_id } },
    })
    const [ada] = await writer.create('customer', [
      {
        shortId: 'kXQJhdPrVw',
        email: 'Ada@Example.com',
        passwordHash: 'x',
        createdAt: new Date('2025-02-03T08:15:30.120Z'),
        updatedAt: new Date('2025-02-04T09:00:00Z'),
        reference: 'crm-42',
        referenceOrigin: 'crm',
        metadata: { vip: true },
        groupKey: group!.key,
        ...own('b1f0c2', '9f3e77'),
      },
      { shortId: 'bbbbbbbbbb', email: 'bob@example.com', ...day('2025-02-02'), ...own('s', 'p') },
      { email: 'c@example.com', ...day('2025-02-05') },
      { email: 'd@example.com', ...day('2025-02-06') },
      { email: 'e@example.com', ...day('2025-02-01') },
    ])
    writer.keepUpdatedAt([ada!.key])
    await writer.create('order', [{ customerKey: ada!.key, status: 'completed', currency: 'USD', amount: 5 }])
  })
}
