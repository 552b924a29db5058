import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cdnowText } from '../support/cdnow-file.ts'
import { imported } from '../support/data.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const counts = (read: number, parts: object) => ({
  read,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  ...parts,
})

describe.each(ENGINES)('importing on %s', (engine) => {
  let world: World
  let next = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())
  const newOrganization = async () => (await world.addOrganization({ slug: `org-${next++}` })).key

  test('every line of a cdnow file is an order, and a second import changes nothing', async () => {
    const organization = await newOrganization()
    const text = cdnowText(60)
    const lines = text.trim().split('\r\n')
    const first = await imported(world, 'cdnow', text, { organization, batchSize: 7 })
    expect(first.counts).toEqual(counts(lines.length, { created: lines.length }))
    const again = await imported(world, 'cdnow', text, { organization })
    expect(again.counts).toEqual(counts(lines.length, { unchanged: lines.length }))
    const { records } = world.store
    expect(await records.count(organization, 'order')).toBe(lines.length)
    const paying = lines.filter((line) => !line.endsWith(' 0.00'))
    expect(await records.count(organization, 'payment')).toBe(paying.length)
    const cents = paying.reduce((sum, line) => sum + Number(line.slice(-7).replace('.', '')), 0)
    const totals = await records.list(organization, { type: 'customerTotal', sort: [], limit: 1000 })
    expect(totals.reduce((sum, total) => sum + total.paidAmount, 0)).toBe(cents)
    expect(totals.reduce((sum, total) => sum + total.completedCount, 0)).toBe(lines.length)
  })

  test('a blank e-mail is no name: such customers stand side by side, and are known by their reference', async () => {
    const organization = await newOrganization()
    const text = ['A', 'B']
      .map((reference) => JSON.stringify({ type: 'customer', reference, email: '' }))
      .concat(JSON.stringify({ type: 'customer', email: ' ' }))
      .join('\n')
    const first = await imported(world, 'ndjson', text, { organization })
    expect(first.counts).toEqual(counts(3, { created: 2, rejected: 1 }))
    expect(first.rejects[0]?.reason).toContain('a customer needs a public id')
    const again = await imported(world, 'ndjson', text, { organization })
    expect(again.counts).toEqual(counts(3, { unchanged: 2, rejected: 1 }))
  })

  test('variants, promotion codes and groups by query: what breaks a rule is told, the rest is taken once', async () => {
    const organization = await newOrganization()
    const product = { slug: 'tea' }
    const code = { type: 'promotion_code', code: 'A', discount_type: 'percent_off', duration: 'once' }
    const lines = [
      { type: 'group', reference: 'g', name: 'Regulars', query: 'orders_count:>1' },
      { type: 'product', slug: 'tea', name: 'Tea', status: 'published', currency: 'USD' },
      { type: 'product_variant', reference: 'v1', product, kind: 'one_time', amount: 5 },
      { type: 'product_variant', reference: 'v2', product, kind: 'sometimes', amount: 5 },
      { type: 'product_variant', reference: 'v3', product, kind: 'recurring', amount: -1 },
      { type: 'product_variant', reference: 'v4', product, kind: 'recurring', amount: 1, interval: 'hour' },
      { ...code, reference: 'c1', percent_off: 12.5 },
      { ...code, reference: 'c2', duration: 'never' },
      { ...code, reference: 'c3', minimum_amount_currency: 'usd' },
      { ...code },
    ]
    const text = lines.map((line) => JSON.stringify(line)).join('\n')
    const first = await imported(world, 'ndjson', text, { organization })
    expect(first.rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [4, 'kind "sometimes" is not one of one_time, recurring'],
      [5, 'amount -1 is below 0'],
      [6, 'interval "hour" is not one of day, week, month, year'],
      [8, 'duration "never" is not one of once, repeating, forever'],
      [9, expect.stringMatching(/^minimum_amount_currency "usd" is not an ISO 4217/)],
      [10, expect.stringContaining('needs a public id')],
    ])
    expect(first.counts).toMatchObject({ created: 4, rejected: 6 })
    const again = await imported(world, 'ndjson', text, { organization })
    expect(again.counts).toMatchObject({ unchanged: 4, rejected: 6 })
    const { records } = world.store
    expect(await records.find(organization, 'promotionCode', 'codeFolded', 'a')).toMatchObject({
      searchFolded: 'a\n',
      active: true,
      timesRedeemed: 0,
    })
  })

  test('equal cdnow lines are counted orders, and a customer was made at its first line', async () => {
    const organization = await newOrganization()
    const line = ' 00007 19970203  2   11.77$\n'
    const text = `${line} 00007 19970203  1    0.00\n 00007 19970230  1    5.00\nnonsense\n\n${line}`
    const { counts: got, rejects } = await imported(world, 'cdnow', text, { organization })
    expect(got).toEqual(counts(6, { created: 3, rejected: 3 }))
    expect(rejects.map(({ line: number, reason }) => [number, reason])).toEqual([
      [3, '19970230 is not a date'],
      [4, expect.stringContaining('not a line')],
      [5, expect.stringContaining('not a line')],
    ])
    const orders = await world.store.records.list(organization, {
      type: 'order',
      sort: [{ field: 'key' }],
      limit: 9,
    })
    expect(orders.map((order) => order.reference)).toEqual([
      '00007-19970203-1177-2-1',
      '00007-19970203-0-1-1',
      '00007-19970203-1177-2-2',
    ])
    const customer = await world.store.records.find(organization, 'customer', 'reference', '00007')
    expect(customer).toMatchObject({
      email: 'cdnow-00007@example.com',
      referenceOrigin: 'cdnow',
      createdAt: new Date('1997-02-03T00:00:00Z'),
    })
  })

  test('customers come from columns by name; each bad row is told with its reason', async () => {
    const organization = await newOrganization()
    const text = [
      'Customer ID;E-mail;First Name;Birthday;Accepts Marketing;Tags;Favourite',
      'A1;ada@example.com;Ada;1815-12-10;yes;vip,early;tea',
      'A2;not an address;Bob;;;;',
      'A3;bob@example.com;Bob;1815-02-30;;;',
      ';;Nobody;;;;',
      'A4;ADA@example.com;Second;;;;',
      'A5;few',
      'A6;"eve@example.com";"Eve; ""E""";;no;;',
    ].join('\n')
    const { counts: got, rejects } = await imported(world, 'customers-csv', text, { organization })
    expect(got).toEqual(counts(7, { created: 2, rejected: 5 }))
    expect(rejects.map(({ line }) => line).sort()).toEqual([3, 4, 5, 6, 7])
    expect(await world.store.records.find(organization, 'customer', 'reference', 'A1')).toMatchObject({
      firstName: 'Ada',
      birthday: '1815-12-10',
      emailConsentState: 'subscribed',
      metadata: { Favourite: 'tea' },
    })
    expect(await world.store.records.find(organization, 'customer', 'reference', 'A6')).toMatchObject({
      firstName: 'Eve; "E"',
    })
    expect(await world.store.records.count(organization, 'tag')).toBe(2)
    const again = await imported(world, 'customers-csv', text, { organization })
    expect(again.counts).toEqual(counts(7, { unchanged: 2, rejected: 5 }))
    const changed = await imported(world, 'customers-csv', 'reference,first_name\nA1,Augusta\n', {
      organization,
    })
    expect(changed.counts).toEqual(counts(1, { updated: 1 }))
  })

  test('a mapping names columns that speak another language', async () => {
    const organization = await newOrganization()
    const { counts: got } = await imported(world, 'customers-csv', 'Poczta,Uwagi\nada@example.com,x\n', {
      organization,
      mapping: { Poczta: 'email', Uwagi: '' },
    })
    expect(got.created).toBe(1)
    const customer = await world.store.records.find(
      organization,
      'customer',
      'emailFolded',
      'ada@example.com',
    )
    expect(customer?.metadata).toEqual({})
  })

  test('orders are read exactly and bring customers that are not there', async () => {
    const organization = await newOrganization()
    const text = `customer_reference,email,order_reference,date,amount,currency,status
C1,c1@example.com,O1,2026-01-02,19.99,USD,completed
C1,,O2,2026-01-03T04:05:06+02:00,1500,JPY,cancelled
C2,,O3,2026-01-02,1.234,USD,completed
C2,,O4,2026-01-02,1.5,KWD,paid
C2,,O5,yesterday,1.5,USD,paid
C2,,O6,2026-01-02,1.5,USD,lost
`
    const { counts: got, rejects } = await imported(world, 'orders-csv', text, { organization })
    expect(got).toEqual(counts(6, { created: 3, rejected: 3 }))
    expect(rejects.map(({ line }) => line)).toEqual([4, 6, 7])
    const orders = await world.store.records.list(organization, {
      type: 'order',
      sort: [{ field: 'key' }],
      limit: 9,
    })
    expect(orders.map(({ amount, status }) => [amount, status])).toEqual([
      [1999, 'completed'],
      [1500, 'canceled'],
      [1500, 'completed'],
    ])
    expect((await imported(world, 'orders-csv', text, { organization })).counts.unchanged).toBe(3)
  })

  test('a record may come before the one it points to, whatever the batches', async () => {
    const organization = await newOrganization()
    const text = [
      '{"type":"order","reference":"o1","customer":{"email":"late@example.com"},"status":"completed","currency":"USD","amount":5}',
      '{"type":"order","reference":"o2","customer":{"email":"never@example.com"},"status":"completed","currency":"USD","amount":5}',
      '{"type":"customer","email":"late@example.com"}',
      '{"type":"customer","email":"late@example.com","first_name":"Other"}',
      '{"type":"customer","email":"x@example.com","colour":"red"}',
      '{"type":"event"}',
    ].join('\n')
    const { counts: got, rejects } = await imported(world, 'ndjson', text, { organization, batchSize: 1 })
    expect(got).toEqual(counts(6, { created: 2, rejected: 4 }))
    expect(rejects.map(({ line }) => line).sort()).toEqual([2, 4, 5, 6])
    expect(rejects.find(({ line }) => line === 2)?.reason).toContain('never@example.com')
  })

  test('two imports of one file at once give each record once', async () => {
    const organization = await newOrganization()
    const text = cdnowText(30)
    const read = text.trim().split('\n').length
    const both = await Promise.all(
      [1, 2].map(() => imported(world, 'cdnow', text, { organization, batchSize: 5 })),
    )
    expect(both.map(({ counts: { created, unchanged } }) => created + unchanged)).toEqual([read, read])
    expect(both[0]!.counts.created + both[1]!.counts.created).toBe(read)
    expect(await world.store.records.count(organization, 'order')).toBe(read)
  })

  test('links come as lines of their own, wherever they stand; what leads nowhere is told', async () => {
    const organization = await newOrganization()
    const text = [
      '{"type":"link","name":"billing_address","from":{"type":"order","reference":"O1"},"to":{"type":"address","reference":"A1"}}',
      '{"type":"address","reference":"A1","line1":"Nobody’s"}',
      '{"type":"order","reference":"O1","status":"created","currency":"USD","amount":5}',
      '{"type":"link","name":"shipping_address","from":{"type":"order","reference":"O1"},"to":{"type":"address","reference":"A2"}}',
      '{"type":"link","name":"","from":{"type":"order","reference":"O1"},"to":{"type":"address","reference":"A1"}}',
      '{"type":"link","name":"x","from":{"type":"event","reference":"O1"},"to":{"type":"address","reference":"A1"}}',
      '{"type":"link","name":"x","from":{"type":"order","reference":"O1"},"to":{"type":"address"}}',
      '{"type":"link","name":"x","from":{"type":"order","reference":"O1"}}',
      '{"type":"link","name":"billing_address","from":{"type":"order","reference":"O1"},"to":{"type":"address","reference":"A1"}}',
      '{"type":"link","name":"x","from":{"type":"order","reference":"O1"},"to":{"type":"address","reference":"A1"},"colour":"red"}',
    ].join('\n')
    const first = await imported(world, 'ndjson', text, { organization, batchSize: 1 })
    expect(first.counts).toEqual(counts(10, { created: 3, unchanged: 1, rejected: 6 }))
    const reasons = Object.fromEntries(first.rejects.map(({ line, reason }) => [line, reason]))
    expect(reasons).toEqual({
      4: 'there is no address with {"reference":"A2"}',
      5: 'name "" is empty',
      6: expect.stringMatching(/^from.type is not one of .*order/),
      7: 'to needs a public id, a reference or another name of the record',
      8: 'to is not a JSON object',
      10: '"colour" is not a member of a link',
    })
    const again = await imported(world, 'ndjson', text, { organization })
    expect(again.counts).toEqual(counts(10, { unchanged: 4, rejected: 6 }))
    const { records } = world.store
    const order = await records.find(organization, 'order', 'reference', 'O1')
    const links = await records.related(organization, 'order', 'links', [order!.key])
    expect(links.get(order!.key)).toMatchObject([{ name: 'billing_address', toType: 'address' }])
    expect(await records.find(organization, 'address', 'reference', 'A1')).toMatchObject({
      customerKey: null,
      line1: 'Nobody’s',
    })
  })

  test('a long-tail record is known by its kind and reference, a stored payment method by its own', async () => {
    const organization = await newOrganization()
    const text = [
      '{"type":"customer","reference":"C"}',
      '{"type":"record","kind":"market","reference":"1","attributes":{"name":"Europe"}}',
      '{"type":"record","kind":"sku_list","reference":"1","customer":{"reference":"C"},"attributes":{"name":"Wishes"}}',
      '{"type":"record","kind":"sku_list","short_id":"aaaaaaaaaa"}',
      '{"type":"record","kind":"market","short_id":"aaaaaaaaaa"}',
      '{"type":"payment_source","reference":"P","customer":{"reference":"C"},"name":"Visa"}',
      '{"type":"link","name":"market","from":{"type":"record","kind":"sku_list","reference":"1"},"to":{"type":"record","kind":"market","short_id":"aaaaaaaaaa"}}',
      '{"type":"record","reference":"2"}',
      '{"type":"payment_source","reference":"Q"}',
      '{"type":"link","name":"market","from":{"type":"record","reference":"1"},"to":{"type":"record","kind":"market"}}',
      '{"type":"link","name":"market","from":{"type":"record","reference":"1"},"to":{"type":"customer","reference":"C"}}',
    ].join('\n')
    const first = await imported(world, 'ndjson', text, { organization })
    expect(first.counts).toEqual(counts(11, { created: 7, rejected: 4 }))
    expect(Object.fromEntries(first.rejects.map(({ line, reason }) => [line, reason]))).toEqual({
      8: 'a new record needs kind',
      9: 'a new payment_source needs customer',
      10: 'to needs a public id, a reference or another name of the record',
      11: 'several record records have the reference "1"',
    })
    const again = await imported(world, 'ndjson', text, { organization, batchSize: 2 })
    expect(again.counts).toEqual(counts(11, { unchanged: 7, rejected: 4 }))
    const changed = await imported(
      world,
      'ndjson',
      '{"type":"record","kind":"sku_list","reference":"1","attributes":{"name":"Hopes"}}',
      { organization },
    )
    expect(changed.counts).toEqual(counts(1, { updated: 1 }))
    const lists = await world.store.records.list(organization, {
      type: 'record',
      sort: [{ field: 'key' }],
      limit: 9,
    })
    expect(lists.map(({ kind, attributes }) => [kind, attributes.name])).toEqual([
      ['market', 'Europe'],
      ['sku_list', 'Hopes'],
      ['sku_list', undefined],
      ['market', undefined],
    ])
    const [{ uuidId } = { uuidId: '' }] = lists
    const moved = await imported(
      world,
      'ndjson',
      JSON.stringify({ type: 'record', uuid_id: uuidId, kind: 'other' }),
      {
        organization,
      },
    )
    expect(moved.rejects[0]?.reason).toBe('its kind is "market" and stays so')
  })
})
