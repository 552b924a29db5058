/** Filters and sorts of orders and order subscriptions, whose attributes follow from the ledger; worked out by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commerceLayer } from '../../src/dialects/commerce-layer/index.ts'
import { ENGINES } from '../support/engines.ts'
import { type Speaker, speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

const NOW = '2026-03-01T10:00:00.000Z'

/*
 *    customer  own e-mail   status      amount  paid  refunded   lines
 * a  Ada       -            completed   100     100              60+40
 * b  -         Guest@x.com  created     50                       0
 * c  Ada       old@x.com    completed   100     100   100
 * d  Nobody    no@x.com     processing  0
 * e  -         -            canceled    30
 * f  Ada       -            processing  100     40               7
 * g  Ada       -            processing  100     100   30
 */
const ORDER_FILTERS: readonly [filter: string, value: string, found: string][] = [
  ['payment_status_eq', 'paid', 'a'],
  ['payment_status_in', 'unpaid,voided', 'be'],
  ['payment_status_not_eq', 'refunded', 'abdefg'],
  ['payment_status_cont', 'partially', 'fg'],
  ['payment_status_eq', 'free', 'd'],
  // A word of the platform that the ledger never has.
  ['payment_status_eq', 'authorized', ''],
  ['payment_status_null', 'true', ''],
  ['subtotal_amount_cents_gteq', '7', 'af'],
  ['subtotal_amount_cents_null', 'true', 'cdeg'],
  ['subtotal_amount_cents_eq', '0', 'b'],
  ['total_amount_cents_lt', '50', 'de'],
  ['guest_true', 'true', 'be'],
  ['guest_eq', 'false', 'acdfg'],
  ['placed_at_null', 'true', 'b'],
  ['placed_at_lt', '2026-01-04', 'ac'],
  ['customer_email_eq', 'adé@example.com', 'acfg'],
  ['customer_email_eq', 'Adé@Example.com', ''],
  ['customer_email_start', 'ADÉ@', 'acfg'],
  // Printed as it came: only a customer's e-mail is folded.
  ['customer_email_eq', 'Guest@x.com', 'b'],
  ['customer_email_eq', 'old@x.com', ''],
  ['customer_email_eq', 'no@x.com', 'd'],
  ['customer_email_null', 'true', 'e'],
  ['customer_email_not_eq_or_null', 'adé@example.com', 'bde'],
  ['customer_email_or_payment_status_eq', 'free', 'd'],
  ['customer_email_eq', 'adé@example.com', 'acfg'],
  ['customer_status_eq', 'repeat', 'acfg'],
  // Linked to but kept nowhere: nothing has that id, and every order lacks one.
  ['market_id_eq', 'abc', ''],
  ['store_created_at_gt', '2020-01-01', ''],
  ['store_id_null', 'true', 'abcdefg'],
  // Of several types: the id of any of them.
  ['payment_source_id_eq', 'abc', ''],
  ['payment_source_id_null', 'true', 'abcdefg'],
  ['transactions_id_in', 'abc,def', ''],
  ['transactions_number_eq', 'ignored, since not all of them have it', 'abcdefg'],
  ['store_name_eq', 'ignored, since not described', 'abcdefg'],
]

const ORDER_SORTS: readonly [sort: string, order: string][] = [
  ['payment_status,id', 'dafgcbe'],
  ['-payment_status,-id', 'ebcgfad'],
  ['subtotal_amount_cents,id', 'bfacdeg'],
  ['-subtotal_amount_cents,id', 'cdegafb'],
  ['guest,id', 'acdfgbe'],
  ['-guest,-id', 'ebgfdca'],
  ['placed_at', 'acdefgb'],
  ['-placed_at', 'bgfedca'],
  ['status,-id', 'caebgfd'],
  // By what is shown: fulfilled, in_progress, unfulfilled.
  ['fulfillment_status,id', 'acdfgbe'],
  ['customer.email,id', 'acfgbde'],
  ['-customer.total_orders_count,id', 'beacfgd'],
]

/*
 *    customer  status      expires_at  next_run_at  every
 * p  Ada       active      -           past         1 month
 * q  Ada       trialing    past        past         2 months
 * r  Nobody    past_due    future      future       1 year
 * s  Ada       canceled    past        past         5 days
 * t  Ada       active      -           -            1 day
 */
const SUBSCRIPTION_FILTERS: readonly [filter: string, value: string, found: string][] = [
  ['customer_email_eq', 'adé@example.com', 'pqst'],
  ['customer_email_null', 'true', 'r'],
  ['frequency_eq', 'two-month', 'q'],
  ['frequency_null', 'true', 's'],
  ['status_eq', 'active', 'pqrt'],
  ['active', 'true', 'prt'],
  ['expired', '1', 'qs'],
  ['runnable', 't', 'p'],
  ['runnable', 'false', 'qrst'],
  ['active', '', 'pqrst'],
]
const SUBSCRIPTION_SORTS: readonly [sort: string, order: string][] = [
  ['frequency', 'tpqrs'],
  ['-frequency', 'srqpt'],
]

describe.each(ENGINES)('orders and subscriptions on %s', (engine) => {
  let world: World
  let speaker: Speaker
  let letters: Map<string, string>
  beforeAll(async () => {
    world = await createWorld(engine)
    world.setTime(NOW)
    letters = await writeLedger(world)
    speaker = await speakAs(world, commerceLayer, await world.credential('commerce-layer'))
  })
  afterAll(() => world.close())

  const found = async (url: string) => {
    const answer = await speaker.get(url)
    expect(answer.status, answer.body).toBe(200)
    return commerceLayer.client.customerIds(answer).map((id) => letters.get(id))
  }
  const filtered = async (type: string, name: string, value: string) =>
    (await found(`/api/${type}?${encodeURIComponent(name)}=${encodeURIComponent(value)}`)).sort().join('')

  test.each(ORDER_FILTERS)('orders: filter[q][%s]=%s finds %j', async (filter, value, expected) => {
    expect(await filtered('orders', `filter[q][${filter}]`, value)).toBe(expected)
  })
  test.each(ORDER_SORTS)('orders: sort=%s gives %s', async (sort, order) => {
    expect((await found(`/api/orders?sort=${sort}`)).join('')).toBe(order)
  })
  test.each(SUBSCRIPTION_FILTERS)(
    'subscriptions: filter[q][%s]=%s finds %j',
    async (filter, value, expected) => {
      expect(await filtered('order_subscriptions', `filter[q][${filter}]`, value)).toBe(expected)
    },
  )
  test.each(SUBSCRIPTION_SORTS)('subscriptions: sort=%s gives %s', async (sort, order) => {
    expect((await found(`/api/order_subscriptions?sort=${sort}`)).join('')).toBe(order)
  })

  test('named filters stand beside q as well, and move with the clock', async () => {
    expect(await filtered('order_subscriptions', 'filter[expired]', 'true')).toBe('qs')
    world.setTime('2026-05-01T00:00:00.000Z')
    const later = await speakAs(world, commerceLayer, await world.credential('commerce-layer'))
    const answer = await later.get('/api/order_subscriptions?filter[expired]=true')
    expect(
      commerceLayer.client
        .customerIds(answer)
        .map((id) => letters.get(id))
        .sort()
        .join(''),
    ).toBe('qrs')
    world.setTime(NOW)
  })
  test('a named filter takes a boolean', async () => {
    const answer = await speaker.get('/api/order_subscriptions?filter[active]=maybe')
    expect(JSON.parse(answer.body).errors).toEqual([
      {
        title: 'Invalid filter value',
        detail: 'maybe is not a valid value for active.',
        code: 'INVALID_FILTER_VALUE',
        status: '400',
      },
    ])
  })

  test('an order shows the e-mail that its filter finds, and its payment status', async () => {
    const answer = await speaker.get(
      '/api/orders?sort=id&fields[orders]=customer_email,payment_status,subtotal_amount_float',
    )
    expect(JSON.parse(answer.body).data.map((one: { attributes: object }) => one.attributes)).toEqual([
      { payment_status: 'paid', customer_email: 'adé@example.com', subtotal_amount_float: 1 },
      { payment_status: 'unpaid', customer_email: 'Guest@x.com', subtotal_amount_float: 0 },
      { payment_status: 'refunded', customer_email: 'adé@example.com', subtotal_amount_float: null },
      { payment_status: 'free', customer_email: 'no@x.com', subtotal_amount_float: null },
      { payment_status: 'voided', customer_email: null, subtotal_amount_float: null },
      { payment_status: 'partially_paid', customer_email: 'adé@example.com', subtotal_amount_float: 0.07 },
      {
        payment_status: 'partially_refunded',
        customer_email: 'adé@example.com',
        subtotal_amount_float: null,
      },
    ])
  })

  test('the names of SKU list filters are allowed, and ignored with a word in the log', async () => {
    const answer = await speaker.get('/api/sku_lists?filter[sku_code_eq]=A&filter[q][sku_code_in]=A,B')
    expect(answer.status).toBe(200)
    expect(JSON.parse((await speaker.get('/api/sku_lists?filter[sku_code_is]=A')).body).errors[0].code).toBe(
      'FILTER_NOT_ALLOWED',
    )
  })
})

async function writeLedger(world: World): Promise<Map<string, string>> {
  return world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
    const [ada, nobody] = await writer.create('customer', [{ email: 'Adé@Example.com' }, {}])
    const customerKey = ada!.key
    const day = (date: number) => ({ createdAt: new Date(Date.UTC(2026, 0, date)) })
    const usd = { currency: 'USD' }
    const orders = await writer.create('order', [
      { ...usd, ...day(1), customerKey, status: 'completed', amount: 100 },
      { ...usd, ...day(2), customerEmail: 'Guest@x.com', status: 'created', amount: 50 },
      { ...usd, ...day(3), customerKey, customerEmail: 'old@x.com', status: 'completed', amount: 100 },
      {
        ...usd,
        ...day(4),
        customerKey: nobody!.key,
        customerEmail: 'no@x.com',
        status: 'processing',
        amount: 0,
      },
      { ...usd, ...day(5), status: 'canceled', amount: 30 },
      { ...usd, ...day(6), customerKey, status: 'processing', amount: 100 },
      { ...usd, ...day(7), customerKey, status: 'processing', amount: 100 },
    ])
    const keyOf = (letter: string) => orders['abcdefg'.indexOf(letter)]!.key
    const line = (letter: string, amount: number, position = 0) => ({
      orderKey: keyOf(letter),
      position,
      productName: 'Tea',
      quantity: 1,
      unitAmount: amount,
      amount,
    })
    await writer.create('orderLine', [line('a', 60), line('a', 40, 1), line('b', 0), line('f', 7)])
    const pay = (letter: string, amount: number) => ({
      ...usd,
      customerKey,
      orderKey: keyOf(letter),
      amount,
      paidAt: new Date(NOW),
    })
    const payments = await writer.create('payment', [
      pay('a', 100),
      pay('c', 100),
      pay('f', 40),
      pay('g', 100),
    ])
    const refund = (index: number, amount: number) => ({
      ...usd,
      customerKey,
      paymentKey: payments[index]!.key,
      amount,
      state: 'recorded',
    })
    await writer.create('refund', [refund(1, 100), refund(3, 30)])
    const past = new Date('2026-02-01T00:00:00Z')
    const future = new Date('2026-04-01T00:00:00Z')
    const club = { ...usd, customerKey, productName: 'Club', recurringAmount: 1 }
    const subscriptions = await writer.create('subscription', [
      { ...club, status: 'active', periodEnd: past, interval: 'month' },
      { ...club, status: 'trialing', periodEnd: past, cancelAt: past, interval: 'month', intervalCount: 2 },
      {
        ...club,
        customerKey: nobody!.key,
        status: 'past_due',
        periodEnd: future,
        cancelAt: future,
        interval: 'year',
      },
      { ...club, status: 'canceled', periodEnd: past, cancelAt: past, interval: 'day', intervalCount: 5 },
      { ...club, status: 'active', interval: 'day' },
    ])
    return new Map([
      ...orders.map(({ shortId }, index): [string, string] => [shortId, 'abcdefg'[index] ?? '']),
      ...subscriptions.map(({ shortId }, index): [string, string] => [shortId, 'pqrst'[index] ?? '']),
    ])
  })
}
