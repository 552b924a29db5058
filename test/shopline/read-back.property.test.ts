/** A customer reads back as it was written, and whatever else is sent is refused in the platform's words. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foldPhone } from '../../src/core/customer.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { type ShoplineClient, shoplineClient } from '../support/shopline-client.ts'
import { createWorld, type World } from '../support/world.ts'

/** Any character but NUL and half of a pair, and no script tag. */
const text = (max: number) =>
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: max })
    .map((given) => given.toWellFormed().replaceAll('\0', '').replace(/</g, '('))
    .filter((given) => given !== '')
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 })
const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''))

const address = fc.record({
  address1: optional(text(40)),
  address2: optional(text(40)),
  company: optional(text(40)),
  city: optional(text(30)),
  province: optional(text(30)),
  zip: optional(text(20)),
  first_name: optional(text(30)),
  last_name: optional(text(30)),
  phone: optional(digits(1, 20)),
  country: optional(fc.constantFrom('France', 'Nowhere')),
  country_code: optional(fc.constantFrom('FR', 'US')),
  province_code: optional(fc.constantFrom('4200006', 'CA', 'NSW')),
  default: optional(fc.boolean()),
})

const second = fc.integer({ min: 0, max: 2_000_000_000 })
const consent = fc.record({
  state: fc.integer({ min: 0, max: 3 }),
  opt_in_level: fc.integer({ min: 0, max: 2 }),
  consent_updated_at: second.map((at) => new Date(at * 1000).toISOString().replace('.000Z', '+00:00')),
  consent_collected_from: fc.option(text(20)),
})
const day = fc
  .integer({ min: 0, max: 40_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', ''))
const tag = text(12)
  .map((name) => name.replaceAll(',', ';').trim())
  .filter((name) => name !== '')

const customer = fc.record({
  phone: optional(
    digits(1, 18)
      .map((number) => `00${number}`)
      .filter((phone) => foldPhone(phone) !== null),
  ),
  first_name: optional(text(30)),
  last_name: optional(text(30)),
  note: optional(text(60)),
  gender: fc.integer({ min: 0, max: 3 }),
  birthday: optional(day),
  verified_email: fc.boolean(),
  multipass_identifier: optional(text(30)),
  email_marketing_consent: optional(consent),
  sms_marketing_consent: optional(consent),
  tags: fc.uniqueArray(tag, { maxLength: 4 }),
  addresses: fc.array(address, { maxLength: 3 }),
})
type Sent = typeof customer extends fc.Arbitrary<infer T> ? T : never

/** Members of a customer, mostly known ones, with anything in them. */
const garbage = fc.dictionary(
  fc.constantFrom(
    'email',
    'phone',
    'first_name',
    'gender',
    'birthday',
    'note',
    'tags',
    'verified_email',
    'password',
    'password_confirmation',
    'multipass_identifier',
    'email_marketing_consent',
    'sms_marketing_consent',
    'accepts_marketing',
    'addresses',
    '__proto__',
  ),
  fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary' }),
    fc.dictionary(fc.constantFrom('state', 'opt_in_level', 'consent_updated_at'), fc.jsonValue()),
    fc.array(fc.dictionary(fc.constantFrom('id', 'zip', 'default', 'country_code'), fc.jsonValue())),
  ),
)

describe.each(ENGINES)('SHOPLINE on %s', (engine) => {
  let world: World
  let shop: ShoplineClient
  let emails = 0
  const phones = new Set<string | null>()
  beforeAll(async () => {
    world = await createWorld(engine)
    shop = await shoplineClient(world)
  })
  afterAll(() => world?.close())

  test('a created customer reads back as written', async () => {
    await fc.assert(
      fc.asyncProperty(customer, async (sent) => {
        const phone = phones.has(foldPhone(sent.phone ?? null)) ? undefined : sent.phone
        phones.add(foldPhone(phone ?? null))
        const email = `back${emails++}@example.com`
        const body = { customer: { ...sent, phone, email, tags: sent.tags.join(', ') } }
        const created = await shop.call('POST', '/customers.json', body)
        expect(created.status, created.text).toBe(200)
        const { id } = (created.body as unknown as { customer: { id: string } }).customer
        const read = await shop.ok('GET', `/customers/v2/${id}.json`)
        expect(read.customer).toMatchObject({ ...expected({ ...sent, phone }), email })
      }),
      { numRuns: timesOn(engine, 20, 300) },
    )
  })

  test('whatever is sent, a customer is written whole or refused', async () => {
    const { id } = (
      (await shop.ok('POST', '/customers.json', { customer: { email: 'whole@example.com' } })) as unknown as {
        customer: { id: string }
      }
    ).customer
    await fc.assert(
      fc.asyncProperty(garbage, fc.boolean(), async (given, creating) => {
        const [method, path] = creating ? ['POST', '/customers.json'] : ['PUT', `/customers/${id}.json`]
        const answer = await shop.call(method, path, { customer: given })
        expect([200, 400, 412, 422], answer.text).toContain(answer.status)
        const keys = Object.keys(answer.body)
        expect(keys).toEqual(answer.status === 200 ? ['customer'] : ['errors'])
        if (answer.status !== 200) expect(typeof answer.body.errors).toBe('string')
      }),
      { numRuns: timesOn(engine, 60, 2000) },
    )
  })
})

/** What must be read, said anew from what was sent. */
function expected(sent: Sent): Record<string, unknown> {
  const chosen = sent.addresses.findLastIndex((one) => one.default === true)
  const addresses = sent.addresses.map((one, place) => ({
    ...Object.fromEntries(
      [
        'address1',
        'address2',
        'company',
        'city',
        'province',
        'zip',
        'first_name',
        'last_name',
        'phone',
        'country',
      ].map((name) => [name, one[name as keyof typeof one] ?? null]),
    ),
    province_code: one.province_code ?? null,
    country_code: one.country_code ?? (one.country === 'France' ? 'FR' : null),
    default: place === Math.max(chosen, 0),
  }))
  // Text is put in order by its bytes.
  const tags = sent.tags.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
  return {
    phone: sent.phone ?? null,
    first_name: sent.first_name ?? null,
    last_name: sent.last_name ?? null,
    note: sent.note ?? null,
    gender: ['0', '1', '2', '0'][sent.gender],
    birthday: sent.birthday ?? null,
    verified_email: sent.verified_email,
    multipass_identifier: sent.multipass_identifier ?? null,
    email_marketing_consent: sent.email_marketing_consent ?? null,
    sms_marketing_consent: sent.sms_marketing_consent ?? null,
    tags: tags.length > 0 ? tags.join(',') : null,
    addresses,
    default_address: addresses[Math.max(chosen, 0)] ?? null,
  }
}
