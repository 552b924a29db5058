/** The customer as the endpoints show it that write it, or look it up: each with keys of its own (6.4, 6.5, 6.7). */

import type { ShoplineCall } from '../call.ts'
import { customerMissing } from '../errors.ts'
import { presentCustomer } from '../present.ts'
import { CUSTOMER_FIELDS, partsOf, project } from './fields.ts'
import { loadCustomers } from './load-customers.ts'

type Shown = ReturnType<typeof presentCustomer>

const without = <K extends keyof Shown>(customer: Shown, ...keys: K[]): Omit<Shown, K> =>
  project(
    customer,
    CUSTOMER_FIELDS.filter((field) => !keys.includes(field as K)),
  ) as Omit<Shown, K>

/** Recorded: 32 keys, and no figures yet. */
export const asCreated = (customer: Shown) => ({
  ...without(customer, 'nick_name'),
  orders_count: null,
  total_spent: '0',
})

/** Recorded: 29 keys, one of them under a name that no other endpoint has, in the place of its namesake. */
export const asUpdated = (customer: Shown) => {
  const shown = without(customer, 'nick_name', 'birthday', 'language', 'social_customer')
  return Object.fromEntries(
    Object.entries(shown).map(([key, value]) => [
      key === 'accepts_mobile_marketing' ? 'accepts_phone_marketing' : key,
      value,
    ]),
  )
}

/** Documented: 29 keys. */
export const asLookedUp = (customer: Shown) =>
  without(
    customer,
    'email_marketing_consent',
    'sms_marketing_consent',
    'multipass_identifier',
    'last_order_name',
  )

/** The customer of that key as it is now, the gender as a word. Throws 404 when it went meanwhile. */
export async function showCustomer<T>(
  call: ShoplineCall,
  key: number,
  present: (customer: Shown) => T,
): Promise<T> {
  const { services, store, offsetAt } = call
  const customer = await services.records.find(store.key, 'customer', 'key', key)
  const [shown] = customer ? await loadCustomers(call, [customer], partsOf(null)) : []
  if (!shown) throw customerMissing()
  const settings = { ...call.settings, genderFormat: 'word' as const }
  return present(presentCustomer(shown, { endpoint: 'list', currency: store.currency, offsetAt, settings }))
}
