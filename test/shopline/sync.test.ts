import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organization, Writer } from '../../src/core/ports.ts'
import { all, where } from '../../src/core/query.ts'
import { dialects } from '../../src/dialects/index.ts'
import { createDemo } from '../../src/jobs/demo/create-demo.ts'
import { DEMO_ORGANIZATION } from '../../src/jobs/demo/organization.ts'
import type { Reconciliation } from '../../src/jobs/sync/counts.ts'
import { createIdentities } from '../../src/server/ids.ts'
import { ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { SHOPLINE_BASE } from '../support/shopline-client.ts'
import { sendTo, sync as syncBetween } from '../support/sync-worlds.ts'
import { createWorld, type World } from '../support/world.ts'

const NOW = '2026-06-01T00:00:00Z'

interface Shop {
  organization: Organization
  token: string
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>
}
type Answers = Map<string, unknown>
interface Shown {
  id: string
  orders_count: number
  addresses: { id: string }[]
}

async function openShop(world: World, organization: Organization): Promise<Shop> {
  const { access_token: token = '' } = await world.credential('shopline', {
    organizations: [organization],
    scopes: ['read_customers', 'write_customers', 'read_store_information'],
  })
  return {
    organization,
    token,
    write: (work) => world.store.records.write(organization.key, { kind: 'test' }, work),
  }
}

/** Asks a shop, and walks its lists; `heard` gets each answer. */
function speaker(world: World, { token }: Shop, heard: (asked: string, body: string) => void = () => {}) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const ask = async (path: string, body?: object, method = body ? 'POST' : 'GET') => {
    const url = `${SHOPLINE_BASE}/${path}`
    const answer = await world.send({ method, url, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    expect(answer.status, `${path} ${answer.body}`).toBe(200)
    heard(`${path} ${body ? JSON.stringify(body) : ''}`, answer.body)
    return { shown: answer.json() as Record<string, unknown>, link: answer.headers.link }
  }
  const walk = async (path: string, member: string) => {
    const found: Shown[] = []
    for (let url: string | null = path; url; ) {
      const { shown, link } = await ask(url)
      found.push(...((shown[member] ?? []) as Shown[]))
      const query = /<[^>]*?(\?[^>]+)>; rel="next"/.exec(link ?? '')?.[1]
      url = query ? path.replace(/\?.*/, '') + query : null
    }
    return found
  }
  return { ask, walk }
}

/** Every answer that a shop gives about its customers, by what was asked. */
async function everything(world: World, shop: Shop): Promise<Answers> {
  const answers: Answers = new Map()
  const { ask, walk } = speaker(world, shop, (asked, body) => {
    // A line of an order has no id of its own.
    answers.set(asked, JSON.parse(body.replace(/"id":"\d{26}","product_id"/g, '"product_id"')))
  })
  const customers = await walk('v2/customers.json?limit=40', 'customers')
  for (const { id, addresses, orders_count: orders } of customers) {
    await ask(`customers/v2/${id}.json`)
    if (orders > 0)
      for (const status of ['any', 'open', 'cancelled'])
        await ask(`customers/${id}/orders.json?limit=100&status=${status}`)
    for (const address of addresses.slice(0, 2)) await ask(`customers/${id}/addresses/${address.id}.json`)
  }
  const ids = customers.map(({ id }) => id)
  await ask(`customers/subscribe.json?customer_ids=${ids.join(',')}`)
  for (let from = 0; from < ids.length; from += 250)
    await ask('customers/addresses/list.json', { uids: ids.slice(from, from + 250) })
  await ask('customers/v2/count.json')
  for (const query of SEARCHES) await ask(`customers/v2/search.json?limit=250&${query}`)
  await ask('customer_saved_searches/count.json')
  for (const { id } of await walk('customer_saved_searches.json', 'customer_saved_searches')) {
    await ask(`customer_saved_searches/${id}.json`)
    for (const order of [1, 2])
      await ask(`customer_saved_searches/${id}/customers.json?limit=250&order=${order}`)
  }
  return answers
}

const SEARCHES = [
  ...['order=0', 'order=1', 'order=2', 'order=3', 'query_param=anna', 'query_param=00', 'query_param=%2B48'],
  ...[
    'accepts_marketing:true',
    'email_subscribe_flag:2',
    'customer_date:>2025-01-01',
    'orders_count:>=2',
  ].map((query) => `query=${encodeURIComponent(query)}`),
  ...[
    'state:0',
    'state:3',
    'total_spent:>100.5',
    'verified_email:true',
    'tags:vip',
    'order_date:>2026-01-01',
  ].map((query) => `query=${encodeURIComponent(query)}`),
]

describe.each(ENGINES)('a sync of a SHOPLINE store on %s', (engine) => {
  let world: World
  let there: Shop
  let here: Shop
  const requests: string[] = []

  const sync = (full: boolean, send = sendTo(world)): Promise<Reconciliation> =>
    syncBetween({
      from: world,
      credential: { access_token: there.token },
      to: world,
      organization: here.organization,
      dialect: 'shopline',
      full,
      send: (request) => {
        requests.push(request.url)
        return send(request)
      },
    })
  const customersOf = (shop: Shop) => speaker(world, shop).walk('v2/customers.json?limit=250', 'customers')
  const isEqual = async () => {
    const [wanted, found] = [await everything(world, there), await everything(world, here)]
    const differing = [...wanted].filter(([asked, answer]) => !sameJson(answer, found.get(asked)))
    for (const [asked, answer] of differing.slice(0, 1)) expect(found.get(asked), asked).toEqual(answer)
    expect(differing.map(([asked]) => asked)).toEqual([])
    expect([...found.keys()]).toEqual([...wanted.keys()])
    return wanted.size
  }

  beforeAll(async () => {
    world = await createWorld(engine)
    const demo = await createDemo(
      { seed: 7, customers: times(24, 400), now: new Date(NOW) },
      {
        store: world.store,
        identities: createIdentities(dialects, (count) => randomBytes(count)),
        setTime: (at) => world.setTime(at.toISOString()),
      },
    )
    world.setTime(NOW)
    there = await openShop(world, demo)
    const { currency, timeZone } = DEMO_ORGANIZATION
    here = await openShop(world, await world.addOrganization({ slug: 'here', currency, timeZone }))
  }, 180_000)
  afterAll(() => world?.close())

  test('brings everything that the store shows, and finds it unchanged when it comes again', async () => {
    await there.write(plantAwkward)
    const customers = await world.store.records.count(there.organization.key, 'customer')
    const first = await sync(true)
    expect(first).toMatchObject({ rejected: 0, updated: 0, unchanged: 0, deleted: 0 })
    expect(first.remoteTotal).toBe(first.created)
    expect(first.created).toBeGreaterThan(customers)
    expect(await isEqual()).toBeGreaterThan(150)
    requests.length = 0
    expect(await sync(true)).toMatchObject({ created: 0, updated: 0, unchanged: first.created, deleted: 0 })
    // Who has neither addresses nor orders costs no request of their own.
    expect(requests.length).toBeLessThan(10 + first.created)
  }, 180_000)

  test('brings what changed: by its time what changes a customer, and all of it in a full run', async () => {
    world.setTime('2026-06-02T00:00:00Z')
    await changeMuch(world, there)
    requests.length = 0
    const incremental = await sync(false)
    // A group, all of which are read in every run; and a customer: the store has fewer than are known of it.
    expect(incremental).toMatchObject({ rejected: 0, deleted: 2 })
    expect(incremental.created).toBeGreaterThan(0)
    expect(incremental.created + incremental.updated).toBeLessThan(20)
    expect(requests.filter((url) => url.includes('/v2/customers.json'))[0]).toBe(
      `${SHOPLINE_BASE}/v2/customers.json?limit=50&updated_at_min=2026-05-31T23%3A55%3A00%2B00%3A00`,
    )
    expect(await customersOf(here)).toEqual(await customersOf(there))

    expect(await sync(true)).toMatchObject({ rejected: 0, created: 0, deleted: 0 })
    await isEqual()
  }, 180_000)

  test('goes on where it was cut off, also where its cursor no longer holds', async () => {
    world.setTime('2026-06-03T00:00:00Z')
    // Below all others, so that it comes last.
    await there.write((writer) =>
      writer.create(
        'customer',
        Array.from({ length: 60 }, (_, place) => ({ numberId: String(1000 + place), lastName: 'Late' })),
      ),
    )
    let pages = 0
    const send = sendTo(world)
    const cut: typeof send = async (request) => {
      if (request.url.includes('/v2/customers.json') && ++pages > 1) throw new Error('cut off')
      return send(request)
    }
    await expect(sync(true, cut)).rejects.toThrow('cut off')
    const never: typeof send = (request) =>
      send({ ...request, url: request.url.replace(/page_info=[^&]*/, 'page_info=%21') })
    await expect(sync(true, never)).rejects.toThrow('answered 422')
    requests.length = 0
    pages = 0
    const forgetful: typeof send = (request) =>
      send({
        ...request,
        url: request.url.replace(/page_info=[^&]*/, pages++ < 3 ? 'page_info=%21' : '$&'),
      })
    expect(await sync(true, forgetful)).toMatchObject({ rejected: 0, created: 60, deleted: 0 })
    // Nobody whom the run had met before is read again.
    const orders = requests.filter((url) => url.includes('/orders.json'))
    expect(new Set(orders).size).toBe(orders.length)
    const left = requests.findIndex((url) => !url.includes('page_info') && url.includes('/v2/customers.json'))
    expect(requests[left - 1]).toContain('page_info')
    expect(await customersOf(here)).toEqual(await customersOf(there))
  }, 180_000)
})

/** What a store's people and its customers do in a day. */
async function changeMuch(world: World, shop: Shop): Promise<void> {
  const { records } = world.store
  const { key } = shop.organization
  const find = async (email: string) => (await records.find(key, 'customer', 'emailFolded', email))!
  const many = await find('many.addresses@example.com')
  const buyer = await find('buyer@example.com')
  const shunned = await find('shunned@example.com')
  const speak = speaker(world, shop)
  const ask = (method: string, path: string, body?: object) => speak.ask(path, body, method)
  // The default goes, another one takes its place, and one is added that takes it in turn.
  const book = (await records.related(key, 'customer', 'addresses', [many.key])).get(many.key)!
  const marked = book.find(({ isDefault }) => isDefault)!
  await ask('PUT', `customers/${many.numberId}/addresses/${book[0]!.numberId}/default.json`)
  await ask('DELETE', `customers/${many.numberId}/addresses/${marked.numberId}.json`)
  for (const spare of book.filter(({ key }) => key !== marked.key).slice(-20))
    await ask('DELETE', `customers/${many.numberId}/addresses/${spare.numberId}.json`)
  await ask('POST', `customers/${many.numberId}/addresses.json`, {
    customer_address: { address1: 'New', country: 'United States', province: 'California', def: true },
  })
  await ask('PUT', `customers/${many.numberId}.json`, {
    customer: { tags: 'fresh', email_marketing_consent: { state: 1 }, note: 'Moved' },
  })
  await ask('POST', 'customers/remove_blacklist.json', { customer_id: shunned.numberId })
  await ask('POST', 'customers.json', { customer: { email: 'new@example.com', first_name: 'New' } })
  const nobody = (await records.list(key, { type: 'customer', sort: [{ field: 'key' }], limit: 1000 })).find(
    ({ email, phone, placedOrdersCount }) => !email && !phone && placedOrdersCount === 0,
  )!
  await ask('DELETE', `customers/${nobody.numberId}.json`)
  await ask('PUT', `customers/${buyer.numberId}.json`, {
    customer: { email: 'renamed@example.com', tags: '' },
  })
  await shop.write(async (writer) => {
    const groups = await writer.list(key, { type: 'group', sort: [{ field: 'key' }], limit: 100 })
    const [static1, static2] = groups.filter(({ query }) => query === null)
    // Of two groups one goes, with members, and another gets one.
    await writer.remove('group', [static1!.key])
    await writer.update('customer', shunned.key, { groupKey: static2!.key })
    const orders = await writer.list(key, {
      type: 'order',
      where: where('order').eq('customerKey', buyer.key),
      sort: [{ field: 'createdAt' }, { field: 'key' }],
      limit: 100,
    })
    const euros = orders.filter(({ status, currency }) => status !== 'created' && currency === 'EUR')
    await writer.update('order', euros[0]!.key, { status: 'canceled', canceledAt: new Date(world.clock()) })
    await writer.remove('order', [euros[2]!.key])
    const money = { customerKey: buyer.key, currency: 'EUR', amount: 4200 }
    const [order] = await writer.create('order', [{ ...money, status: 'completed', number: '#new' }])
    const [payment] = await writer.create('payment', [
      { ...money, orderKey: order!.key, paidAt: world.clock() },
    ])
    await writer.create('refund', [{ ...money, amount: 200, paymentKey: payment!.key, state: 'recorded' }])
    // Changes no figure, so nobody hears of it before the next full run.
    const { eq, some } = where('order')
    const quiet = where('customer').lt('updatedAt', new Date('2026-05-31T00:00:00Z'))
    const ordered = all(eq('status', 'completed'), some('customer', quiet))
    const [other] = await writer.list(key, {
      ...{ type: 'order', where: ordered, sort: [{ field: 'key' }], limit: 1 },
    })
    await writer.update('order', other!.key, { number: 'renumbered' })
  })
}

/** Customers as one does not expect them. */
async function plantAwkward(writer: Writer): Promise<void> {
  const at = (text: string) => new Date(`2026-05-${text}Z`)
  const [group] = await writer.create('group', [{ name: 'Put in by hand' }])
  const tags = await writer.create('tag', [{ name: 'late payer' }, { name: 'Ünicode ☂' }])
  const [nobody, phoneOnly, many, buyer, shunned, doomed] = await writer.create('customer', [
    {},
    {
      phone: '+852 5365-7436',
      smsConsentState: 'awaiting_confirmation',
      smsConsentAt: at('01T10:00:00.500'),
    },
    {
      email: 'Many.Addresses@Example.com',
      nickName: 'Many',
      note: '',
      groupKey: group!.key,
      extras: { shopline: { social_customer: [], asid: '12345678901234567890' }, easycart: { lang: 'pl' } },
    },
    {
      numberId: '12345678901234567890123456',
      email: 'buyer@example.com',
      firstName: 'Buyer',
      language: 'en',
    },
    { email: 'shunned@example.com', blacklisted: true, accountState: 'registered', gender: 'secret' },
    { email: 'doomed@example.com', firstName: 'Doomed', birthday: '1990-01-02', phone: '0048111222333' },
  ])
  await writer.create(
    'customerTag',
    tags.map(({ key }) => ({ customerKey: buyer!.key, tagKey: key })),
  )
  await writer.create(
    'address',
    Array.from({ length: 60 }, (_, place) => ({
      ...{ customerKey: many!.key, line1: `Street ${place}`, isDefault: place === 31, town: `Town ${place}` },
      ...(place % 2 ? { provinceCode: 'CA', province: 'California', countryCode: 'US' } : {}),
      extras: place % 3 ? {} : { shopline: { city_code: `c${place}`, province_code: '4200006' } },
    })),
  )
  // None of them is marked.
  await writer.create('address', [
    { customerKey: buyer!.key, city: 'First' },
    { customerKey: buyer!.key, city: 'Second', phone: '(+852)53657436' },
  ])
  const money = (currency: string, amount: number) => ({ customerKey: buyer!.key, currency, amount })
  const paid = { provider: 'stripe', paidAt: at('02T10:00:00') }
  const orders = await writer.create('order', [
    { ...money('EUR', 12_345), status: 'refunded', number: '#1', createdAt: at('02T10:00:00') },
    { ...money('EUR', 0), status: 'completed', number: '#2', createdAt: at('02T10:00:01') },
    { ...money('JPY', 3000), status: 'awaiting_payment', number: null, createdAt: at('02T10:00:01') },
    {
      ...money('USD', 5000),
      status: 'canceled',
      canceledAt: at('04T10:00:00.700'),
      createdAt: at('03T10:00:00'),
    },
    {
      ...money('EUR', 900),
      status: 'completed',
      createdAt: at('05T10:00:00.900'),
      customerEmail: 'other@example.com',
    },
    // Shown below the one before, though it came later.
    { ...money('EUR', 700), status: 'processing', createdAt: at('05T10:00:00.300') },
    { ...money('KWD', 1239), status: 'completed', createdAt: at('06T09:00:00') },
    { ...money('EUR', 800), status: 'created', createdAt: at('06T10:00:00') },
    {
      ...money('EUR', 2000),
      status: 'unknown',
      createdAt: at('01T10:00:00'),
      extras: {
        shopline: { hidden_order: true, note: 'Call', cart_token: 't', user_agent: 'u', tax_type: 'x' },
      },
    },
  ])
  const [refunded, , , , kept, , exact, , old] = orders
  await writer.create('orderLine', [
    {
      orderKey: refunded!.key,
      position: 1,
      productName: 'Tea',
      quantity: 2,
      unitAmount: 5000,
      amount: 10_000,
    },
    { orderKey: refunded!.key, position: 2, productName: 'Cup', quantity: 1, unitAmount: 3000, amount: 2500 },
    {
      orderKey: kept!.key,
      position: 1,
      productName: 'Pot',
      variantName: 'Red',
      quantity: 1,
      unitAmount: 800,
      amount: 800,
    },
  ])
  const payments = await writer.create('payment', [
    { ...money('EUR', 10_000), ...paid, orderKey: refunded!.key, taxAmount: 1000, remoteId: 'pi_1' },
    { ...money('EUR', 2345), ...paid, orderKey: refunded!.key, taxAmount: 235, provider: 'tpay' },
    { ...money('EUR', 900), ...paid, orderKey: kept!.key },
    { ...money('KWD', 1239), ...paid, orderKey: exact!.key },
    // A renewal, which SHOPLINE does not know.
    { ...money('EUR', 4000), ...paid },
  ])
  await writer.create('refund', [
    { ...money('EUR', 345), paymentKey: payments[1]!.key, state: 'recorded' },
    { ...money('EUR', 12_000), paymentKey: payments[0]!.key, state: 'recorded' },
    { ...money('EUR', 100), paymentKey: payments[2]!.key, state: 'submitted' },
  ])
  const [billing] = await writer.create('address', [
    { line1: 'Billing street', extras: { shopline: { province_code: '7' } } },
  ])
  await writer.setLinks('order', refunded!.key, 'billing_address', [{ type: 'address', key: billing!.key }])
  await writer.setLinks('order', refunded!.key, 'shipping_address', [{ type: 'address', key: billing!.key }])
  await writer.setLinks(
    'order',
    old!.key,
    'tags',
    [tags[1]!, tags[0]!].map(({ key }) => ({ type: 'tag', key })),
  )
  await writer.erase(doomed!.key)
  expect([nobody, phoneOnly, shunned].every(Boolean)).toBe(true)
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
