import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fold } from '../../src/lib/fold.ts'
import { ORDERS, type Order } from '../../src/server/admin/customers/orders.ts'
import type { CustomerItem } from '../../src/server/admin/customers/present.ts'
import { type Ask, askAdmin } from '../support/admin.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const NAMES = ['Anna Kowalska', 'ŁUKASZ Żak', 'anna-maria 100%', 'Bo', '王伟', '', 'O_Neil Ann', 'ann kow']
const COUNTRIES = ['PL', 'DE', 'JP']
const CURRENCIES = ['USD', 'PLN']
const CONSENTS = [null, 'subscribed', 'unsubscribed']
const DAY = 86_400_000
const START = Date.parse('2026-01-01T00:00:00Z')
const PEOPLE = 48

/** The same people each time: what each of them has follows from the number. */
async function fill({ store }: World, organization: number): Promise<void> {
  await store.records.write(organization, { kind: 'test' }, async (writer) => {
    const groups = await writer.create('group', [{ name: 'Loyal' }, { name: 'New' }])
    const tags = await writer.create('tag', [{ name: 'vip' }, { name: 'b2b' }, { name: 'zz top' }])
    const [source] = await writer.create('source', [
      { name: 'shop', dialect: 'shopline', baseUrl: 'https://shop.test', linkBy: 'none' },
    ])
    const people = await writer.create(
      'customer',
      Array.from({ length: PEOPLE }, (_, index) => ({
        email: index % 7 === 0 ? null : `Person.${index}@${index % 2 ? 'example' : 'shop'}.com`,
        fullName: NAMES[index % NAMES.length] || null,
        phone: index % 3 === 0 ? `+48 (600) ${100 + index}-000` : null,
        groupKey: groups[index % 3]?.key ?? null,
        emailConsentState: CONSENTS[index % 3] ?? null,
        smsConsentState: CONSENTS[(index + 1) % 3] ?? null,
        referenceOrigin: index % 5 === 0 ? 'crm' : null,
        // Some share their moment.
        createdAt: new Date(START + Math.floor(index / 2) * DAY),
        updatedAt: new Date(START + ((index * 7) % PEOPLE) * DAY),
      })),
    )
    const keys = people.map(({ key }) => key)
    writer.keepUpdatedAt('all')
    await writer.create(
      'customerTag',
      keys.flatMap((customerKey, index) =>
        tags
          .filter((_, at) => (index + at) % 3 === 0 && index % 4 > 0)
          .map(({ key }) => ({ customerKey, tagKey: key })),
      ),
    )
    await writer.create(
      'address',
      keys.flatMap((customerKey, index) =>
        COUNTRIES.slice(0, index % 3).map((countryCode, at) => ({
          customerKey,
          countryCode,
          isDefault: at === 1,
        })),
      ),
    )
    await writer.create(
      'order',
      keys.flatMap((customerKey, index) =>
        Array.from({ length: index % 4 }, (_, at) => ({
          customerKey,
          status: 'completed',
          currency: CURRENCIES[(index + at) % 2] ?? '',
          amount: 1000 * (index % 9),
          createdAt: new Date(START + (index + at) * DAY),
        })),
      ),
    )
    await writer.create(
      'sourceRecord',
      keys
        .filter((_, index) => index % 6 === 0)
        .map((key) => ({
          ...{ sourceKey: source?.key ?? 0, recordType: 'customer', remoteId: String(key) },
          ...{ recordKey: key, customerKey: key, linkedBy: 'id', seenRun: 1 },
        })),
    )
  })
}

describe.each(ENGINES)('customers through the admin API on %s', (engine) => {
  let world: World
  let ask: Ask
  let tokenId: string
  let everybody: CustomerItem[]
  beforeAll(async () => {
    world = await createWorld(engine)
    ;({ ask, tokenId } = await askAdmin(world))
    await fill(world, world.organization.key)
    const other = await world.addOrganization({ slug: 'other' })
    await fill(world, other.key)
    everybody = (await list({ limit: 200 })).customers
  })
  afterAll(() => world?.close())

  const URL = '/organizations/acme/customers'
  const list = async (query: object, slug = 'acme') => {
    const { status, body } = await ask('GET', `/organizations/${slug}/customers`, { query: query as never })
    expect([status, body.error]).toEqual([200, undefined])
    return body as { customers: CustomerItem[]; next: string | null; previous: string | null }
  }
  const ids = (customers: readonly CustomerItem[]) => customers.map(({ id }) => id)
  const refusedWith = async (query: object) => {
    const { status, body } = await ask('GET', URL, { query: query as never })
    return [status, body.error?.code, body.error?.message]
  }

  test('a customer in a list tells who it is, what it spent, and where it is from', async () => {
    expect(everybody).toHaveLength(PEOPLE)
    const { customers } = await list({ search: 'person.31@EXAMPLE.com' })
    expect(customers).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: 'ann kow',
        email: 'Person.31@example.com',
        phone: null,
        status: 'repeat',
        account_state: 'not_invited',
        blacklisted: false,
        tags: ['zz top'],
        groups: [{ id: expect.any(String), name: 'New' }],
        countries: ['PL'],
        orders_count: 3,
        last_order_at: '2026-02-03T00:00:00.000Z',
        spent: [
          { currency: 'PLN', amount: 8000, orders_count: 2 },
          { currency: 'USD', amount: 4000, orders_count: 1 },
        ],
        email_consent: 'subscribed',
        sms_consent: 'unsubscribed',
        platforms: [],
        origin: null,
        reference: null,
        created_at: '2026-01-16T00:00:00.000Z',
        updated_at: expect.any(String),
        erased_at: null,
      },
    ])
    expect(everybody.find(({ countries }) => countries.length === 2)?.countries).toEqual(['DE', 'PL'])
    expect(everybody.filter(({ platforms }) => platforms.length > 0)).toHaveLength(PEOPLE / 6)
  })

  test('every filter, alone and with others, gives whom a naive reading gives', async () => {
    const groups = [...new Set(everybody.flatMap((one) => one.groups.map(({ id }) => id)))]
    const day = fc
      .integer({ min: 0, max: PEOPLE })
      .map((days) => new Date(START + days * DAY).toISOString().slice(0, 10))
    const some = <T>(...values: T[]) =>
      fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 })
    const view = fc.record(
      {
        search: fc.constantFrom(
          'ann',
          'ANN kow',
          'żak',
          'łu',
          '%',
          '_',
          '+48',
          '(600)',
          '100',
          'shop',
          '伟',
          'a n',
          'zq',
          '\\',
        ),
        status: some('prospect', 'acquired', 'repeat'),
        group: some(...groups),
        tag: some('vip', 'b2b', 'zz top', 'nobody'),
        country: some('PL', 'DE', 'XX'),
        money: fc.record(
          {
            currency: fc.constantFrom('USD', 'pln', 'EUR'),
            spent_from: fc.nat(9000),
            spent_to: fc.nat(20_000),
          },
          { requiredKeys: ['currency'] },
        ),
        email_consent: some('subscribed', 'none'),
        sms_consent: some('unsubscribed', 'none'),
        platform: some('shopline', 'easycart'),
        origin: some('crm', 'cdnow'),
        created_from: day,
        created_to: day,
        updated_from: day,
        updated_to: day,
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(view, fc.constantFrom(...ORDERS), async ({ money = {}, ...rest }, order) => {
        const asked = { ...rest, ...money } as Viewed
        const sort = order.endsWith('spent') && !asked.currency ? 'name' : order
        const wanted = everybody.filter((one) => belongs(one, asked))
        const { customers } = await list({ ...asked, sort, limit: 200 })
        expect(ids(customers).sort()).toEqual(ids(wanted).sort())
        expectSorted(customers, sort, asked.currency?.toUpperCase())
        const { body: counted } = await ask('GET', `${URL}/count`, { query: asked as never })
        expect(counted).toEqual({ count: wanted.length, exact: true })
      }),
      { numRuns: timesOn(engine, 40, 400) },
    )
  })

  test.each(ORDERS)('pages by %s meet everybody once, there and back, while others change', async (sort) => {
    const query = { sort, limit: 7, ...(sort.endsWith('spent') ? { currency: 'USD' } : {}) }
    const whole = ids((await list({ ...query, limit: 200 })).customers)
    const pages: string[][] = []
    let previous: string | null = null
    for (let after: string | null | undefined; after !== null; ) {
      const page = await list({ ...query, ...(after ? { after } : {}) })
      expect(page.previous === null).toBe(pages.length === 0)
      pages.push(ids(page.customers))
      ;({ next: after, previous } = page)
      // A newcomer at the front and one that is gone again move nobody else.
      const [made] = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
        writer.create('customer', [{ email: `${sort}.${pages.length}@new.test` }]),
      )
      await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
        writer.remove('customer', [made?.key ?? 0]),
      )
    }
    expect(pages.flat()).toEqual(whole)
    for (let index = pages.length - 2; index >= 0; index--) {
      const page = await list({ ...query, before: previous })
      expect(ids(page.customers)).toEqual(pages[index])
      expect(page.next).not.toBeNull()
      previous = page.previous
    }
    expect(previous).toBeNull()
  })

  test('a page is a fixed number of statements, however many customers it shows', async () => {
    const statements = async (query: object) => {
      world.statements()
      await list(query)
      return world.statements().length
    }
    // Who asks, which organization, who comes, and what each kind of related record says of them.
    for (const sort of ['-created', 'name', '-spent'])
      for (const limit of [10, 200])
        expect(await statements({ sort, currency: 'USD', limit }), sort).toBeLessThanOrEqual(11)
  })

  test('the values to filter by are those that there are', async () => {
    expect((await ask('GET', `${URL}/values`)).body).toEqual({
      groups: [
        { id: expect.any(String), name: 'Loyal' },
        { id: expect.any(String), name: 'New' },
      ],
      tags: ['b2b', 'vip', 'zz top'],
      countries: ['DE', 'PL'],
      currencies: ['PLN', 'USD'],
      platforms: ['shopline'],
      origins: ['crm'],
    })
  })

  test('nothing counts beyond 1,000, and everybody is counted exactly', async () => {
    const many = await world.addOrganization({ slug: 'many' })
    await world.store.records.write(many.key, { kind: 'test' }, (writer) =>
      writer.create(
        'customer',
        Array.from({ length: 1100 }, (_, index) => ({ email: `many${index}@example.com` })),
      ),
    )
    const count = async (query: object) =>
      (await ask('GET', '/organizations/many/customers/count', { query: query as never })).body
    expect(await count({})).toEqual({ count: 1100, exact: true })
    expect(await count({ search: 'example' })).toEqual({ count: 1000, exact: false })
    expect(await count({ search: 'many109' })).toEqual({ count: 11, exact: true })

    const tagged = await tag({ add: ['bulk'], view: { search: 'many' } }, 'many')
    expect(tagged).toEqual({ batches: 3, customers: 1100, changed: 1100, full: 0 })
    expect(await count({ tag: ['bulk'], search: 'many10' })).toEqual({ count: 111, exact: true })
    // Those that are taken out of the view on the way are no fewer.
    const removed = await tag({ remove: ['bulk'], view: { tag: ['bulk'] } }, 'many')
    expect(removed).toEqual({ batches: 3, customers: 1100, changed: 1100, full: 0 })
  })

  /** Batch by batch, as the console does. */
  async function tag(body: object, slug = 'acme') {
    const done = { batches: 0, customers: 0, changed: 0, full: 0 }
    for (let after: string | null | undefined; after !== null; done.batches++) {
      const answer = await ask('POST', `/organizations/${slug}/customers/tags`, {
        body: { ...body, ...(after ? { after } : {}) },
      })
      expect([answer.status, answer.body.error]).toEqual([200, undefined])
      for (const name of ['customers', 'changed', 'full'] as const) done[name] += answer.body[name]
      after = answer.body.next
    }
    return done
  }

  test('tags are given and taken by id, and history says who did it', async () => {
    const [first, second] = everybody.filter(({ tags }) => tags.includes('vip'))
    const chosen = [first?.id ?? '', second?.id ?? '']
    const before = await list({ search: 'shop', tag: 'vip' }, 'other')
    expect(await tag({ add: [' spring '], remove: ['vip'], ids: chosen })).toMatchObject({ changed: 2 })
    expect(await tag({ add: ['spring'], remove: ['vip'], ids: chosen })).toMatchObject({
      customers: 2,
      changed: 0,
    })
    const now = (await list({ tag: 'spring' })).customers
    expect(ids(now).sort()).toEqual([...chosen].sort())
    expect(now.every(({ tags }) => !tags.includes('vip'))).toBe(true)
    const customer = await world.store.records.find(
      world.organization.key,
      'customer',
      'uuidId',
      chosen[0] ?? '',
    )
    const events = await world.store.records.list(world.organization.key, {
      type: 'event',
      where: {
        op: 'all',
        of: [
          { op: 'eq', field: 'customerKey', value: customer?.key ?? 0 },
          { op: 'eq', field: 'recordType', value: 'customerTag' },
        ],
      },
      sort: [{ field: 'key', descending: true }],
      limit: 2,
    })
    expect(events.map(({ action, actor }) => [action, actor]).sort()).toEqual([
      ['create', { kind: 'admin-api', id: tokenId }],
      ['destroy', { kind: 'admin-api', id: tokenId }],
    ])
    // Another organization's customers of the same names, and whoever names one by its id there, are untouched.
    expect(await tag({ add: ['theirs'], ids: chosen }, 'other')).toMatchObject({ customers: 0, changed: 0 })
    expect(ids((await list({ search: 'shop', tag: 'vip' }, 'other')).customers)).toEqual(
      ids(before.customers),
    )
    everybody = (await list({ limit: 200 })).customers
  })

  test('nobody gets more tags than a platform takes', async () => {
    const full = everybody[0]?.id ?? ''
    for (let from = 0; from < 100; from += 20) {
      const add = Array.from({ length: 20 }, (_, index) => `full${from + index}`)
      await tag({ add: from === 80 ? add.slice(0, 20 - (everybody[0]?.tags.length ?? 0)) : add, ids: [full] })
    }
    expect(await tag({ add: ['one more'], ids: [full] })).toMatchObject({ changed: 0, full: 1 })
    expect(await tag({ add: ['one more'], remove: ['full0'], ids: [full] })).toMatchObject({
      changed: 1,
      full: 0,
    })
    await tag({ remove: ['one more'], ids: [full] })
    for (let from = 0; from < 100; from += 20)
      await tag({ remove: Array.from({ length: 20 }, (_, index) => `full${from + index}`), ids: [full] })
  })

  test('a view as CSV, in pieces, in its order, and no cell is a formula', async () => {
    await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.create('customer', [{ email: 'formula@example.com', fullName: '=1+1' }]),
    )
    const query = { search: 'example', sort: 'email', limit: 5 }
    let text = ''
    let pieces = 0
    for (let after: string | undefined; pieces === 0 || after; pieces++) {
      const answer = await ask('GET', `${URL}/csv`, { query: { ...query, after } })
      expect(answer.headers).toMatchObject({ 'Content-Type': 'text/csv; charset=utf-8' })
      text += answer.text
      after = answer.headers['Clientele-Next'] as string | undefined
    }
    expect(pieces).toBeGreaterThan(3)
    const rows: Record<string, string>[] = parse(text, { columns: true })
    const shown = (await list({ ...query, limit: 200 })).customers
    expect(rows.map(({ uuid_id, email, tags }) => [uuid_id, email, tags])).toEqual(
      shown.map(({ id, email, tags }) => [id, email, tags.join(',')]),
    )
    expect(rows.find(({ email }) => email === 'formula@example.com')?.full_name).toBe("'=1+1")
  })

  test('nobody is found in another organization', async () => {
    const mine = new Set(ids(everybody))
    const theirs = (await list({ limit: 200 }, 'other')).customers
    expect(theirs).toHaveLength(PEOPLE)
    expect(theirs.some(({ id }) => mine.has(id))).toBe(false)
    const [group] = everybody.flatMap(({ groups }) => groups)
    expect((await list({ group: group?.id }, 'other')).customers).toEqual([])
    expect((await ask('GET', '/organizations/nobody/customers')).status).toBe(404)
  })

  test('what is wrong is refused in a sentence', async () => {
    expect(await refusedWith({ limit: 201 })).toEqual([422, 'invalid', expect.stringContaining('limit')])
    expect(await refusedWith({ sort: 'shoe' })).toEqual([422, 'invalid', expect.stringContaining('-created')])
    expect(await refusedWith({ sort: '-spent' })).toEqual([
      422,
      'invalid',
      expect.stringContaining('currency'),
    ])
    expect(await refusedWith({ spent_from: 5 })).toEqual([
      422,
      'invalid',
      expect.stringContaining('currency'),
    ])
    expect(await refusedWith({ created_from: '2026-02-30' })).toEqual([422, 'invalid', expect.any(String)])
    expect(await refusedWith({ group: 'vip' })).toEqual([422, 'invalid', expect.stringContaining('UUID')])
    expect(await refusedWith({ after: 'abc' })).toEqual([422, 'invalid', 'the cursor is not one of these'])
    const { next } = await list({ limit: 1 })
    expect(await refusedWith({ after: next, sort: 'name' })).toEqual([422, 'invalid', expect.any(String)])
    expect(await refusedWith({ after: next, before: next })).toEqual([422, 'invalid', expect.any(String)])
    const tagging = async (body: object) => (await ask('POST', `${URL}/tags`, { body })).status
    expect(await tagging({ add: ['a,b'], ids: [] })).toBe(422)
    expect(await tagging({ ids: [] })).toBe(422)
    expect(await tagging({ add: ['a'] })).toBe(422)
    expect(await tagging({ add: ['a'], ids: [], view: {} })).toBe(422)
  })
})

interface Viewed {
  search?: string
  status?: string[]
  group?: string[]
  tag?: string[]
  country?: string[]
  currency?: string
  spent_from?: number
  spent_to?: number
  email_consent?: string[]
  sms_consent?: string[]
  platform?: string[]
  origin?: string[]
  created_from?: string
  created_to?: string
  updated_from?: string
  updated_to?: string
}

function belongs(one: CustomerItem, view: Viewed): boolean {
  const isOneOf = (values: string[] | undefined, have: (string | null)[]) =>
    !values || values.some((value) => have.includes(value))
  const texts = [one.name, one.email].map((text) => fold(text ?? ''))
  const digits = (text: string) => text.replace(/\D/g, '')
  const found = (word: string) =>
    texts.some((text) => text.includes(word)) ||
    (/^[+(]?\d[\d)]*$/.test(word) && digits(one.phone ?? '').includes(digits(word)))
  const total = one.spent.find(({ currency }) => currency === view.currency?.toUpperCase())
  const dayOf = (at: string) => at.slice(0, 10)
  return (
    fold(view.search ?? '')
      .split(' ')
      .every(found) &&
    isOneOf(view.status, [one.status]) &&
    isOneOf(
      view.group,
      one.groups.map(({ id }) => id),
    ) &&
    isOneOf(view.tag, one.tags) &&
    isOneOf(view.country, one.countries) &&
    (!view.currency ||
      (total !== undefined &&
        total.amount >= (view.spent_from ?? 0) &&
        total.amount <= (view.spent_to ?? Number.POSITIVE_INFINITY))) &&
    isOneOf(view.email_consent, [one.email_consent ?? 'none']) &&
    isOneOf(view.sms_consent, [one.sms_consent ?? 'none']) &&
    isOneOf(
      view.platform,
      one.platforms.map(({ platform }) => platform),
    ) &&
    isOneOf(view.origin, [one.origin]) &&
    (!view.created_from || dayOf(one.created_at) >= view.created_from) &&
    (!view.created_to || dayOf(one.created_at) <= view.created_to) &&
    (!view.updated_from || dayOf(one.updated_at) >= view.updated_from) &&
    (!view.updated_to || dayOf(one.updated_at) <= view.updated_to)
  )
}

function expectSorted(customers: readonly CustomerItem[], order: Order, currency: string | undefined): void {
  const sign = order.startsWith('-') ? -1 : 1
  const value = (one: CustomerItem): string | number | null =>
    ({
      created: one.created_at,
      updated: one.updated_at,
      name: one.name === null ? null : fold(one.name),
      email: one.email === null ? null : fold(one.email),
      orders: one.orders_count,
      last_order: one.last_order_at ?? '',
      spent: one.spent.find((total) => total.currency === currency)?.amount ?? 0,
    })[order.replace('-', '') as 'name']
  const values = customers.map(value)
  const compare = (a: string | number | null, b: string | number | null) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    const [first, second] = typeof a === 'string' ? [Buffer.from(a), Buffer.from(b as string)] : [a, b]
    if (typeof first === 'number') return sign * (first - (second as number))
    return sign * Buffer.compare(first, second as Buffer)
  }
  expect(values).toEqual([...values].sort(compare))
}
