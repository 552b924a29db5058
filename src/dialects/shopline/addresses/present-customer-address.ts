/** An address as its own endpoints show it: 21 keys, the "2.0" model, with `def` for the default (section 7). */
import type { Address } from '../../../core/schema.ts'
import { platformExtra } from '../platform-extra.ts'

/** A kind of address that no page explains; always this one (recorded). */
export const ADDRESS_TYPE = 0

export const presentCustomerAddress = (address: Address, customerId: string, isDefault: boolean) => ({
  id: address.numberId,
  customer_id: customerId,
  first_name: address.firstName,
  last_name: address.lastName,
  company: address.company,
  address1: address.line1,
  address2: address.line2,
  city: address.city,
  city_code: platformExtra(address, 'city_code'),
  district: address.district,
  district_code: platformExtra(address, 'district_code'),
  town: address.town,
  province: address.province,
  province_code: platformExtra(address, 'province_code'),
  // Recorded: null here where an address inside a customer shows an empty text.
  province_code_v2: address.provinceCode,
  country: address.country,
  country_code: address.countryCode,
  zip: address.zip,
  phone: address.phone,
  def: isDefault,
  address_type: ADDRESS_TYPE,
})
