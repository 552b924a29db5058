/** Invented people: names, contact data and addresses of one country. */
import type { NewRecord } from '../../core/ports.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'
import { PLACES } from './data/places.ts'
import { COMPANIES, MAIL_DOMAINS } from './data/words.ts'
import type { Place } from './plan.ts'

export interface Person {
  place: Place
  gender: 'male' | 'female'
  firstName: string
  lastName: string
  fullName: string
  email: string
  phone: string
}

const WEIGHTS = Object.fromEntries(PLACES.map((place) => [place.code, place.weight]))

/** `number` makes the e-mail unique. */
export function makePerson(random: SeededRandom, number: number): Person {
  const code = random.weighted(WEIGHTS)
  const place = PLACES.find((candidate) => candidate.code === code) as Place
  const gender = random.chance(0.52) ? 'female' : 'male'
  const firstName = random.pick(place[gender])
  const lastName = random.pick(place.family)
  const fullName = place.familyFirst ? `${lastName}${firstName}` : `${firstName} ${lastName}`
  const local = asciiLocal(`${firstName}.${lastName}`) || place.code.toLowerCase()
  return {
    place,
    gender,
    firstName,
    lastName,
    fullName,
    email: `${local}.${number}@${random.pick(MAIL_DOMAINS)}`,
    phone: `00${place.callingCode}${fill(place.phone, random)}`,
  }
}

/** The letters that an address may hold, accents taken off: `Zofia.Żółć` → `zofia.zolc`; `` when none is left. */
function asciiLocal(text: string): string {
  return text
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[^A-Za-z.-]/g, '')
    .toLowerCase()
    .replace(/^[.-]+|[.-]+$/g, '')
    .replace(/[.-]{2,}/g, '.')
}

/** Each `#` becomes a digit. */
const fill = (pattern: string, random: SeededRandom): string =>
  pattern.replace(/#/g, () => String(random.integer(0, 9)))

export function makeAddress(
  { place, firstName, lastName, phone, email }: Person,
  random: SeededRandom,
  isDefault: boolean,
): NewRecord<'address'> {
  const [city, province, provinceCode, latitude, longitude] = random.pick(place.cities)
  const street = random.pick(place.streets)
  const business = random.chance(0.15)
  const geocoded = random.chance(0.3)
  return {
    isDefault,
    business,
    firstName,
    lastName,
    company: business ? random.pick(COMPANIES) : null,
    line1: place.street.replace('{street}', street).replace('{number}', String(random.integer(1, 120))),
    line2: random.chance(0.3) ? `${random.integer(1, 40)}` : null,
    city,
    province,
    provinceCode,
    country: place.country,
    countryCode: place.code,
    zip: place.zip === '' ? null : fill(place.zip, random),
    phone: random.chance(0.7) ? phone : null,
    email: random.chance(0.3) ? email : null,
    notes: random.chance(0.1) ? 'Leave with the neighbour' : null,
    latitude: geocoded ? latitude : null,
    longitude: geocoded ? longitude : null,
    billingInfo: business ? fill(`${place.code}##########`, random) : null,
  }
}
