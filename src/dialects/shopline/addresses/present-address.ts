/** An address as it stands inside a customer: sixteen keys, `default` among them (section 4.4). */
import type { Address } from '../../../core/schema.ts'
import { platformExtra } from '../platform-extra.ts'

export function presentAddress(address: Address, customerId: string, isDefault: boolean) {
  return {
    id: address.numberId,
    customer_id: customerId,
    first_name: address.firstName,
    last_name: address.lastName,
    company: address.company,
    address1: address.line1,
    address2: address.line2,
    city: address.city,
    province: address.province,
    // The platform's own numbers, of which we have no table [assumed]: what a client wrote.
    province_code: platformExtra(address, 'province_code'),
    province_code_v2: subdivisionCode(address),
    country: address.country,
    country_code: address.countryCode,
    zip: address.zip,
    phone: address.phone,
    default: isDefault,
  }
}

/** Recorded on the wire: an empty text, not null, where neither a province nor its code was given. */
export const subdivisionCode = ({ province, provinceCode }: Address): string | null =>
  provinceCode ?? (province ? null : '')
