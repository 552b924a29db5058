/**
 * docs/mapping/README.md says which member of which platform each field of a customer is. Here customers are
 * written through one platform and read through all three by the names of that page, so that it cannot lie.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCOUNT_STATES, CONSENT_LEVELS, CONSENT_STATES } from '../../src/core/customer.ts'
import { decimal } from '../../src/core/money.ts'
import { type Customer, fieldOf, fields, type RecordType } from '../../src/core/schema.ts'
import { dialects } from '../../src/dialects/index.ts'
import { many, one } from '../support/commerce-layer-client.ts'
import { ENGINES, timesOn } from '../support/engines.ts'
import { type Speaker, speakAs } from '../support/send-as.ts'
import { createWorld, type World } from '../support/world.ts'

const PLATFORMS = ['commerce-layer', 'shopline', 'easycart'] as const
type Platform = (typeof PLATFORMS)[number]
type Json = Record<string, unknown>

const page = readFileSync(new URL('../../docs/mapping/README.md', import.meta.url), 'utf8')
/** Each row: the core's field, and the member of each platform that shows it. */
const ROWS = [...page.matchAll(/^\| `(\w+)\.(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
  ([, type = '', field = '', ...cells]) => ({
    type,
    field,
    members: Object.fromEntries(
      PLATFORMS.flatMap((platform, place) => {
        const member = /^`([\w.]+)`/.exec(cells[place] ?? '')?.[1]
        return member ? [[platform, member]] : []
      }),
    ) as Partial<Record<Platform, string>>,
  }),
)

type Values = Record<string, unknown>
const names = ({ firstName, lastName }: Values) => [firstName, lastName].filter(Boolean).join(' ') || null
const seconds = (value: Date) => `${value.toISOString().slice(0, 19)}+00:00`
const orEmpty = (value: unknown) => value ?? ''
const numberIn = (words: readonly string[]) => (value: unknown) =>
  value === null ? undefined : words.indexOf(value as string)

/** How a platform shows a value where it is not shown as it is: `<platform> <type>.<field>`. */
const SHOWN: Record<string, (value: never, all: Values) => unknown> = {
  'commerce-layer customer.email': (email: string | null) => email?.trim().toLowerCase() ?? '',
  'easycart customer.email': orEmpty,
  'shopline customer.phone': (phone: string | null) =>
    phone?.startsWith('+') ? `00${phone.replace(/\D/g, '')}` : phone,
  'easycart customer.fullName': (name: string | null, all) => name || names(all),
  'shopline customer.nickName': (name: string | null, all) => name || names(all),
  'shopline customer.gender': (gender: string) => ({ male: '1', female: '2' })[gender] ?? '0',
  'shopline customer.birthday': (day: string | null) => day?.replaceAll('-', '') ?? null,
  'commerce-layer customer.passwordHash': (hash: string | null) => hash !== null,
  'shopline customer.accountState': (state: never, { blacklisted }) =>
    blacklisted ? 0 : ACCOUNT_STATES.indexOf(state) + 1,
  'shopline customer.blacklisted': (blacklisted: boolean, { accountState }) =>
    blacklisted ? 0 : ACCOUNT_STATES.indexOf(accountState as never) + 1,
  'shopline customer.emailConsentState': numberIn(CONSENT_STATES),
  'shopline customer.emailConsentLevel': numberIn(CONSENT_LEVELS),
  'shopline customer.smsConsentState': numberIn(CONSENT_STATES),
  'shopline customer.smsConsentLevel': numberIn(CONSENT_LEVELS),
  'shopline customer.extras': ({ shopline }: Values) => (shopline as Json | undefined)?.asid ?? null,
  'commerce-layer customer.extras': (extras: Values) =>
    (extras['commerce-layer'] as Json | undefined)?.tax_exemption_code ?? null,
  'commerce-layer tag.name': (tags: string[]) => tags,
  'shopline tag.name': (tags: string[]) => (tags.length > 0 ? tags.join(',') : null),
  'shopline customerTotal.spentAmount': (amount: number) => decimal(amount, 2),
  'commerce-layer address.line1': orEmpty,
  'commerce-layer address.city': orEmpty,
  'commerce-layer address.countryCode': orEmpty,
  'commerce-layer address.phone': orEmpty,
  'shopline address.isDefault': (isDefault: boolean, { standsIn }) => isDefault || standsIn,
  'shopline address.provinceCode': (code: string | null, { province }) => code ?? (province ? null : ''),
}

/** `email_marketing_consent.state` of an object; undefined where anything on the way is missing. */
const at = (object: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => (inner as Json | null)?.[name] ?? undefined, object) ??
  null

const word = fc.constantFrom('Ada', 'Łucja', 'Żółć', '太郎', "O'Neil", 'Ng')
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const consent = maybe(
  fc.record({
    state: fc.constantFrom(...CONSENT_STATES),
    level: fc.constantFrom(...CONSENT_LEVELS),
    source: maybe(fc.constantFrom('Pop', 'footer')),
  }),
)
const address = fc.record({
  firstName: word,
  lastName: word,
  company: maybe(fc.constant('Clay & Co.')),
  line1: fc.constantFrom('Prosta 1', 'Źródlana 7'),
  line2: maybe(fc.constant('m. 12')),
  city: fc.constantFrom('Łódź', '札幌'),
  zip: fc.constantFrom('90-001', '1'),
  provinceCode: fc.constantFrom('LD', '01'),
  countryCode: fc.constantFrom('PL', 'JP'),
  phone: fc.constantFrom('0048601', '+48 601'),
})
const person = fc.record({
  phone: maybe(fc.constantFrom('+', '00')),
  firstName: maybe(word),
  lastName: maybe(word),
  gender: maybe(fc.constantFrom('male', 'female', 'secret')),
  birthday: maybe(fc.constantFrom('1999-12-31', '2000-02-29')),
  note: maybe(fc.constantFrom('Evenings only', 'Zwroty na kartę')),
  verifiedEmail: fc.boolean(),
  email: consent,
  sms: consent,
  tags: fc.uniqueArray(fc.constantFrom('vip', 'żółty', 'loyal'), { maxLength: 3 }),
  addresses: fc.array(address, { maxLength: 2 }),
  reference: maybe(fc.constantFrom('crm-1', 'crm-2')),
  metadata: fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(fc.integer(), fc.boolean()), { maxKeys: 2 }),
})
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never

test('every field of a customer has a row, and every row names a field', () => {
  for (const { type, field } of ROWS) {
    expect(Object.keys(fields)).toContain(type)
    expect(fieldOf(type as RecordType, field), `${type}.${field}`).toBeDefined()
  }
  const said = [...page.matchAll(/`customer\.(\w+)`/g)].map(([, field]) => field)
  expect(new Set(said)).toEqual(new Set(Object.keys(fields.customer).filter((field) => field !== 'key')))
  for (const key of Object.keys(SHOWN)) {
    const [platform = '', name = ''] = key.split(' ')
    const row = ROWS.find(({ type, field }) => `${type}.${field}` === name)
    expect(row?.members[platform as Platform], key).toBeDefined()
  }
})

describe.each(ENGINES)('one customer on %s', (engine) => {
  let world: World
  let people = 0
  let variant = ''
  const speakers = {} as Record<Platform, Speaker>
  beforeAll(async () => {
    world = await createWorld(engine)
    for (const dialect of dialects) {
      const scopes = dialect.name === 'shopline' ? ['read_customers', 'write_customers'] : []
      const printed = await world.credential(dialect.name, { scopes })
      speakers[dialect.name as Platform] = await speakAs(world, dialect, printed)
    }
    variant = await world.store.records.write(world.organization.key, { kind: 'test' }, async (writer) => {
      const [product] = await writer.create('product', [
        { name: 'Tea', slug: 'tea', status: 'published', currency: 'USD' },
      ])
      const [made] = await writer.create('productVariant', [
        { productKey: product?.key ?? 0, kind: 'one_time', amount: 100 },
      ])
      return made?.uuidId ?? ''
    })
  })
  afterAll(() => world.close())

  async function ask(platform: Platform, method: string, url: string, body?: unknown): Promise<Json> {
    const json = platform === 'commerce-layer' ? 'application/vnd.api+json' : 'application/json'
    const headers = { ...speakers[platform].headers, Accept: json, 'Content-Type': json }
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
    const answer = await world.send({
      method,
      url: platform === 'shopline' ? `/admin/openapi/v20260301/${url}` : url,
      headers: Object.fromEntries(lower),
      body: body === undefined ? '' : JSON.stringify(body),
    })
    expect(answer.status, `${method} ${url}: ${answer.body}`).toBeLessThan(300)
    return answer.json() as Json
  }

  /** A body with these values under a platform's names for them. */
  const named = (platform: Platform, type: string, values: Values): Json => {
    const entries = Object.entries(values).map(([field, value]) => {
      const row = ROWS.find((one) => one.type === type && one.field === field)
      const member = row?.members[platform]
      if (!member) throw new Error(`${platform} does not show ${type}.${field}`)
      return [member, value]
    })
    return Object.fromEntries(entries)
  }

  /** Core values of the customer, as the platform's body; gives what must be true of the core afterwards. */
  const WRITE: Record<
    Platform,
    (given: Person, contact: Values, before: Customer | null) => Promise<Values>
  > = {
    async shopline({ email, sms, tags, addresses, ...given }, contact, before) {
      const { firstName, lastName, note, verifiedEmail, gender, birthday } = given
      const consentOf = (said: Person['email']) =>
        said && {
          state: CONSENT_STATES.indexOf(said.state),
          opt_in_level: CONSENT_LEVELS.indexOf(said.level),
          consent_collected_from: said.source,
        }
      const body = {
        ...named('shopline', 'customer', { ...contact, firstName, lastName, note, verifiedEmail }),
        ...named('shopline', 'customer', {
          gender: [null, 'male', 'female', 'secret'].indexOf(gender),
          birthday: birthday?.replaceAll('-', '') ?? null,
        }),
        tags: tags.join(','),
        addresses: addresses.map((one) => named('shopline', 'address', one)),
        email_marketing_consent: consentOf(email),
        sms_marketing_consent: consentOf(sms),
      }
      if (before) await ask('shopline', 'PUT', `customers/${before.numberId}.json`, { customer: body })
      else await ask('shopline', 'POST', 'customers.json', { customer: body })
      const kept = (channel: string, said: Person['email']) =>
        said && {
          [`${channel}ConsentState`]: said.state,
          [`${channel}ConsentLevel`]: said.level,
          [`${channel}ConsentSource`]: said.source,
        }
      const said = { ...contact, firstName, lastName, note, verifiedEmail, gender, birthday }
      return { ...said, ...kept('email', email), ...kept('sms', sms), tags: [...tags].sort() }
    },

    async 'commerce-layer'({ addresses, ...given }, { email }, before) {
      const { reference, metadata } = given
      // Commerce Layer's own tags are plain letters and digits.
      const tags = given.tags.filter((tag) => /^\w+$/.test(tag))
      const values = { email, reference, referenceOrigin: reference && 'crm', metadata }
      const tagIds = await Promise.all(tags.map(tagId))
      const data = {
        type: 'customers',
        ...(before ? { id: before.shortId } : {}),
        attributes: named('commerce-layer', 'customer', values),
        relationships: { tags: many('tags', tagIds) },
      }
      const url = `/api/customers${before ? `/${before.shortId}` : ''}`
      const made = (await ask('commerce-layer', before ? 'PATCH' : 'POST', url, { data })).data as {
        id: string
      }
      for (const value of addresses) {
        const attributes = named('commerce-layer', 'address', value)
        const saved = await ask('commerce-layer', 'POST', '/api/addresses', {
          data: { type: 'addresses', attributes: { business: false, ...attributes } },
        })
        await ask('commerce-layer', 'POST', '/api/customer_addresses', {
          data: {
            type: 'customer_addresses',
            relationships: {
              customer: one('customers', made.id),
              address: one('addresses', (saved.data as { id: string }).id),
            },
          },
        })
      }
      return { ...values, tags: [...tags].sort() }
    },

    /** An access makes its customer; one that is there stays as it is. */
    async easycart({ firstName, lastName }, { email }, before) {
      const fullName = names({ firstName, lastName }) ?? 'Nobody'
      await ask('easycart', 'POST', '/api/v1/product-access', {
        variant_id: variant,
        full_name: fullName,
        email,
        lang: 'pl',
      }).then((answer) => expect(answer).toEqual({ message: 'Product access created successfully' }))
      return before ? {} : { email, language: 'pl', fullName }
    },
  }

  async function tagId(name: string): Promise<string> {
    const { records } = world.store
    const found = await records.find(world.organization.key, 'tag', 'name', name)
    if (found) return found.shortId
    const data = { type: 'tags', attributes: { name } }
    return ((await ask('commerce-layer', 'POST', '/api/tags', { data })).data as { id: string }).id
  }

  /** What each platform shows: the customer's members, and those of each address. */
  const READ: Record<Platform, (customer: Customer) => Promise<{ customer: Json; addresses: Json[] }>> = {
    async 'commerce-layer'({ shortId }) {
      type Found = { id: string; type: string; attributes: Json; relationships: Record<string, Json> }
      const url = `/api/customers/${shortId}?include=tags,customer_group,customer_addresses.address`
      const { data, included = [] } = (await ask('commerce-layer', 'GET', url)) as never as {
        data: Found
        included?: Found[]
      }
      const attributesOf = (type: string) => included.filter((each) => each.type === type)
      const group = data.relationships.customer_group?.data as { id: string } | null
      return {
        customer: {
          ...data.attributes,
          id: data.id,
          customer_group: group?.id ?? null,
          tags: attributesOf('tags')
            .map(({ attributes }) => attributes.name)
            .sort(),
        },
        addresses: attributesOf('addresses').map(({ attributes }) => attributes),
      }
    },
    async shopline({ numberId }) {
      const { customer } = (await ask('shopline', 'GET', `customers/v2/${numberId}.json`)) as {
        customer: Json
      }
      return { customer, addresses: customer.addresses as Json[] }
    },
    async easycart({ uuidId }) {
      return {
        customer: await ask('easycart', 'GET', `/api/v1/customers/${uuidId}?currency=usd&include=ltv`),
        addresses: [],
      }
    },
  }

  async function coreOf(email: string) {
    const { records } = world.store
    const organization = world.organization.key
    const customer = await records.find(organization, 'customer', 'email', email)
    if (!customer) throw new Error(`no customer ${email}`)
    const hanging = async <R extends 'tags' | 'addresses' | 'totals'>(relation: R) => {
      const sort = relation === 'totals' ? [] : [{ field: 'key' }]
      const found = await records.related(organization, 'customer', relation, [customer.key], { sort })
      return found.get(customer.key) ?? []
    }
    const tags = (await hanging('tags')).map(({ name }) => name).sort()
    const [totals] = (await hanging('totals')).filter(({ currency }) => currency === 'USD')
    const book = await hanging('addresses')
    const isMarked = book.some(({ isDefault }) => isDefault)
    const addresses = book.map((one, place) => ({ ...one, standsIn: place === 0 && !isMarked }))
    return { customer, tags, addresses, totals }
  }

  /** Every row of the page, on every platform at once. */
  async function everywhere({ customer, tags, addresses, totals }: Awaited<ReturnType<typeof coreOf>>) {
    const expected = (platform: Platform, type: string, field: string, all: Values, value = all[field]) => {
      const show = SHOWN[`${platform} ${type}.${field}`]
      if (show) return show(value as never, all)
      if (value instanceof Date) return platform === 'commerce-layer' ? value.toISOString() : seconds(value)
      return value
    }
    for (const platform of PLATFORMS) {
      const wire = await READ[platform](customer)
      if (platform !== 'easycart') expect(wire.addresses).toHaveLength(addresses.length)
      for (const { type, field, members } of ROWS) {
        const member = members[platform]
        if (!member) continue
        const compare = (shown: Json, all: Values, value?: unknown) =>
          expect(at(shown, member), `${platform} ${type}.${field}`).toEqual(
            expected(platform, type, field, all, value) ?? null,
          )
        if (type === 'customer') compare(wire.customer, customer as never)
        if (type === 'tag') compare(sortedTags(wire.customer), customer as never, tags)
        if (type === 'customerTotal' && totals) compare(wire.customer, totals as never)
        if (type === 'address')
          for (const [place, shown] of wire.addresses.entries())
            compare(shown, (addresses[place] ?? {}) as Values)
      }
    }
  }
  const sortedTags = (shown: Json): Json =>
    typeof shown.tags === 'string' ? { ...shown, tags: shown.tags.split(',').sort().join(',') } : shown

  test('written through any platform, a customer is the same on all of them at once', {
    timeout: 600_000,
  }, async () => {
    const step = fc.record({ platform: fc.constantFrom(...PLATFORMS), given: person })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        const number = people++
        const email = `mapped.${number}@example.com`
        let before: Customer | null = null
        for (const { platform, given } of steps) {
          const phone = given.phone && `${given.phone}4860${String(1_000_000 + number)}`
          const said = await WRITE[platform](given, { email, phone }, before)
          const core = await coreOf(email)
          const { tags = core.tags, ...values } = said
          expect(core.customer).toMatchObject(values)
          expect(core.tags).toEqual(tags)
          await everywhere(core)
          before = core.customer
        }
      }),
      { numRuns: timesOn(engine, 12, 100) },
    )
  })
})
