/** From an address as it is shown to one of the core's: the inverse of addresses/present-address.ts and its neighbour. */
import type { Draft } from '../../../core/draft.ts'
import type { JsonObject } from '../../../core/schema.ts'
import { idOf, textOf, textsOf } from './read-answer.ts'

/** Alike wherever an address is shown. */
const FIELDS = {
  first_name: 'firstName',
  last_name: 'lastName',
  company: 'company',
  address1: 'line1',
  address2: 'line2',
  city: 'city',
  province: 'province',
  country: 'country',
  country_code: 'countryCode',
  zip: 'zip',
  phone: 'phone',
} as const
const OWN = ['province_code', 'city_code', 'district_code']

const fieldsOf = (shown: JsonObject) => ({
  ...Object.fromEntries(Object.entries(FIELDS).map(([key, field]) => [field, textOf(shown[key])])),
  // Inside a customer an empty text says that neither the province nor its code is known.
  provinceCode: textOf(shown.province_code_v2) || null,
})

/**
 * An entry of a customer's book: as it stands inside the customer, and as the address endpoints show it, which say more;
 * null where these do not know it (yet).
 */
export function addressDraft(
  customerId: string,
  embedded: JsonObject,
  entry: JsonObject | null,
): Draft | null {
  const numberId = idOf(embedded.id)
  if (numberId === null) return null
  const more = entry && { district: textOf(entry.district), town: textOf(entry.town) }
  return {
    type: 'address',
    values: {
      numberId,
      ...fieldsOf(entry ?? embedded),
      ...more,
      isDefault: embedded.default === true,
    },
    links: { customerKey: { numberId: customerId } },
    // Inside a customer there is one code of three: what is not said stays.
    ...(entry ? { own: { shopline: textsOf(entry, OWN) } } : {}),
  }
}

/**
 * Where an order goes or who pays for it: an address of nobody's book. It is shown without an id and gets one that
 * follows from the order's, so that it is known again.
 */
export const orderAddressDraft = (numberId: string, shown: JsonObject): Draft => ({
  type: 'address',
  values: { numberId, ...fieldsOf(shown) },
  links: {},
  own: { shopline: textsOf(shown, ['province_code']) },
})
