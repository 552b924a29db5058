/** What lists write in one pass is what the presenters show, for any customer. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ACCOUNT_STATES, CONSENT_LEVELS, CONSENT_STATES, GENDERS } from '../../src/core/customer.ts'
import { presentMember } from '../../src/dialects/shopline/groups/present-member.ts'
import { presentCustomer, type ShownCustomer } from '../../src/dialects/shopline/present.ts'
import { createTimeZones } from '../../src/dialects/shopline/time.ts'
import { writeCustomer, writeMember } from '../../src/dialects/shopline/write-customer.ts'
import { anyRecord, anyText } from '../support/any-record.ts'
import { times } from '../support/long.ts'

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

const stateOrNull = fc.option(fc.constantFrom<string>(...CONSENT_STATES, 'of another day'))
const levelOrNull = fc.option(fc.constantFrom<string>(...CONSENT_LEVELS, 'of another day'))
const shown: fc.Arbitrary<ShownCustomer> = fc.record({
  customer: anyRecord('customer', {
    extras,
    accountState: fc.constantFrom<string>(...ACCOUNT_STATES, 'of another day'),
    gender: fc.option(fc.constantFrom<string>(...GENDERS)),
    phone: fc.option(fc.oneof(anyText, fc.constantFrom('+852 5365-7436', '0048600', '+'))),
    emailConsentState: stateOrNull,
    smsConsentState: stateOrNull,
    emailConsentLevel: levelOrNull,
    smsConsentLevel: levelOrNull,
  }),
  addresses: fc.array(anyRecord('address', { extras }), { maxLength: 3 }),
  tags: fc.array(anyRecord('tag'), { maxLength: 3 }),
  spentAmount: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  lastOrder: fc.option(anyRecord('order')),
  ordersDeleted: fc.boolean(),
})
const rules = fc.record({
  endpoint: fc.constant('list' as const),
  currency: fc.constantFrom('USD', 'JPY', 'KWD'),
  offsetAt: fc.constantFrom(...ZONES.map(zones)),
  settings: fc.record({
    genderFormat: fc.constantFrom('code' as const, 'word' as const),
    lastOrderDeletedLiteral: fc.constantFrom(null, 'N/A'),
  }),
})

test('a customer of a list, and a member of a group', () => {
  fc.assert(
    fc.property(shown, rules, (one, by) => {
      expect(writeCustomer(one, by)).toBe(JSON.stringify(presentCustomer(one, by)))
      expect(writeMember(one, by)).toBe(JSON.stringify(presentMember(one, by)))
    }),
    { numRuns: times(200, 5000) },
  )
})
