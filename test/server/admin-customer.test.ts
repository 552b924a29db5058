/** One customer through the admin API: read, changed and erased, and what everybody else sees of that. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Customer } from '../../src/core/schema.ts'
import type { History } from '../../src/server/admin/customer/history.ts'
import type { Origins } from '../../src/server/admin/customer/origins.ts'
import type { CustomerShown } from '../../src/server/admin/customer/shapes.ts'
import type { Held } from '../../src/server/admin/customer/subscriptions.ts'
import type { Timeline, TimelineEntry } from '../../src/server/admin/customer/timeline.ts'
import { askAdmin } from '../support/admin.ts'
import { checkAnswer } from '../support/admin-answers.ts'
import { commerceLayerClient } from '../support/commerce-layer-client.ts'
import { easycartClient } from '../support/easycart-client.ts'
import { ENGINES } from '../support/engines.ts'
import { ledgerDifferences } from '../support/ledger-differences.ts'
import { syncShown } from '../support/merging.ts'
import { shoplineClient } from '../support/shopline-client.ts'
import { deliveriesOf, subscribe } from '../support/webhooks.ts'
import { createWorld, type World } from '../support/world.ts'
import { writePerson } from '../support/write-person.ts'

interface Refused {
  error: { code: string; message: string }
}

/** Asks as a program that is called so, and looks whether it is answered as the route says. */
async function createAdmin(world: World, name: string) {
  const { ask } = await askAdmin(world, name)
  return async <T = Record<string, unknown>>(
    method: string,
    url: string,
    body?: unknown,
  ): Promise<{ status: number; headers: Readonly<Record<string, string | string[]>>; body: T }> => {
    const [path = '', query = ''] = url.split('?')
    const answer = await ask(method, path, { query: Object.fromEntries(new URLSearchParams(query)), body })
    checkAnswer(method, path, answer)
    return answer
  }
}
type AskAdmin = Awaited<ReturnType<typeof createAdmin>>

describe.each(ENGINES)('a customer through the admin API on %s', (engine) => {
  let world: World
  let ask: AskAdmin
  let ada: Customer
  beforeAll(async () => {
    world = await createWorld(engine)
    ask = await createAdmin(world, 'the office')
    await world.addOrganization({ slug: 'other' })
    ada = await newPerson('ada@example.com')
  })
  afterAll(() => world.close())

  const newPerson = (email: string | null, more: Partial<Customer> = {}) =>
    writePerson(world, {
      customer: { email, firstName: 'Ada', lastName: 'Lovelace', ...more },
      orders: [
        { at: '2026-01-02T10:00:00Z', currency: 'EUR', amount: 5000, products: [crypto.randomUUID()] },
        { at: '2026-02-03T10:00:00Z', currency: 'USD', amount: 700, refunded: 200 },
        { at: '2026-02-04T10:00:00Z', currency: 'USD', amount: 900, status: 'awaiting_payment' },
      ],
      subscriptions: [{ status: 'active', createdAt: new Date('2026-03-01T00:00:00Z') }],
      access: [{ productUuid: crypto.randomUUID(), productName: 'Course' }],
    })
  const at = ({ uuidId }: Pick<Customer, 'uuidId'>, rest = '', slug = 'acme') =>
    `/organizations/${slug}/customers/${uuidId}${rest}`
  const read = async (who: Customer) => (await ask<CustomerShown>('GET', at(who))).body
  const refusal = async (method: string, path: string, body?: unknown) => {
    const { status, body: told } = await ask<Refused>(method, path, body)
    return [status, told.error?.code, told.error?.message]
  }

  test('shows who it is, what it is worth and what it is called on each platform', async () => {
    const shown = await read(ada)
    expect(shown).toMatchObject({
      id: ada.uuidId,
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      verified_email: false,
      status: 'repeat',
      account_state: 'not_invited',
      currency: 'USD',
      ids: [
        { dialect: 'commerce-layer', id: ada.shortId },
        { dialect: 'shopline', id: ada.numberId },
        { dialect: 'easycart', id: ada.uuidId },
      ],
      email_consent: { state: null, level: null, at: null, source: null },
      erased_at: null,
      sources: [],
    })
    expect(shown.totals).toEqual([
      {
        currency: 'EUR',
        orders: 1,
        completed: 1,
        spent: 5000,
        payments: 1,
        paid: 5000,
        refunded: 0,
        first_order_at: '2026-01-02T10:00:00.000Z',
        last_order_at: '2026-01-02T10:00:00.000Z',
      },
      {
        currency: 'USD',
        orders: 2,
        completed: 1,
        spent: 1600,
        payments: 1,
        paid: 700,
        refunded: 200,
        first_order_at: '2026-02-03T10:00:00.000Z',
        last_order_at: '2026-02-04T10:00:00.000Z',
      },
    ])
    expect(JSON.stringify(shown)).not.toContain('password_hash')
  })

  test('the time line is whole and in order, however small its pages', async () => {
    const whole = (await ask<Timeline>('GET', at(ada, '/timeline?limit=100'))).body
    expect(whole.next_cursor).toBeNull()
    expect(whole.entries.map(({ kind, amount, currency }) => [kind, amount, currency])).toEqual([
      ['refund', 200, 'USD'],
      ['subscription_started', 4900, 'PLN'],
      ['order', 900, 'USD'],
      ['payment', 700, 'USD'],
      ['order', 700, 'USD'],
      ['payment', 5000, 'EUR'],
      ['order', 5000, 'EUR'],
    ])
    expect(whole.entries.at(-1)).toMatchObject({
      status: 'completed',
      payment_status: 'paid',
      items: ['Product 0'],
    })
    expect(whole.entries[3]?.order).toBe(whole.entries[4]?.order)
    for (const limit of [1, 2, 3]) {
      const walked: TimelineEntry[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { body }: { body: Timeline } = await ask<Timeline>(
          'GET',
          at(ada, `/timeline?limit=${limit}${cursor}`),
        )
        walked.push(...body.entries)
        cursor = body.next_cursor && `&cursor=${body.next_cursor}`
      }
      expect(walked).toEqual(whole.entries)
    }
    expect(await refusal('GET', at(ada, '/timeline?cursor=bm9uZQ'))).toEqual([
      422,
      'invalid',
      'cursor must be the next_cursor of an earlier answer',
    ])
  })

  test('what it subscribes to and has access to', async () => {
    const { body } = await ask<Held>('GET', at(ada, '/subscriptions'))
    expect(body).toMatchObject({
      subscriptions: [
        { product: 'Club', status: 'active', amount: 4900, currency: 'PLN', interval: 'month' },
      ],
      product_access: [{ product: 'Course', is_active: true, active_until: null }],
      has_more: false,
    })
  })

  test('a change is seen through all three platforms, told to webhooks, and noted with who made it', async () => {
    const who = await newPerson('grace@example.com', { fullName: 'Grace M. H.', verifiedEmail: true })
    const webhook = await subscribe(world, 'customers/update', 'http://127.0.0.1:9/', {
      dialect: 'shopline',
    })
    const [group] = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.create('group', [{ name: 'Navy' }]),
    )
    const before = await read(who)
    const { status, body } = await ask<CustomerShown>('PATCH', at(who), {
      version: before.version,
      first_name: ' Grace ',
      last_name: 'Hopper',
      email: 'Grace.Hopper@example.com',
      phone: '+48 601 234 567',
      birthday: '1906-12-09',
      language: 'en',
      gender: 'female',
      note: 'Likes moths',
      account_state: 'invited',
      blacklisted: true,
      group: group?.uuidId,
      tags: ['vip', 'navy', 'vip'],
      email_consent: { state: 'subscribed', level: 'confirmed_opt_in', source: 'by phone' },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      name: 'Grace Hopper',
      full_name: null,
      email: 'Grace.Hopper@example.com',
      verified_email: false,
      group: { name: 'Navy' },
      tags: ['navy', 'vip'],
      email_consent: { state: 'subscribed', level: 'confirmed_opt_in', source: 'by phone' },
    })
    expect(body.version).not.toBe(before.version)
    expect(body).toEqual(await read(who))

    const commerceLayer = await commerceLayerClient(world)
    const resource = await commerceLayer.get(`/api/customers/${who.shortId}?include=tags,customer_group`)
    expect(resource.data.attributes.email).toBe('grace.hopper@example.com')
    expect(resource.document.included?.map(({ attributes }) => attributes.name).sort()).toEqual([
      'Navy',
      'navy',
      'vip',
    ])
    const shopline = await shoplineClient(world)
    const { customer } = await shopline.ok('GET', `/customers/v2/${who.numberId}.json`)
    expect(customer).toMatchObject({
      first_name: 'Grace',
      last_name: 'Hopper',
      email: 'Grace.Hopper@example.com',
      birthday: '19061209',
      note: 'Likes moths',
    })
    const easycart = await easycartClient(world)
    expect(await easycart.get(who.uuidId, 'currency=eur')).toMatchObject({
      name: 'Grace Hopper',
      email: 'Grace.Hopper@example.com',
    })

    expect(await deliveriesOf(world, webhook)).not.toEqual([])
    const { events } = (await ask<History>('GET', at(who, '/history'))).body
    const mine = events.filter(({ by }) => by.kind === 'admin-api')
    expect(mine.map(({ action, record, by }) => [action, record.type, record.name, by.name])).toEqual([
      ['create', 'customer_tag', expect.stringMatching(/vip|navy/), 'the office'],
      ['create', 'customer_tag', expect.stringMatching(/vip|navy/), 'the office'],
      ['update', 'customer', null, 'the office'],
    ])
    expect(mine[2]?.changes).toEqual(
      expect.arrayContaining([
        { field: 'first_name', from: 'Ada', to: 'Grace' },
        { field: 'full_name', from: 'Grace M. H.', to: null },
        { field: 'group', from: null, to: 'Navy' },
      ]),
    )
    expect(events.at(-1)).toMatchObject({ action: 'create', by: { kind: 'test', name: null } })
    // What a platform's client writes is noted as that client's.
    await shopline.ok('PUT', `/customers/${who.numberId}.json`, { customer: { note: '' } })
    const [last] = (await ask<History>('GET', at(who, '/history?limit=1'))).body.events
    expect(last).toMatchObject({
      by: { kind: 'application', dialect: 'shopline' },
      changes: [{ field: 'note', from: 'Likes moths', to: expect.anything() }],
    })
  })

  test('an empty text empties a field, and what is left out stays', async () => {
    const who = await newPerson('empty@example.com', { note: 'x', birthday: '1990-01-01', language: 'pl' })
    const { body } = await ask<CustomerShown>('PATCH', at(who), { note: '', birthday: ' ', group: '' })
    expect(body).toMatchObject({ note: null, birthday: null, group: null, language: 'pl', first_name: 'Ada' })
    const { version } = body
    expect((await ask<CustomerShown>('PATCH', at(who), { language: 'pl', tags: [] })).body.version).toBe(
      version,
    )
  })

  test.each([
    [{ email: 'nobody' }, 'email must be an e-mail address such as ada@example.com, or empty'],
    [{ email: 'ADA@example.com' }, 'email is another customer’s: two cannot have the same'],
    [{ phone: 'call me' }, 'phone must be a phone number such as +48 601 234 567, or empty'],
    [{ birthday: '2001-02-29' }, 'birthday must be a day such as 1990-12-31, or empty'],
    [{ language: 'Polish, please' }, 'language must be a language such as en or pt-BR, or empty'],
    [{ first_name: 'a\0' }, 'first_name must be a text of at most 128 characters, or empty'],
    [{ note: 'long '.repeat(201) }, 'note must be a text of at most 1000 characters, or empty'],
    [{ gender: 'other' }, 'gender must be one of male, female, secret, or empty'],
    [{ account_state: '' }, 'account_state must be one of not_invited, invited, registered'],
    [{ tags: ['a,b'] }, expect.stringMatching(/^tags must be a list .* without a comma$/)],
    [{ group: crypto.randomUUID() }, 'group must be the id of one of the organization’s groups'],
    [{ email_consent: { state: 'yes' } }, expect.stringMatching(/^email_consent must be|^state must be/)],
    [{ sms_consent: { state: 'subscribed' } }, 'sms_consent needs a phone number to write to'],
    [{ email: '' }, 'email or phone is needed: without both nobody can be reached'],
    [{ status: 'repeat' }, expect.stringContaining('"status" is not known')],
  ])('refuses a wrong value in words (%#), and writes nothing', async (sent, message) => {
    const who = await newPerson(`${crypto.randomUUID()}@example.com`)
    const before = await read(who)
    expect(await refusal('PATCH', at(who), { first_name: 'Eve', ...sent })).toEqual([422, 'invalid', message])
    expect(await read(who)).toEqual(before)
  })

  test('a group that finds its members by a rule takes nobody by hand', async () => {
    const [group] = await world.store.records.write(world.organization.key, { kind: 'test' }, (writer) =>
      writer.create('group', [{ name: 'By rule', query: 'orders_count:>1' }]),
    )
    expect(await refusal('PATCH', at(ada), { group: group?.uuidId })).toEqual([
      422,
      'invalid',
      'group finds its members by a rule: nobody is put into it by hand',
    ])
    const { body } = await ask<{ groups: { name: string }[]; countries: { code: string }[] }>(
      'GET',
      '/organizations/acme/customer-choices',
    )
    expect(body.groups.map(({ name }) => name)).not.toContain('By rule')
    expect(body.countries).toContainEqual({ code: 'PL', name: 'Poland' })
  })

  test('whoever read an older version is told so, and of two at once one comes through', async () => {
    const who = await newPerson('race@example.com')
    const { version } = await read(who)
    await ask('PATCH', at(who), { note: 'theirs' })
    expect(await refusal('PATCH', at(who), { version, note: 'mine' })).toEqual([
      409,
      'conflict',
      'the customer was changed since you read it: read it again, then decide',
    ])
    expect((await read(who)).note).toBe('theirs')
    const now = (await read(who)).version
    const both = await Promise.all(['a', 'b'].map((note) => ask('PATCH', at(who), { version: now, note })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    // An address is shown with the customer: it makes another version as well.
    const latest = (await read(who)).version
    await ask('POST', at(who, '/addresses'), { line_1: 'A', city: 'B', country_code: 'PL' })
    expect((await refusal('PATCH', at(who), { version: latest, note: 'x' }))[0]).toBe(409)
  })

  test('addresses are added, changed, made the default and removed', async () => {
    const who = await newPerson('home@example.com')
    const add = (city: string, more = {}) =>
      ask<CustomerShown>('POST', at(who, '/addresses'), {
        ...{ line_1: 'Long 1', city, country_code: 'us', province: 'California' },
        ...more,
      })
    expect((await add('Oakland')).status).toBe(201)
    await add('Fresno')
    const { body } = await add('Davis', { is_default: true })
    const cities = (shown: CustomerShown) => shown.addresses.map(({ city, is_default }) => [city, is_default])
    expect(cities(body)).toEqual([
      ['Oakland', false],
      ['Fresno', false],
      ['Davis', true],
    ])
    expect(body.addresses[0]).toMatchObject({
      country: 'United States',
      country_code: 'US',
      province_code: 'CA',
    })
    const [oakland, fresno, davis] = body.addresses.map(({ id }) => `/addresses/${id}`)
    const moved = await ask<CustomerShown>('PATCH', at(who, oakland), {
      country_code: 'PL',
      city: 'Kraków',
      province: 'małopolskie',
      zip: '31-001',
      is_default: true,
    })
    expect(moved.body.addresses[0]).toMatchObject({
      city: 'Kraków',
      country: 'Poland',
      province_code: null,
      zip: '31-001',
      is_default: true,
      line_1: 'Long 1',
    })
    expect(moved.body.addresses[2]?.is_default).toBe(false)
    const shopline = await shoplineClient(world)
    const seen = await shopline.ok('GET', `/customers/v2/${who.numberId}.json`)
    expect(JSON.stringify(seen)).toContain('Kraków')
    const commerceLayer = await commerceLayerClient(world)
    const book = await commerceLayer.get(`/api/customers/${who.shortId}/customer_addresses?include=address`)
    expect(book.document.included?.map(({ attributes }) => attributes.city)).toContain('Kraków')

    const gone = await ask<CustomerShown>('DELETE', at(who, oakland))
    expect(cities(gone.body)).toEqual([
      ['Fresno', false],
      ['Davis', true],
    ])
    expect(await refusal('PATCH', at(who, oakland), { city: 'x' })).toEqual([
      404,
      'not_found',
      'the customer has no such address',
    ])
    expect(await refusal('PATCH', at(ada, fresno), { city: 'x' })).toEqual([
      404,
      'not_found',
      expect.anything(),
    ])
    expect(await refusal('PATCH', at(who, davis), { city: '' })).toEqual([
      422,
      'invalid',
      'city is needed in an address',
    ])
    expect((await refusal('POST', at(who, '/addresses'), { city: 'x', line_1: 'y' }))[2]).toBe(
      'country_code is needed in an address',
    )
    expect((await refusal('PATCH', at(who, davis), { country_code: 'XX' }))[2]).toBe(
      'country_code must be the code of a country such as PL, or empty',
    )
    const { version } = await read(who)
    await ask('PATCH', at(who), { note: 'x' })
    expect((await refusal('DELETE', at(who, davis), { version }))[0]).toBe(409)
  })

  test('where each field came from: a source, or whoever wrote it here', async () => {
    const home = await world.addOrganization({ slug: 'hub' })
    const numberId = '7001'
    await syncShown(world, home, 'shopline', [
      {
        id: numberId,
        values: {
          email: 'hub@example.com',
          firstName: 'Hedy',
          lastName: 'Lamarr',
          updatedAt: new Date('2026-01-01T00:00:00Z'),
        },
        addresses: [{ id: 'SL201UA1', city: 'Wien' }],
      },
    ])
    const who = (await world.store.records.find(home.key, 'customer', 'numberId', numberId)) as Customer
    await ask('PATCH', at(who, '', 'hub'), { last_name: 'Kiesler', phone: '+43 1 234 5678' })
    const { body } = await ask<Origins>('GET', at(who, '/origins', 'hub'))
    expect(body.sources).toMatchObject([{ name: 'shopline', dialect: 'shopline', remote_id: numberId }])
    const origin = Object.fromEntries(body.fields.map((one) => [one.field, one]))
    expect(origin.first_name).toMatchObject({
      value: 'Hedy',
      source: 'shopline',
      by: null,
      since: '2026-01-01T00:00:00.000Z',
    })
    for (const field of ['last_name', 'phone'])
      expect(origin[field]).toMatchObject({ source: null, by: { kind: 'admin-api', name: 'the office' } })
    expect(body.addresses).toMatchObject([{ source: 'shopline' }])
    expect((await ask<CustomerShown>('GET', at(who, '', 'hub'))).body.sources).toEqual([
      { name: 'shopline', dialect: 'shopline' },
    ])
    expect((await ask<History>('GET', at(who, '/history', 'hub'))).body.events.at(-1)?.by).toEqual({
      kind: 'sync',
      name: 'shopline',
      dialect: null,
    })
  })

  test('a person is exported, and erased only when its e-mail address is typed; the books stay', async () => {
    const who = await newPerson('gone@example.com')
    const exported = await ask<{ person: { email: string }; records: Record<string, unknown[]> }>(
      'GET',
      at(who, '/export'),
    )
    expect(exported.headers['Content-Disposition']).toBe(`attachment; filename="acme-${who.shortId}.json"`)
    expect(exported.body.person.email).toBe('gone@example.com')
    expect(exported.body.records.order).toHaveLength(3)

    const looked = await ask('POST', at(who, '/erase'), { dry_run: true })
    expect(looked.body).toMatchObject({ dry_run: true, erased: { customer: 1 }, not_linked: 0 })
    expect((await read(who)).email).toBe('gone@example.com')
    for (const confirm of [undefined, 'ada@example.com'])
      expect(await refusal('POST', at(who, '/erase'), { confirm })).toEqual([
        422,
        'invalid',
        'confirm must be the e-mail address of the customer',
      ])
    const { totals } = await read(who)
    const timeline = (await ask<Timeline>('GET', at(who, '/timeline'))).body
    const erased = await ask('POST', at(who, '/erase'), { confirm: ' GONE@example.com ' })
    expect(erased.body).toMatchObject({ dry_run: false, erased: looked.body.erased })

    const shown = await read(who)
    expect(shown).toMatchObject({
      name: null,
      email: `anonymized-${who.shortId}@anonymized.invalid`,
      erased_at: expect.any(String),
      totals,
    })
    expect((await ask<Timeline>('GET', at(who, '/timeline'))).body).toEqual(timeline)
    expect(await ledgerDifferences(world.store.records, world.organization.key)).toEqual([])
    const { events } = (await ask<History>('GET', at(who, '/history'))).body
    expect(events[0]).toMatchObject({ by: { kind: 'admin-api', name: 'the office' }, action: 'update' })
    expect(JSON.stringify(events)).not.toContain('gone@example.com')
    expect(await refusal('PATCH', at(who), { first_name: 'Eve' })).toEqual([
      422,
      'invalid',
      'this person was erased: nothing of them is written again',
    ])
  })

  test('whoever has no e-mail address is erased by their id', async () => {
    const who = await newPerson(null, { phone: '+48 600 000 000' })
    expect((await refusal('POST', at(who, '/erase'), {}))[2]).toBe(
      'confirm must be the id of the customer, who has no e-mail address',
    )
    expect((await ask('POST', at(who, '/erase'), { confirm: who.uuidId })).status).toBe(200)
  })

  test('another organization’s customer is out of reach, and what is no id is nobody', async () => {
    const routes: [string, string, unknown?][] = [
      ['GET', ''],
      ['PATCH', '', { note: 'x' }],
      ['POST', '/addresses', { line_1: 'A', city: 'B', country_code: 'PL' }],
      ['PATCH', `/addresses/${crypto.randomUUID()}`, { city: 'x' }],
      ['DELETE', `/addresses/${crypto.randomUUID()}`],
      ['GET', '/timeline'],
      ['GET', '/subscriptions'],
      ['GET', '/history'],
      ['GET', '/origins'],
      ['GET', '/export'],
      ['POST', '/erase', { confirm: 'ada@example.com' }],
    ]
    const before = await read(ada)
    for (const [method, rest, body] of routes) {
      const missing = [404, 'not_found', 'the organization has no such customer']
      expect(await refusal(method, at(ada, rest, 'other'), body), `${method} ${rest}`).toEqual(missing)
      expect(await refusal(method, `/organizations/acme/customers/1${rest}`, body)).toEqual(missing)
    }
    expect(await read(ada)).toEqual(before)
  })
})
