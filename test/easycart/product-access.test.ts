/** Product access is given like a purchase for nothing, ends by the clock, and is revoked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordType } from '../../src/core/schema.ts'
import { endAccesses } from '../../src/jobs/end-what-is-due.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

const NOW = '2026-03-01T12:00:00.000Z'
const DAY = 86_400_000

describe.each(ENGINES)('product access on %s', (engine) => {
  let world: World
  let count = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  /** A store that sells one product, made through the API. */
  async function shop() {
    world.setTime(NOW)
    const organization = await world.addOrganization({ slug: `access-${++count}` })
    const client = await easycartClient(world, [organization])
    const made = async (path: string, body: object) =>
      (await client.write('POST', path, body)).json.id as string
    const product = await made('/products', { status: 'published', name: 'Course', currency: 'PLN' })
    const variant = (body: object) => made(`/products/${product}/variants`, body)
    const give = (variantId: string, person: object = {}) =>
      client.write('POST', '/product-access', {
        variant_id: variantId,
        full_name: 'Ewa Maria Nowa',
        email: 'Ewa@Example.com',
        lang: 'pl',
        ...person,
      })
    return {
      organization,
      client,
      product,
      once: await variant({ type: 'one_time', amount: 9900, name: 'Lifetime' }),
      variant,
      give,
      all: <T extends RecordType>(type: T) =>
        world.store.records.list(organization.key, { type, sort: [{ field: 'key' }], limit: 99 }),
    }
  }

  test('what would end after the last year there is ends with it', async () => {
    const { client, once, variant, give, all } = await shop()
    const last = new Date('9999-12-31T23:59:59.999Z')
    for (const days of [5_000_000, 1_000_000_000]) {
      await client.write('PATCH', `/product-variants/${once}`, { active_days: days })
      expect((await give(once)).status).toBe(201)
    }
    expect((await all('productAccess')).map(({ activeUntil }) => activeUntil)).toEqual([last, last])
    for (const [interval, count] of [
      ['year', 10_000],
      ['day', 2 ** 40],
    ]) {
      const body = { type: 'recurring', amount: 1, active_cycles: 2 }
      const options = { recurring_options: { interval, interval_count: count } }
      expect((await give(await variant({ ...body, ...options }))).status).toBe(201)
    }
    expect(
      (await all('subscription')).flatMap(({ periodEnd, activeUntil }) => [periodEnd, activeUntil]),
    ).toEqual([last, last, last, last])
  })

  test('makes the customer, a free order with its line, and access', async () => {
    const { client, product, once, give, all } = await shop()
    await client.write('PATCH', `/product-variants/${once}`, { active_days: 30 })
    expect(await give(once)).toEqual({
      status: 201,
      json: { message: 'Product access created successfully' },
    })
    const [customer] = await all('customer')
    expect(customer).toMatchObject({
      email: 'Ewa@Example.com',
      firstName: 'Ewa',
      lastName: 'Maria Nowa',
      fullName: 'Ewa Maria Nowa',
      language: 'pl',
    })
    const sold = {
      productUuid: product,
      productName: 'Course',
      variantUuid: once,
      variantName: 'Lifetime',
    }
    const [order] = await all('order')
    expect(order).toMatchObject({
      status: 'completed',
      amount: 0,
      currency: 'PLN',
      paidAmount: 0,
      linesAmount: 0,
    })
    expect(await all('orderLine')).toMatchObject([{ ...sold, orderKey: order?.key, amount: 0, quantity: 1 }])
    expect(await all('productAccess')).toMatchObject([
      {
        ...sold,
        customerKey: customer?.key,
        orderKey: order?.key,
        activeUntil: new Date(Date.parse(NOW) + 30 * DAY),
      },
    ])
    expect(await all('payment')).toEqual([])
    // E5: a member whose value is 0, not null.
    expect((await client.list('currency=pln')).items).toMatchObject([
      { id: customer?.uuidId, name: 'Ewa Maria Nowa', orders_count: 1, lifetime_value: 0 },
    ])
    expect((await all('notice')).map(({ topic }) => topic)).toEqual(
      expect.arrayContaining(['single_product_bought', 'product_assigned']),
    )
  })

  test('finds the customer in whatever case, and leaves the name', async () => {
    const { organization, once, give, all } = await shop()
    const known = await writePerson(
      world,
      { customer: { email: 'ewa@example.COM', fullName: 'E. N.', language: 'en' } },
      organization.key,
    )
    await give(once)
    expect(await all('customer')).toMatchObject([{ key: known.key, fullName: 'E. N.', language: 'en' }])
    expect(await all('productAccess')).toMatchObject([{ customerKey: known.key, activeUntil: null }])
  })

  test('of requests at once for a new e-mail one makes the customer', async () => {
    const { once, give, all } = await shop()
    const answers = await Promise.all(Array.from({ length: 6 }, () => give(once)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201])
    expect(await all('customer')).toHaveLength(1)
    expect(await all('order')).toHaveLength(6)
    expect(await all('productAccess')).toHaveLength(6)
  })

  test('a recurring variant starts a subscription; E10: with a trial', async () => {
    const { client, give, variant, all } = await shop()
    const monthly = {
      type: 'recurring',
      amount: 4900,
      recurring_options: { interval: 'month', interval_count: 1 },
    }
    await give(await variant({ ...monthly, name: 'Monthly' }))
    await give(await variant({ ...monthly, trial_period_days: 14 }))
    await give(await variant({ ...monthly, active_cycles: 6 }))
    const [active, trial, instalments] = await all('subscription')
    const months = (n: number) => new Date(Date.UTC(2026, 2 + n, 1, 12))
    const running = { currency: 'PLN', recurringAmount: 4900, interval: 'month', periodStart: new Date(NOW) }
    expect(active).toMatchObject({
      ...running,
      status: 'active',
      variantName: 'Monthly',
      periodEnd: months(1),
      cancelAt: null,
    })
    const trialEnd = new Date(Date.parse(NOW) + 14 * DAY)
    expect(trial).toMatchObject({ ...running, status: 'trialing', trialEnd, periodEnd: trialEnd })
    expect(instalments).toMatchObject({
      ...running,
      activeCycles: 6,
      activeUntil: months(6),
      cancelAt: months(6),
    })
    expect(await all('productAccess')).toEqual([])
    expect((await client.list('currency=pln&subscription_status=trialing')).items).toMatchObject([
      { orders_count: 3, lifetime_value: 0, subscriptions_count: 3 },
    ])
  })

  test('revoking ends access now, and once', async () => {
    const { client, once, give, all } = await shop()
    await give(once)
    const [access] = await all('productAccess')
    const revoke = () => client.write('DELETE', `/product-access/${access?.uuidId}`)
    world.setTime('2026-03-02T00:00:00Z')
    const first = await revoke()
    world.setTime('2026-03-03T00:00:00Z')
    expect(await revoke()).toEqual(first)
    const ended = new Date('2026-03-02T00:00:00Z')
    expect(await all('productAccess')).toMatchObject([{ activeUntil: ended, endedAt: ended }])
    const told = (await all('notice')).filter(({ topic }) => topic === 'product_access_expired')
    expect(told).toHaveLength(1)
  })

  test('an end that comes near is warned of, and one that has come is told, each once', async () => {
    const { organization, all } = await shop()
    const at = (days: number) => new Date(Date.parse(NOW) + days * DAY)
    const access = (activeUntil: Date | null) => ({
      productUuid: organization.uuidId,
      productName: 'A',
      activeUntil,
    })
    await writePerson(
      world,
      { access: [at(-30), at(-1), at(0), at(6), at(7), at(8), null].map(access) },
      organization.key,
    )
    const run = (since?: Date) =>
      endAccesses({
        records: world.store.records,
        due: world.store.due,
        clock: world.services.clock,
        warnBefore: 7 * DAY,
        ...(since ? { since } : {}),
      })
    // The demo's: what was due before stays as it is.
    await run(at(0))
    expect((await all('productAccess')).map((one) => [one.endedAt, one.warnedAt])).toEqual([
      [null, null],
      [null, null],
      [at(0), null],
      [null, null],
      [null, at(0)],
      [null, null],
      [null, null],
    ])
    await Promise.all([run(), run()])
    expect((await all('productAccess')).map((one) => [one.endedAt, one.warnedAt])).toEqual([
      [at(0), null],
      [at(0), null],
      [at(0), null],
      [null, at(0)],
      [null, at(0)],
      [null, null],
      [null, null],
    ])
    // What ended long ago came from elsewhere, and is no news.
    const topics = (await all('notice')).map(({ topic }) => topic)
    expect(topics.filter((topic) => topic === 'product_access_expired')).toHaveLength(2)
    expect(topics.filter((topic) => topic === 'product_access_expiring')).toHaveLength(2)
  })

  test('a product’s own webhook address is kept with it, and null goes back to the store’s', async () => {
    const { client, product, all } = await shop()
    await client.write('PATCH', `/products/${product}`, { webhook_url: 'https://example.com/hook' })
    const own = { audience: product, callbackUrl: 'https://example.com/hook' }
    expect(await all('webhook')).toMatchObject([{ ...own, disabledAt: null }])
    await client.write('PATCH', `/products/${product}`, { name: 'Renamed' })
    expect(await all('webhook')).toMatchObject([{ ...own, disabledAt: null }])
    await client.write('PATCH', `/products/${product}`, { webhook_url: null })
    expect(await all('webhook')).toMatchObject([{ ...own, disabledAt: new Date(NOW) }])
  })

  test('products of one name at once have slugs of their own', async () => {
    const { client } = await shop()
    const body = { status: 'draft', name: 'Twin', currency: 'pln' }
    const made = await Promise.all(Array.from({ length: 3 }, () => client.write('POST', '/products', body)))
    expect(made.map(({ json }) => json.slug).sort()).toEqual(['twin', 'twin-2', 'twin-3'])
  })
})
