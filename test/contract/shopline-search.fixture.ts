/** The store that the cases of search, groups, orders and addresses rely on: six customers, some with orders. */
import type { Writer } from '../../src/core/ports.ts'
import type { Customer } from '../../src/core/schema.ts'
import type { CaseFixture } from '../support/run-cases.ts'
import type { World } from '../support/world.ts'

const at = (text: string) => new Date(text)
const id = (place: number) => String(4_300_000_000 + place)
const addressId = (place: number) => `SL201UA5006511321220969${String(place).padStart(3, '0')}`
const groupId = (place: number) => `GROUP500000000000000000${place}`
/** Fixed, so that the cases know the order's parts. */
const ORDER = '21076844590622646016331632'
const ORDER_AT = '2026-03-01T02:00:00Z'

export async function shoplineSearchFixture(world: World): Promise<CaseFixture> {
  const store = await world.addOrganization({ slug: 'open003', timeZone: 'Asia/Shanghai', currency: 'USD' })
  world.setTime('2026-06-01T00:00:00Z')
  await world.store.records.write(store.key, { kind: 'test' }, writeStore)
  world.setTime()
  const scopes = ['read_customers', 'write_customers']
  const { access_token: token = '' } = await world.credential('shopline', { organizations: [store], scopes })
  const reader = await world.credential('shopline', {
    organizations: [store],
    scopes: ['read_customers'],
  })
  return {
    facts: {
      ...{ ada: id(1), bob: id(2), eve: id(3), dan: id(4), fay: id(5), gus: id(6) },
      ...{ returning: groupId(1), friends: groupId(2), spare: groupId(3), doomed: groupId(4), order: ORDER },
      ...{ home: addressId(1), work: addressId(2), own: addressId(3), other: addressId(4) },
      ...{ third_address: addressId(5), fourth: addressId(6) },
      ...{
        newest: id(6),
        second: id(5),
        third: id(4),
        count: '6',
        currency: 'USD',
        time_zone: 'Asia/Shanghai',
      },
      ...{ person: id(1), person_email: 'ada@example.com', person_email_query: 'ada%40example.com' },
      ...{ person_first_name_query: 'Ada', buyer: id(1), owner: id(1), owned: addressId(2) },
      ...{ group: groupId(1), groups: '4', spare_made: '2026-02-01T00:00:00+00:00', run: 'thetests' },
    },
    // Without the right to write, in place of a token that expired.
    authorize: async (credential) =>
      credential === 'none'
        ? {}
        : { authorization: `Bearer ${credential === 'expired' ? (reader.access_token ?? '') : token}` },
  }
}

async function writeStore(writer: Writer): Promise<void> {
  const groups = await writer.create(
    'group',
    [
      { name: 'Returning', query: 'orders_count:>1;' },
      { name: 'Friends' },
      { name: 'Spare', query: 'state:3' },
      { name: 'Doomed', query: 'state:3' },
    ].map((group, place) => ({
      ...group,
      numberId: groupId(place + 1),
      createdAt: at('2026-02-01T00:00:00Z'),
      updatedAt: at('2026-02-01T00:00:00Z'),
    })),
  )
  const friends = groups[1]?.key ?? 0
  const customers = await writer.create('customer', [
    {
      numberId: id(1),
      email: 'ada@example.com',
      phone: '+852 5365 7436',
      firstName: 'Ada',
      lastName: 'Łącka',
      language: 'pl',
      accountState: 'registered',
      verifiedEmail: true,
      emailConsentState: 'subscribed',
      smsConsentState: 'awaiting_confirmation',
      createdAt: at('2026-02-28T17:00:00Z'),
    },
    {
      numberId: id(2),
      firstName: 'Bob',
      email: 'bob@example.com',
      accountState: 'invited',
      groupKey: friends,
    },
    {
      numberId: id(3),
      firstName: 'Eve',
      blacklisted: true,
      emailConsentState: 'unsubscribed',
      groupKey: friends,
    },
    { numberId: id(4), firstName: 'Dan' },
    { numberId: id(5), firstName: 'Fay' },
    { numberId: id(6), firstName: 'Gus' },
  ])
  const [ada, bob, , dan, , gus] = customers
  const [vip] = await writer.create('tag', [{ name: 'vip' }])
  await writer.create('customerTag', [{ customerKey: ada!.key, tagKey: vip!.key }])
  await writer.create('address', [
    {
      numberId: addressId(1),
      customerKey: ada!.key,
      isDefault: true,
      firstName: 'Ada',
      line1: '7 Żółta Street',
      city: 'Kraków',
      district: 'Old Town',
      country: 'Poland',
      countryCode: 'PL',
      zip: '31-001',
      extras: { shopline: { city_code: 'KRK' } },
    },
    { numberId: addressId(2), customerKey: ada!.key, line1: '1 Work Road' },
    { numberId: addressId(3), customerKey: gus!.key, isDefault: true, line1: '3 Gus Street' },
    { numberId: addressId(4), customerKey: gus!.key, line1: '4 Gus Street' },
    { numberId: addressId(5), customerKey: gus!.key, line1: '5 Gus Street' },
    { numberId: addressId(6), customerKey: gus!.key, line1: '6 Gus Street' },
  ])
  await writeOrders(writer, ada!, bob!, dan!, vip!.key)
  for (const { key, createdAt } of customers)
    await writer.update('customer', key, {
      createdAt: key === ada!.key ? createdAt : at('2026-01-15T00:00:00Z'),
      updatedAt: at('2026-05-10T00:00:00Z'),
    })
  writer.keepUpdatedAt(customers.map(({ key }) => key))
}

async function writeOrders(
  writer: Writer,
  ada: Customer,
  bob: Customer,
  dan: Customer,
  tagKey: number,
): Promise<void> {
  const order = (customer: Customer, number: string, status: string, amount: number, day: string) => ({
    customerKey: customer.key,
    number,
    status,
    currency: 'USD',
    amount,
    createdAt: at(day),
    updatedAt: at(day),
  })
  const [first] = await writer.create('order', [
    { ...order(ada, '1001', 'completed', 5500, ORDER_AT), numberId: ORDER, customerEmail: 'a@example.com' },
    // Already the second of April in the store's zone.
    order(ada, '1002', 'processing', 10000, '2026-04-01T16:30:00Z'),
    order(ada, '1003', 'created', 100, '2026-05-20T00:00:00Z'),
    {
      ...order(bob, '1004', 'canceled', 99900, '2026-05-01T00:00:00Z'),
      canceledAt: at('2026-05-02T00:00:00Z'),
    },
    { ...order(dan, '1005', 'completed', 7000, '2026-01-20T00:00:00Z'), currency: 'EUR' },
  ])
  const orderKey = first!.key
  await writer.create('orderLine', [
    {
      ...{ orderKey, position: 1, productName: 'Tea', variantName: 'Green', sku: 'TEA-G' },
      ...{ quantity: 2, unitAmount: 2500, amount: 5000, productUuid: '11111111-2222-4333-8444-555555555555' },
    },
  ])
  const [payment] = await writer.create('payment', [
    {
      ...{ customerKey: ada.key, orderKey, currency: 'USD', amount: 5500, taxAmount: 500 },
      ...{ provider: 'stripe', remoteId: 'ch_1', paidAt: at('2026-03-01T02:05:00Z') },
    },
  ])
  await writer.create('refund', [
    {
      ...{ paymentKey: payment!.key, customerKey: ada.key, currency: 'USD', amount: 1000, state: 'recorded' },
      createdAt: at('2026-03-05T00:00:00Z'),
    },
  ])
  const [billing] = await writer.create('address', [
    {
      firstName: 'Ada',
      line1: '9 Bill Street',
      city: 'Boston',
      province: 'Massachusetts',
      provinceCode: 'MA',
    },
  ])
  await writer.setLinks('order', orderKey, 'billing_address', [{ type: 'address', key: billing!.key }])
  await writer.setLinks('order', orderKey, 'tags', [{ type: 'tag', key: tagKey }])
  await writer.update('order', orderKey, { updatedAt: at(ORDER_AT) })
}
