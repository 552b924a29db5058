/** The keys of a customer, and the projection that `fields` asks for (section 3.5). */
import type { presentCustomer } from '../present.ts'

export type CustomerField = keyof ReturnType<typeof presentCustomer>

/** Every key of a customer, in our order; what each needs beyond the customer's own row. */
const NEEDS: Record<CustomerField, Part | null> = {
  id: null,
  email: null,
  phone: null,
  first_name: null,
  last_name: null,
  nick_name: null,
  gender: null,
  birthday: null,
  language: null,
  currency: null,
  state: null,
  verified_email: null,
  note: null,
  tags: 'tags',
  orders_count: null,
  total_spent: 'totals',
  last_order_id: 'lastOrder',
  last_order_name: 'lastOrder',
  created_at: null,
  updated_at: null,
  addresses: 'addresses',
  default_address: 'addresses',
  email_marketing_consent: null,
  sms_marketing_consent: null,
  email_subscribe_flag: null,
  mobile_subscribe_flag: null,
  accepts_marketing: null,
  accepts_marketing_updated_at: null,
  accepts_mobile_marketing: null,
  accepts_mobile_marketing_updated_at: null,
  asid: null,
  social_customer: null,
  multipass_identifier: null,
}
export const CUSTOMER_FIELDS = Object.keys(NEEDS) as CustomerField[]

/** What is read for a customer beside its row, one statement each for a whole page. */
export type Part = 'tags' | 'totals' | 'lastOrder' | 'addresses'

export const partsOf = (fields: readonly CustomerField[] | null): ReadonlySet<Part> =>
  new Set((fields ?? CUSTOMER_FIELDS).map((field) => NEEDS[field]).filter((part) => part !== null))

/**
 * The known keys among those asked for, each once; null (all) when none is known [assumed A13].
 * `readFields('id, email,bogus')` is `['id', 'email']`.
 */
export const readFields = (text: string | undefined): CustomerField[] | null => knownFields(text, NEEDS)

/** The same for another object, whose keys are those of `keys`. */
export function knownFields<F extends string>(
  text: string | undefined,
  keys: Readonly<Record<F, unknown>>,
): F[] | null {
  const asked = new Set((text ?? '').split(',').map((name) => name.trim()))
  const known = [...asked].filter((name): name is F => Object.hasOwn(keys, name))
  return known.length > 0 ? known : null
}

/** The customer with only those keys. */
export function project<T extends object>(customer: T, fields: readonly (keyof T)[] | null): Partial<T> {
  if (!fields) return customer
  const shown: Partial<T> = {}
  for (const field of fields) shown[field] = customer[field]
  return shown
}
