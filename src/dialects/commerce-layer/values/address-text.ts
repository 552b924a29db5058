/** The one-line texts of an address (Addresses, attribute descriptions and their examples). */
import type { Address } from '../../../core/schema.ts'

const words = (...parts: (string | null)[]): string => parts.filter(Boolean).join(' ')

/** The person, or the company of a business address. */
export const fullName = (address: Address): string | null =>
  (address.business ? address.company : words(address.firstName, address.lastName)) || null

/** `<line_1> <line_2>, <zip> <city> <state> (<country>) <phone>` */
export function fullAddress(address: Address): string {
  const country = address.countryCode ? `(${address.countryCode})` : null
  const place = words(address.zip, address.city, address.provinceCode, country, address.phone)
  return [words(address.line1, address.line2), place].filter(Boolean).join(', ')
}

/** `<full_name>, <full_address>` */
export const addressName = (address: Address): string =>
  [fullName(address), fullAddress(address)].filter(Boolean).join(', ')
