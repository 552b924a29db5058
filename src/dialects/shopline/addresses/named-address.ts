/** The address that a path names, and whose it is (section 7). */
import { type AddressBook, openBook } from '../../../core/address-book.ts'
import type { Reader, Writer } from '../../../core/ports.ts'
import { all, where } from '../../../core/query.ts'
import type { Address, Customer } from '../../../core/schema.ts'
import type { Target } from '../../conditional.ts'
import { findCustomer } from '../customers/find-customer.ts'
import { customerMissing, ShoplineRefusal } from '../errors.ts'
import { isRecordId } from '../ids.ts'
import { isCustomerId } from '../ids-as-numbers.ts'

type Params = Record<string, string>

/**
 * The vendor's SDK puts the two ids of a path the wrong way round, against the reference pages and recorded calls;
 * an address's prefix tells which is which.
 */
export function idsOf({ id = '', addressId = '' }: Params): { customer: string; address: string } {
  const swapped = /^SL\d+UA/.test(id) && /^\d+$/.test(addressId)
  return swapped ? { customer: addressId, address: id } : { customer: id, address: addressId }
}

export function namedAddress(params: Params): Target | null {
  const { customer, address } = idsOf(params)
  if (!isCustomerId(customer) || !isRecordId(address)) return null
  const owner = {
    op: 'some',
    relation: 'customer',
    where: where('customer').eq('numberId', customer),
  } as const
  return { type: 'address', where: all(where('address').eq('numberId', address), owner) }
}

/** [assumed] */
export const addressMissing = () => new ShoplineRefusal(404, 'The address does not exist.')

/** Throws 404 for a customer or an address that is not there. */
export async function findAddress(
  reader: Reader,
  organization: number,
  params: Params,
): Promise<{ customer: Customer; address: Address; addresses: Address[] }> {
  const ids = idsOf(params)
  const customer = await findCustomer(reader, organization, ids.customer)
  if (!customer) throw customerMissing()
  const book = await reader.related(organization, 'customer', 'addresses', [customer.key], {
    sort: [{ field: 'key' }],
  })
  const addresses = book.get(customer.key) ?? []
  const address = addresses.find(({ numberId }) => numberId === ids.address)
  if (!address) throw addressMissing()
  return { customer, address, addresses }
}

/** The customer's book, held until the end of the transaction, and the address in it. Throws 404. */
export async function holdAddress(
  writer: Writer,
  organization: number,
  params: Params,
): Promise<{ customer: Customer; book: AddressBook; address: Address }> {
  const ids = idsOf(params)
  const { customer, book } = await holdBook(writer, organization, ids.customer)
  const address = book.addresses.find(({ numberId }) => numberId === ids.address)
  if (!address) throw addressMissing()
  return { customer, book, address }
}

/** Throws 404 for a customer that is not there, or is gone by the time it is held. */
export async function holdBook(
  writer: Writer,
  organization: number,
  id: string,
): Promise<{ customer: Customer; book: AddressBook }> {
  const customer = await findCustomer(writer, organization, id)
  const book = customer && (await openBook(writer, organization, customer.key))
  if (!customer || !book || !(await writer.find(organization, 'customer', 'key', customer.key)))
    throw customerMissing()
  return { customer, book }
}
