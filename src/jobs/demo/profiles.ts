/**
 * What sets customers apart beside their orders. The first customers run through every value of every
 * state, so that even a small demo shows them all; the others are drawn by weight.
 */
import {
  ACCOUNT_STATES,
  type ANONYMIZATION_STATUSES,
  CONSENT_LEVELS,
  CONSENT_STATES,
  GENDERS,
} from '../../core/customer.ts'
import type { NewRecord } from '../../core/ports.ts'
import type { JsonObject } from '../../core/schema.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'
import { CONSENT_SOURCES, NOTES } from './data/words.ts'
import type { Person } from './people.ts'
import { DAY, earliest, later } from './plan.ts'

/** Nobody signs in with it: no hash function gives this text. */
export const UNUSABLE_PASSWORD = '!'

/** Customers with a place of their own in the demo. */
export type Role = 'full' | 'phone-only' | 'blacklisted' | 'erased' | 'requested' | 'nameless' | 'ordinary'
const ROLES: readonly Role[] = ['full', 'phone-only', 'blacklisted', 'erased', 'requested', 'nameless']

export function roleOf(index: number, random: SeededRandom): Role {
  const chosen = random.weighted({
    ordinary: 93,
    'phone-only': 2,
    blacklisted: 2,
    erased: 1,
    requested: 0.5,
    nameless: 1.5,
  })
  return ROLES[index] ?? (index < CONSENTS.length ? 'ordinary' : chosen)
}

const CONSENTS = CONSENT_STATES.flatMap((state) => CONSENT_LEVELS.map((level) => ({ state, level })))

export function makeProfile(
  person: Person,
  role: Role,
  index: number,
  created: Date,
  now: Date,
  random: SeededRandom,
): NewRecord<'customer'> {
  const base: NewRecord<'customer'> = {
    language: person.place.language,
    accountState: ACCOUNT_STATES[index] ?? random.weighted({ not_invited: 5, invited: 1, registered: 4 }),
    blacklisted: role === 'blacklisted',
  }
  if (role === 'erased') return { ...base, ...erased(index, created, now) }
  const phone = role === 'phone-only' || random.chance(0.6) ? person.phone : null
  const named = role !== 'nameless'
  const registered = base.accountState === 'registered'
  return {
    ...base,
    email: role === 'phone-only' ? null : person.email,
    phone,
    firstName: named ? person.firstName : null,
    lastName: named ? person.lastName : null,
    fullName: named && random.chance(0.8) ? person.fullName : null,
    nickName: random.chance(0.15) ? person.firstName : null,
    gender: GENDERS[index] ?? (random.chance(0.5) ? (random.chance(0.05) ? 'secret' : person.gender) : null),
    birthday: random.chance(0.35) ? birthday(random) : null,
    note: random.chance(0.12) ? random.pick(NOTES) : null,
    avatarUrl: random.chance(0.2) ? `https://img.example.com/avatars/${index}.png` : null,
    verifiedEmail: registered && role !== 'phone-only',
    passwordHash: registered ? UNUSABLE_PASSWORD : null,
    ...(role === 'phone-only' ? {} : consent('email', index, created, random)),
    ...(phone ? consent('sms', CONSENTS.length - 1 - index, created, random) : {}),
    ...(role === 'requested' ? anonymization('requested', created, now) : {}),
    metadata: random.chance(0.1) ? { source: 'campaign', visits: random.integer(1, 90) } : {},
    ...(random.chance(0.2) ? { reference: `crm-${10_000 + index}`, referenceOrigin: 'crm' } : {}),
    extras: {
      'commerce-layer': {
        shopper_reference: `shopper-${10_000 + index}`,
        profile_id: `profile-${10_000 + index}`,
      },
    },
  }
}

function birthday(random: SeededRandom): string {
  const day = new Date(Date.UTC(random.integer(1942, 2006), random.integer(0, 11), random.integer(1, 28)))
  return day.toISOString().slice(0, 10)
}

/** The fields of one channel; a quarter of the customers never said anything. */
function consent(
  channel: 'email' | 'sms',
  index: number,
  created: Date,
  random: SeededRandom,
): NewRecord<'customer'> {
  const fixed = CONSENTS[index]
  if (!fixed && random.chance(0.25)) return {}
  const { state, level } = fixed ?? random.pick(CONSENTS)
  return {
    [`${channel}ConsentState`]: state,
    [`${channel}ConsentLevel`]: level,
    [`${channel}ConsentAt`]: created,
    [`${channel}ConsentSource`]: random.pick(CONSENT_SOURCES),
  }
}

type AnonymizationStatus = (typeof ANONYMIZATION_STATUSES)[number]
const STAFF = { id: 'demoStaff1', first_name: 'Demo', last_name: 'Operator', email: 'operator@example.com' }

/** The block of a request and what came of it; only the members that apply. */
export function anonymization(status: AnonymizationStatus, created: Date, now: Date): NewRecord<'customer'> {
  const requested = earliest(later(created, 30 * DAY), now)
  const ended = earliest(later(requested, DAY), now)
  const info: JsonObject = { status, requested_at: requested.toISOString() }
  if (status === 'started' || status === 'completed' || status === 'failed')
    info.started_at = ended.toISOString()
  if (status !== 'requested' && status !== 'started') info[`${status}_at`] = ended.toISOString()
  info.requester = STAFF
  if (status === 'cancelled') info.cancellation_requester = STAFF
  return { anonymizationStatus: status, anonymizationInfo: info }
}

/** What stays of a person who was erased: no names, and an address that reaches nobody. */
const erased = (index: number, created: Date, now: Date): NewRecord<'customer'> => ({
  language: null,
  email: `anonymized-demo${index}@anonymized.invalid`,
  ...anonymization('completed', created, now),
})

/** Every field of every platform; see the test that names what may be left out. */
export function makeFullProfile(person: Person, created: Date, now: Date): NewRecord<'customer'> {
  return {
    email: 'zofia.zolc@example.com',
    phone: '0048601234567',
    firstName: 'Zofia',
    lastName: 'Żółć',
    fullName: 'Zofia Maria Żółć',
    nickName: 'Zosia',
    language: 'pl',
    gender: 'female',
    birthday: '1987-02-28',
    note: 'Has every field of every platform filled.',
    avatarUrl: 'https://img.example.com/avatars/zofia.png',
    verifiedEmail: true,
    passwordHash: UNUSABLE_PASSWORD,
    accountState: 'registered',
    blacklisted: false,
    emailConsentState: 'subscribed',
    emailConsentLevel: 'confirmed_opt_in',
    emailConsentAt: created,
    emailConsentSource: 'checkout',
    smsConsentState: 'subscribed',
    smsConsentLevel: 'single_opt_in',
    smsConsentAt: created,
    smsConsentSource: 'Pop',
    ...anonymization('cancelled', created, now),
    reference: 'crm-1',
    referenceOrigin: 'crm',
    metadata: {
      loyalty: { level: 'gold', points: 1250 },
      preferences: ['clay', 'glaze'],
      place: person.place.code,
    },
    extras: {
      'commerce-layer': {
        shopper_reference: 'shopper-1',
        profile_id: 'profile-1',
        tax_exemption_code: 'PL-EX-42',
      },
      shopline: {
        asid: '10158000000000001',
        multipass_identifier: 'multipass-1',
        social_customer: ['facebook'],
      },
      easycart: { lang: 'pl' },
    },
  }
}

export const fullAddress = (isDefault: boolean): NewRecord<'address'> => ({
  isDefault,
  business: true,
  firstName: 'Zofia',
  lastName: 'Żółć',
  company: 'Pracownia Glinka',
  line1: 'ul. Źródlana 7',
  line2: 'm. 12',
  district: 'Śródmieście',
  town: 'Łódź',
  city: 'Łódź',
  province: 'łódzkie',
  provinceCode: 'LD',
  country: 'Poland',
  countryCode: 'PL',
  zip: '90-001',
  phone: '0048601234567',
  email: 'pracownia@example.com',
  notes: 'Dzwonić dwa razy',
  latitude: 51.76,
  longitude: 19.46,
  billingInfo: 'PL1234567890',
  reference: 'crm-address-1',
  referenceOrigin: 'crm',
  entryReference: 'home',
  entryReferenceOrigin: 'crm',
  entryMetadata: { preferred: true },
  metadata: { floor: 2 },
  extras: {
    shopline: {
      province_code: '1900010',
      city_code: '0600',
      district_code: '01',
      town_code: '0601',
      country_name: 'Polska',
    },
  },
})
