/** A customer's addresses: added, changed, removed, chosen as the default. */
import {
  type AddressBook,
  makeDefault,
  openBook,
  removeAddresses,
  unmarkDefault,
} from '../../../core/address-book.ts'
import type { Address } from '../../../core/schema.ts'
import { countryName } from '../../../lib/countries.ts'
import { provinceCode } from '../../../lib/country-parts.ts'
import type { Members } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { type AdminAsked, made, ok, param, route } from '../route.ts'
import { changeCustomer } from './change-customer.ts'
import { ADDRESS_MEMBERS, VERSION } from './members.ts'
import { CUSTOMER } from './shapes.ts'

type Sent = Members<typeof ADDRESS_MEMBERS>

/** The most that every platform can write. */
const MOST = 50

export const addAddress = route({
  method: 'POST',
  path: '/organizations/:slug/customers/:id/addresses',
  about: 'Add an address to a customer; the first one is its default',
  body: ADDRESS_MEMBERS,
  answers: CUSTOMER,
  status: 201,
  async answer(asked, parts) {
    const sent = asked.body
    return made(
      await changeCustomer(asked, sent.version, parts, async (held) => {
        const book = await openBook(held.writer, held.organization.key, held.customer.key)
        if (book.addresses.length >= MOST)
          throw new AdminRefusal('invalid', `a customer has at most ${MOST} addresses`)
        const values = valuesOf(sent, null)
        const isDefault = book.addresses.length === 0 || sent.is_default === true
        if (isDefault) await unmarkDefault(book, null)
        await held.writer.create('address', [{ ...values, isDefault, customerKey: held.customer.key }])
      }),
    )
  },
})

export const changeAddress = route({
  method: 'PATCH',
  path: '/organizations/:slug/customers/:id/addresses/:address',
  about: 'Change an address; what is left out stays, an empty text empties a field',
  body: ADDRESS_MEMBERS,
  answers: CUSTOMER,
  async answer(asked, parts) {
    const sent = asked.body
    return ok(
      await changeCustomer(asked, sent.version, parts, async ({ writer, organization, customer }) => {
        const book = await openBook(writer, organization.key, customer.key)
        const address = named(book, asked)
        // One that no longer wants to be the default stays it until another is.
        if (sent.is_default) await makeDefault(book, address.key)
        await writer.update('address', address.key, valuesOf(sent, address))
      }),
    )
  },
})

export const removeAddress = route({
  method: 'DELETE',
  path: '/organizations/:slug/customers/:id/addresses/:address',
  about: 'Remove an address; where it was the default, the newest that remains takes its place',
  body: { version: VERSION },
  answers: CUSTOMER,
  async answer(asked, parts) {
    return ok(
      await changeCustomer(asked, asked.body.version, parts, async ({ writer, organization, customer }) => {
        const book = await openBook(writer, organization.key, customer.key)
        await removeAddresses(book, [named(book, asked).key])
      }),
    )
  },
})

function named({ addresses }: AddressBook, asked: Pick<AdminAsked, 'params'>): Address {
  const found = addresses.find(({ uuidId }) => uuidId === param(asked, 'address').toLowerCase())
  if (!found) throw new AdminRefusal('not_found', 'the customer has no such address')
  return found
}

const PLAIN = {
  business: 'business',
  first_name: 'firstName',
  last_name: 'lastName',
  company: 'company',
  line_1: 'line1',
  line_2: 'line2',
  district: 'district',
  town: 'town',
  city: 'city',
  province: 'province',
  province_code: 'provinceCode',
  zip: 'zip',
  phone: 'phone',
  email: 'email',
  notes: 'notes',
  billing_info: 'billingInfo',
} as const satisfies Partial<Record<keyof Sent, keyof Address>>

/** Without these no letter arrives; an address from elsewhere may lack them until they are sent. */
const NEEDED = ['line_1', 'city', 'country_code'] as const

function valuesOf(sent: Sent, before: Address | null): Partial<Address> {
  for (const member of NEEDED)
    if (sent[member] === null || (before === null && sent[member] === undefined))
      throw new AdminRefusal('invalid', `${member} is needed in an address`)
  const plain = Object.entries(PLAIN)
    .filter(([member]) => sent[member as keyof Sent] !== undefined)
    .map(([member, field]) => [field, sent[member as keyof Sent]])
  const values: Partial<Address> = Object.fromEntries(plain)
  const code = sent.country_code
  if (code && code !== before?.countryCode)
    Object.assign(values, { countryCode: code, country: countryName(code) })
  return { ...values, ...partOf(sent, values, before) }
}

/** The code of a province is that of its name in its country: what is known of another says nothing of this one. */
function partOf(sent: Sent, values: Partial<Address>, before: Address | null): Partial<Address> {
  if (sent.province_code) return { provinceCode: sent.province_code.toUpperCase() }
  const after = { ...before, ...values }
  const isSame = after.province === before?.province && after.countryCode === before?.countryCode
  if (before && isSame) return {}
  return { provinceCode: after.province ? provinceCode(after.countryCode ?? null, after.province) : null }
}
