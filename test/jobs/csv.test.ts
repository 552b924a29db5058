import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exported, exportedCsv, imported } from '../support/data.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { createWorld, type World } from '../support/world.ts'

const text = fc.oneof(
  fc.string({ maxLength: 9 }),
  fc
    .array(fc.constantFrom(...'=+-@\' \t\n\r",;[é', 'e\u0301', '👩‍🚀'), { maxLength: 5 })
    .map((parts) => parts.join('')),
)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const time = fc.integer({ min: 0, max: 2_000_000_000_000 }).map((at) => new Date(at))
const json = fc.dictionary(
  fc.string({ maxLength: 6 }).map((name) => name.replaceAll('\0', '')),
  fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
  { maxKeys: 3 },
)
const consent = {
  State: maybe(fc.constantFrom('subscribed', 'not_subscribed', 'unsubscribed')),
  Level: maybe(fc.constantFrom('unknown', 'confirmed_opt_in')),
  At: maybe(time),
  Source: maybe(text),
}
const customers = fc.array(
  fc.record({
    reference: maybe(text),
    referenceOrigin: maybe(text),
    createdAt: time,
    updatedAt: time,
    ...Object.fromEntries(
      ['phone', 'firstName', 'lastName', 'fullName', 'nickName', 'language', 'note', 'avatarUrl'].map(
        (name) => [name, maybe(text)],
      ),
    ),
    gender: maybe(fc.constantFrom('male', 'secret')),
    birthday: maybe(fc.constant('1815-12-10')),
    verifiedEmail: fc.boolean(),
    blacklisted: fc.boolean(),
    accountState: fc.constantFrom('not_invited', 'registered'),
    ...Object.fromEntries(
      ['emailConsent', 'smsConsent'].flatMap((name) =>
        Object.entries(consent).map(([part, values]) => [`${name}${part}`, values]),
      ),
    ),
    metadata: json,
    email: fc.constantFrom('at', 'padded', 'blank', null),
    tagged: fc.uniqueArray(fc.nat(3), { maxLength: 3 }),
    orders: fc.array(
      fc.record({
        reference: maybe(text.filter((value) => value.trim() !== '')),
        number: maybe(text.filter((value) => value !== '')),
        createdAt: time,
        status: fc.constantFrom('created', 'completed', 'canceled', 'processing'),
        currency: fc.constantFrom('USD', 'JPY', 'KWD'),
        amount: fc.nat(99_999),
        quantity: fc.nat(9),
        canceledAt: maybe(time),
        metadata: json,
        paid: fc.nat(2),
        guest: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
  }),
  { maxLength: 5 },
)
const TAGS = ['vip', 'a,b', ' [x', '=1+1']

describe.each(ENGINES)('CSV on %s', (engine) => {
  let world: World
  let next = 0
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())
  const newOrganization = async () => (await world.addOrganization({ slug: `csv-${next++}` })).key

  const fill = (organization: number, people: Drawn) =>
    world.store.records.write(organization, {}, async (writer) => {
      const tags = await writer.create(
        'tag',
        TAGS.map((name) => ({ name })),
      )
      for (const [place, { tagged, orders, email, ...person }] of people.entries()) {
        const address = `p.${place}@example.com`
        const emails = { at: address, padded: ` ${address}`, blank: '' }
        const [customer] = await writer.create('customer', [
          { ...person, email: email && emails[email as keyof typeof emails] },
        ])
        const customerKey = customer!.key
        await writer.create(
          'customerTag',
          tagged.map((tag) => ({ customerKey, tagKey: tags[tag]!.key })),
        )
        for (const { paid, guest, ...order } of orders) {
          const [made] = await writer.create('order', [
            { ...order, customerKey: guest ? null : customerKey, customerEmail: place % 2 ? address : null },
          ])
          for (let payment = 0; payment < paid && !guest; payment++)
            await writer.create('payment', [
              {
                customerKey,
                orderKey: made!.key,
                currency: order.currency,
                amount: 7,
                paidAt: order.createdAt,
              },
            ])
        }
      }
    })
  type Drawn = typeof customers extends fc.Arbitrary<infer T> ? T : never

  test('customers and orders that were written are read back to the same ones, anew and over themselves', async () => {
    await fc.assert(
      fc.asyncProperty(customers, async (people) => {
        const source = await newOrganization()
        await fill(source, people)
        const everything = await exported(world, source)
        const written = await exportedCsv(world, 'customers-csv', source)
        const orders = await exportedCsv(world, 'orders-csv', source)
        const target = await newOrganization()
        const first = await imported(world, 'customers-csv', written, { organization: target, batchSize: 2 })
        expect(first.rejects).toEqual([])
        expect(first.counts.created).toBe(people.length)
        expect(await exportedCsv(world, 'customers-csv', target)).toBe(written)
        const second = await imported(world, 'orders-csv', orders, { organization: target, batchSize: 2 })
        expect(second.rejects).toEqual([])
        expect(await exportedCsv(world, 'orders-csv', target)).toBe(orders)
        for (const organization of [target, source])
          for (const [format, file] of [
            ['customers-csv', written],
            ['orders-csv', orders],
          ] as const) {
            // Orders that came after them set the time of their customers' last change.
            const now = format === 'orders-csv' || organization === source ? file : null
            const again = await imported(world, format, now ?? (await exportedCsv(world, format, target)), {
              organization,
            })
            expect(again.counts).toMatchObject({ unchanged: again.counts.read, rejected: 0 })
          }
        expect(await exported(world, source)).toBe(everything)
      }),
      { numRuns: timesOn(engine, 5, 100) },
    )
  })

  test('no cell that a spreadsheet opens is a formula', async () => {
    const organization = await newOrganization()
    const line = {
      type: 'customer',
      reference: '=1+1',
      first_name: '@x',
      phone: '+4930',
      metadata: { a: '-1' },
    }
    await imported(world, 'ndjson', JSON.stringify(line), { organization })
    const mapping = { Ref: 'reference', Name: 'first_name', Telefon: 'phone', a: 'metadata.a' }
    const csv = await exportedCsv(world, 'customers-csv', organization, mapping)
    expect(csv).toBe("Ref,Name,Telefon,a\n'=1+1,'@x,'+4930,'-1\n")
    const again = await imported(world, 'customers-csv', csv, { organization, mapping })
    expect(again.counts).toMatchObject({ read: 1, unchanged: 1 })
  })

  test('a mapping chooses columns, their names and their order; a wrong one writes nothing', async () => {
    const organization = await newOrganization()
    await imported(world, 'customers-csv', 'reference,email,Colour\nA1,ada@example.com,red\n', {
      organization,
    })
    const write = (mapping: Record<string, string>) =>
      exportedCsv(world, 'customers-csv', organization, mapping)
    expect(await write({ Poczta: 'E-mail', Farbe: 'metadata.Colour', Uwagi: '', Kennung: 'reference' })).toBe(
      'Poczta,Farbe,Kennung\nada@example.com,red,A1\n',
    )
    await expect(write({ Poczta: 'emial' })).rejects.toThrow(
      'the mapping gives Poczta to emial, which is none of',
    )
    await expect(write({ 'a\nb': 'email' })).rejects.toThrow('which a header row cannot say')
    await expect(write({ Uwagi: '' })).rejects.toThrow('leaves no column')
  })

  test('a Shopify export: customers with tags, consents and default addresses; figures are no figures', async () => {
    const organization = await newOrganization()
    const header =
      'Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags,Accepts WhatsApp Marketing'
    const rows = [
      `'111,Ana,Pérez,ana@example.com,yes,"Pérez, SA",Calle 1,Apto 4,Bogotá,DC,CO,'011011,'+573001112233,'+573001112234,no,150000.00,3,,no,"newsletter, gw_form",no`,
      `'112,Bo,,,no,,,,,,,,,'+4512345678,yes,0.00,0,hello,no,,no`,
      `,,,,no,,,,,,,,,'+4512345679,no,0.00,0,,no,,no`,
    ]
    const file = [header, ...rows].join('\n')
    const first = await imported(world, 'shopify-customers-csv', file, { organization })
    expect(first.counts).toMatchObject({ read: 3, created: 2, rejected: 1 })
    expect(first.rejects[0]).toMatchObject({ line: 4, reason: expect.stringContaining('knows it again') })
    const { records } = world.store
    const ana = await records.find(organization, 'customer', 'reference', '111')
    expect(ana).toMatchObject({
      referenceOrigin: 'shopify',
      email: 'ana@example.com',
      phone: '+573001112234',
      emailConsentState: 'subscribed',
      smsConsentState: 'not_subscribed',
      placedOrdersCount: 0,
      metadata: { 'Total Spent': '150000.00', 'Total Orders': '3', 'Tax Exempt': 'no' },
    })
    expect(await records.find(organization, 'address', 'customerKey', ana!.key)).toMatchObject({
      isDefault: true,
      firstName: 'Ana',
      company: 'Pérez, SA',
      line1: 'Calle 1',
      provinceCode: 'DC',
      countryCode: 'CO',
      country: 'Colombia',
      zip: '011011',
      phone: '+573001112233',
    })
    const tags = await records.related(organization, 'customer', 'tags', [ana!.key])
    expect(
      tags
        .get(ana!.key)
        ?.map(({ name }) => name)
        .sort(),
    ).toEqual(['gw_form', 'newsletter'])
    const again = await imported(world, 'shopify-customers-csv', file, { organization })
    expect(again.counts).toMatchObject({ unchanged: 2, rejected: 1 })
    const moved = await imported(world, 'shopify-customers-csv', file.replace('Calle 1,Apto 4', 'Calle 2,'), {
      organization,
    })
    expect(moved.counts).toMatchObject({ updated: 1, unchanged: 1 })
    expect(await records.list(organization, { type: 'address', sort: [], limit: 9 })).toMatchObject([
      { line1: 'Calle 2', line2: null },
    ])
  })

  test('SHOPLINE’s files, in either language, keep the customers’ ids and what they say in their own words', async () => {
    const organization = await newOrganization()
    const english = [
      '*Email,First Name,Last Name,Customer ID,Phone,Gender,Birthday,Accepts Email Marketing,Address1,City,Country,Tags,Points',
      'eve@example.com,Eve,Lin,4201824054,+85253657436,Female,1990/05/02,yes,1 Queen Road,Hong Kong,Hong Kong SAR China,"vip,hk",77',
    ].join('\n')
    const chinese = [
      '名,姓氏,邮箱,接受邮件营销,性别,国家二字码,地址1,标签',
      '小明,王,ming@example.com,否,？,cn,中山路 1,VIP',
    ].join('\n')
    for (const outcome of ['created', 'unchanged'])
      for (const file of [english, chinese]) {
        const { counts, rejects } = await imported(world, 'shopline-customers-csv', file, { organization })
        expect(rejects).toEqual([])
        expect(counts).toMatchObject({ read: 1, [outcome]: 1 })
      }
    const { records } = world.store
    const eve = await records.find(organization, 'customer', 'numberId', '4201824054')
    expect(eve).toMatchObject({
      email: 'eve@example.com',
      gender: 'female',
      birthday: '1990-05-02',
      emailConsentState: 'subscribed',
      metadata: { Points: '77' },
    })
    expect(await records.find(organization, 'address', 'customerKey', eve!.key)).toMatchObject({
      line1: '1 Queen Road',
      countryCode: 'HK',
    })
    expect(await records.find(organization, 'customer', 'email', 'ming@example.com')).toMatchObject({
      firstName: '小明',
      lastName: '王',
      gender: null,
      emailConsentState: 'not_subscribed',
      metadata: { 性别: '？' },
    })
  })
})
