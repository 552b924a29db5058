/**
 * A customer's address book: what may be written into an address, and the default that a book with addresses
 * always has exactly one of (sections 4.4, 6.4, 6.5 and 7).
 */
import { type AddressBook, unmarkDefault } from '../../../core/address-book.ts'
import type { Address, JsonObject } from '../../../core/schema.ts'
import { countryCode } from '../../../lib/countries.ts'
import { provinceCode } from '../../../lib/country-parts.ts'
import { unprocessable } from '../errors.ts'
import { flag, type Input, type InputTable, type ReadValue, readInput, text } from '../input/read-input.ts'
import { platformExtra, withOwn } from '../platform-extra.ts'
import { platformProvinceCode } from './regions.ts'

export const MAX_ADDRESSES = 50

const ALPHA_2 = /^[a-z]{2}$/i
const country: ReadValue = text(50, { form: (code) => (ALPHA_2.test(code) ? code.toUpperCase() : null) })

/** Alike wherever addresses are written. */
const COMMON: InputTable = {
  address1: { read: text(255), to: 'line1' },
  address2: { read: text(255), to: 'line2' },
  company: { read: text(255), to: 'company' },
  city: { read: text(64), to: 'city' },
  province: { read: text(64), to: 'province' },
  country: { read: text(64), to: 'country' },
  first_name: { read: text(128), to: 'firstName' },
  last_name: { read: text(128), to: 'lastName' },
  country_code: { read: country, to: 'countryCode' },
  province_code: { read: text(50), to: { own: 'province_code' } },
  province_code_v2: { read: text(50), to: 'provinceCode' },
}

/** Inside a customer that is created or updated. */
export const EMBEDDED_ADDRESS: InputTable = {
  ...COMMON,
  zip: { read: text(64), to: 'zip' },
  phone: { read: text(20), to: 'phone' },
  default: { read: flag, to: 'isDefault' },
}

/** At the address endpoints, the "2.0" model: shorter texts, more members, another name of the default. */
export const ADDRESS: InputTable = {
  ...COMMON,
  zip: { read: text(10), to: 'zip' },
  phone: { read: text(16), to: 'phone' },
  district: { read: text(64), to: 'district' },
  town: { read: text(64), to: 'town' },
  city_code: { read: text(50), to: { own: 'city_code' } },
  district_code: { read: text(50), to: { own: 'district_code' } },
  def: { read: flag, to: 'isDefault' },
}

/** An address as it was sent. `isDefault` is undefined where nothing was said of it. */
export type AddressInput = Input

/** `path` stands before names in refusals: `addresses[0].`. */
export function readAddress(
  given: JsonObject,
  table: InputTable,
  version: string,
  path?: string,
): AddressInput {
  return withIsoPart(readInput(given, table, version, path))
}

/**
 * `province_code` is the platform's own number, or the ISO 3166-2 part (Create a customer); it is shown again as it
 * was written, and the other platforms are told the part.
 */
function withIsoPart({ fields, own }: AddressInput): AddressInput {
  const code = own.province_code
  if (code === undefined || fields.provinceCode != null) return { fields, own }
  if (code === null) return { fields: { provinceCode: null, ...fields }, own }
  const isPart = typeof code === 'string' && /^[a-z][a-z0-9]{0,2}$/i.test(code)
  return { fields: isPart ? { ...fields, provinceCode: code.toUpperCase() } : fields, own }
}

/** An address to write: one of the book's by its key, or a new one. */
export interface AddressChange {
  key: number | null
  input: AddressInput
}

/**
 * Adds and changes addresses; they come back in the order given. The first address of a book becomes its default
 * whatever was said (recorded), the default of several that want to be is the last of them [assumed], and one that
 * no longer wants to be stays it until another is. Throws 422 past fifty.
 */
export async function writeAddresses(
  book: AddressBook,
  changes: readonly AddressChange[],
): Promise<Address[]> {
  const { writer, customerKey, addresses } = book
  const added = changes.filter(({ key }) => key === null)
  if (added.length > 0 && addresses.length + added.length > MAX_ADDRESSES)
    throw unprocessable('addresses', `a customer has at most ${MAX_ADDRESSES}`)
  const chosen =
    changes.findLast(({ input }) => input.fields.isDefault === true) ??
    (addresses.length === 0 ? added[0] : undefined)
  if (chosen) await unmarkDefault(book, chosen.key)
  const byKey = new Map(addresses.map((address) => [address.key, address]))
  const valuesOf = (change: AddressChange) => {
    const before = byKey.get(change.key ?? 0) ?? null
    const values = completed(change.input, before)
    if (change === chosen) return { ...values, isDefault: true }
    // Said of every new one, so that all of them are one statement.
    return before ? values : { ...values, isDefault: false }
  }
  const created = await writer.create(
    'address',
    added.map((change) => ({ ...valuesOf(change), customerKey })),
  )
  const written: Address[] = []
  for (const change of changes) {
    const address =
      change.key === null ? created.shift() : await writer.update('address', change.key, valuesOf(change))
    if (address) written.push(address)
  }
  return written
}

/** The fields to write, with the codes that follow from names which came without them. */
function completed({ fields, own }: AddressInput, before: Address | null): Partial<Address> {
  const { isDefault: _said, ...sent } = fields as Partial<Address>
  const named = { ...sent }
  let ownNow = own
  if (sent.country !== undefined && !sent.countryCode)
    named.countryCode = sent.country === null ? null : countryCode(sent.country)
  const inCountry = named.countryCode === undefined ? (before?.countryCode ?? null) : named.countryCode
  // Codes of a province are those of the country before: in another one they say nothing.
  const moved = before?.countryCode && inCountry !== before.countryCode
  const province = sent.province ?? (moved && sent.province === undefined ? before.province : null)
  if ((sent.province !== undefined || moved) && !sent.provinceCode) {
    named.provinceCode = province === null ? null : provinceCode(inCountry, province)
    // The number of the province before says nothing of this one.
    const number = platformProvinceCode(inCountry, named.provinceCode)
    if (
      own.province_code === undefined &&
      (number !== null || (before && platformExtra(before, 'province_code')))
    )
      ownNow = { ...own, province_code: number }
  }
  return Object.keys(ownNow).length === 0
    ? named
    : { ...named, extras: withOwn(before?.extras ?? {}, ownNow) }
}
