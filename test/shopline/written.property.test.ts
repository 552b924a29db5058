/** What the store writes of customers is what the presenters show, for any customer, on both engines. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCOUNT_STATES, CONSENT_LEVELS, CONSENT_STATES, GENDERS } from '../../src/core/customer.ts'
import { ORDER_STATUSES } from '../../src/core/ledger.ts'
import { where } from '../../src/core/query.ts'
import { tagsNamed } from '../../src/core/tags.ts'
import type { Writing, Written } from '../../src/core/writing.ts'
import { loadCustomers } from '../../src/dialects/shopline/customers/load-customers.ts'
import { customerWriting, memberWriting } from '../../src/dialects/shopline/customers/writings.ts'
import { presentMember } from '../../src/dialects/shopline/groups/present-member.ts'
import { presentCustomer } from '../../src/dialects/shopline/present.ts'
import { defaultSettings } from '../../src/dialects/shopline/settings.ts'
import { createTimeZones } from '../../src/dialects/shopline/time.ts'
import { writeCustomer, writeMember } from '../../src/dialects/shopline/write-customer.ts'
import { type ByteText, bytesOf } from '../../src/lib/byte-text.ts'
import { anyRecord, anyText } from '../support/any-record.ts'
import { ENGINES } from '../support/engines.ts'
import { times } from '../support/long.ts'
import { createWorld, type World } from '../support/world.ts'

const ZONES = ['UTC', 'Asia/Shanghai', 'America/New_York', 'America/St_Johns', 'Africa/Monrovia']
const zones = createTimeZones()

/** What the platform keeps for itself, and what others or nobody could have left there. */
const extras = fc.oneof(
  fc.constant({}),
  fc.record(
    {
      shopline: fc.oneof(
        fc.constantFrom(null, [], 'none', 1),
        fc.record(
          {
            asid: fc.oneof(anyText, fc.constantFrom(null, 1)),
            multipass_identifier: anyText,
            social_customer: fc.oneof(fc.array(fc.oneof(anyText, fc.constant(1))), fc.constant(null)),
            province_code: fc.oneof(anyText, fc.constant(7)),
          },
          { requiredKeys: [] },
        ),
      ),
      toy: anyText,
    },
    { requiredKeys: [] },
  ),
) as fc.Arbitrary<never>

/** The order in which they are asked for. */
const LATEST_KEY = [{ field: 'key', descending: true }]
const TAGS = ['b', 'a', 'Ä "quoted"', '😀', 'a b']
const CURRENCIES = ['USD', 'JPY', 'KWD']
/** What a currency of three digits rounds, and what is too much for 32 bits. */
const amount = fc.oneof(fc.nat({ max: 30_000 }), fc.integer({ min: 0, max: 2 ** 50 }))

const kept = fc.record({
  customer: anyRecord('customer', {
    extras,
    accountState: fc.constantFrom<string>(...ACCOUNT_STATES),
    gender: fc.option(fc.constantFrom<string>(...GENDERS)),
    phone: fc.option(fc.oneof(anyText, fc.constantFrom('+852 5365-7436', '0048600', '+', '+a٣1'))),
    emailConsentState: fc.option(fc.constantFrom<string>(...CONSENT_STATES)),
    smsConsentState: fc.option(fc.constantFrom<string>(...CONSENT_STATES)),
    emailConsentLevel: fc.option(fc.constantFrom<string>(...CONSENT_LEVELS)),
    smsConsentLevel: fc.option(fc.constantFrom<string>(...CONSENT_LEVELS)),
  }),
  addresses: fc.array(anyRecord('address', { extras, isDefault: fc.constant(false) }), { maxLength: 3 }),
  marked: fc.nat({ max: 3 }),
  tags: fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 3 }),
  orders: fc.array(
    fc.record({
      amount,
      currency: fc.constantFrom(...CURRENCIES),
      status: fc.constantFrom(...ORDER_STATUSES),
      createdAt: fc.date({ min: new Date('2020-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }),
      number: fc.option(anyText),
    }),
    { maxLength: 3 },
  ),
  ordersDeleted: fc.boolean(),
})
type Kept = typeof kept extends fc.Arbitrary<infer K> ? K : never

const rules = fc.record({
  endpoint: fc.constant('list' as const),
  currency: fc.constantFrom(...CURRENCIES),
  offsetAt: fc.constantFrom(...ZONES.map(zones)),
  settings: fc.record({
    genderFormat: fc.constantFrom('code' as const, 'word' as const),
    lastOrderDeletedLiteral: fc.constantFrom(null, 'N/A', '"'),
  }),
})

describe.each(ENGINES)('%s', (engine) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld(engine)
  })
  afterAll(() => world.close())

  test('a customer of a list, and a member of a group', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(kept, { minLength: 20, maxLength: 30 }), rules, async (all, by) => {
        const keys = await keep(all)
        const { services, organization } = world
        const { records } = services
        const store = { ...organization, currency: by.currency }
        const query = { type: 'customer', where: where('customer').in('key', keys), sort: [] } as const
        const customers = await records.list(store.key, { ...query, limit: keys.length })
        const inOrder = keys.flatMap((key) => customers.filter((one) => one.key === key))
        const settings = { ...defaultSettings, ...by.settings }
        const parts = new Set(['tags', 'totals', 'lastOrder', 'addresses'] as const)
        const shown = await loadCustomers({ services, store, settings }, inOrder, parts)
        const ofList = (out: ByteText, row: Written) => writeCustomer(out, row, by.offsetAt)
        const written = async (writing: Writing, write: typeof ofList) =>
          records.written(store.key, 'customer', [...keys, 999_999_999], writing, (row) =>
            String(bytesOf((out) => write(out, row))),
          )

        const customersWritten = await written(customerWriting(by), ofList)
        expect(customersWritten).toEqual(shown.map((one) => JSON.stringify(presentCustomer(one, by))))
        const inList = await records.listWritten(
          store.key,
          { type: 'customer', where: where('customer').in('key', keys), sort: LATEST_KEY, limit: 5 },
          customerWriting(by),
          (row) => String(bytesOf((out) => ofList(out, row))),
        )
        expect(inList).toEqual(customersWritten.slice(0, 5))

        expect(await written(memberWriting(by), writeMember)).toEqual(
          shown.map((one) => JSON.stringify(presentMember(one, by))),
        )
      }),
      { numRuns: times(4, 200), endOnFailure: true },
    )
  })

  /** Keeps them, and gives their keys in no particular order. */
  async function keep(all: readonly Kept[]): Promise<number[]> {
    const { records } = world.store
    const store = world.organization.key
    return records.write(store, { kind: 'test' }, async (writer) => {
      writer.keepUpdatedAt('all')
      const made = await writer.create(
        'customer',
        all.map(({ customer }) => ({ ...pick(customer, OWN), email: emailOf(customer.email) })),
      )
      const each = <T>(of: (one: Kept, customerKey: number) => T[]) =>
        all.flatMap((one, at) => of(one, made[at]?.key ?? 0))
      await writer.create(
        'address',
        each(({ addresses, marked }, customerKey) =>
          addresses.map((one, at) => ({ ...pick(one, PLACE), customerKey, isDefault: at === marked })),
        ),
      )
      const tags = await tagsNamed(writer, store, TAGS)
      await writer.create(
        'customerTag',
        each((one, customerKey) =>
          tags.filter(({ name }) => one.tags.includes(name)).map(({ key }) => ({ customerKey, tagKey: key })),
        ),
      )
      const orders = await writer.create(
        'order',
        each((one, customerKey) => one.orders.map((order) => ({ ...order, customerKey }))),
      )
      const isGone = new Set(made.flatMap(({ key }, at) => (all[at]?.ordersDeleted ? key : [])))
      await writer.remove(
        'order',
        orders.flatMap(({ key, customerKey }) => (isGone.has(customerKey ?? 0) ? key : [])),
      )
      return made.map(({ key }) => key).toReversed()
    })
  }
})

let emails = 0
/** Any, but nobody else's. */
function emailOf(email: string | null): string | null {
  emails += 1
  return email === null ? null : `${emails}${email}`
}

const OWN = [
  ...(['phone', 'firstName', 'lastName', 'nickName', 'gender', 'birthday', 'language', 'note'] as const),
  ...(['verifiedEmail', 'accountState', 'blacklisted', 'extras', 'createdAt', 'updatedAt'] as const),
  ...(['emailConsentState', 'emailConsentLevel', 'emailConsentAt', 'emailConsentSource'] as const),
  ...(['smsConsentState', 'smsConsentLevel', 'smsConsentAt', 'smsConsentSource'] as const),
]
const PLACE = [
  ...(['firstName', 'lastName', 'company', 'line1', 'line2', 'city', 'province', 'provinceCode'] as const),
  ...(['country', 'countryCode', 'zip', 'phone', 'extras'] as const),
]
const pick = <T extends object, K extends keyof T>(of: T, names: readonly K[]): Pick<T, K> =>
  Object.fromEntries(names.map((name) => [name, of[name]])) as Pick<T, K>
