/** Adding, changing and removing a customer's addresses, and choosing the default (section 7). */
import { defaultOf, makeDefault, openBook, removeAddresses } from '../../../core/address-book.ts'
import type { Writer } from '../../../core/ports.ts'
import type { Address, Customer } from '../../../core/schema.ts'
import { parsePairs } from '../../../lib/query-string.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { actorOf } from '../actor.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE, unprocessable } from '../errors.ts'
import { readWrapped } from '../input/read-body.ts'
import { ADDRESS, type AddressInput, MAX_ADDRESSES, readAddress, writeAddresses } from './address-book.ts'
import { addressMissing, holdAddress, holdBook } from './named-address.ts'
import { presentCustomerAddress } from './present-customer-address.ts'

const write = <T>(call: ShoplineCall, work: (writer: Writer) => Promise<T>): Promise<T> =>
  call.services.records.write(call.store.key, actorOf(call), work)

const done = (): WireResponse => jsonResponse(200, CONTENT_TYPE, {})

export const addAddress = (call: ShoplineCall): Promise<WireResponse> => {
  const input = readInput(call)
  return write(call, async (writer) => {
    const { customer, book } = await holdBook(writer, call.store.key, call.params.id ?? '')
    const [address] = await writeAddresses(book, [{ key: null, input }])
    return shown(writer, call, customer, address)
  })
}

export const updateAddress = (call: ShoplineCall): Promise<WireResponse> => {
  const input = readInput(call)
  return write(call, async (writer) => {
    const { customer, book, address } = await holdAddress(writer, call.store.key, call.params)
    const [changed] = await writeAddresses(book, [{ key: address.key, input }])
    return shown(writer, call, customer, changed)
  })
}

/** `{}` exactly, two bytes (recorded). */
export const deleteAddress = (call: ShoplineCall): Promise<WireResponse> =>
  write(call, async (writer) => {
    const { book, address } = await holdAddress(writer, call.store.key, call.params)
    await removeAddresses(book, [address.key])
    return done()
  })

export const setDefaultAddress = (call: ShoplineCall): Promise<WireResponse> =>
  write(call, async (writer) => {
    const { book, address } = await holdAddress(writer, call.store.key, call.params)
    await makeDefault(book, address.key)
    return done()
  })

/** PUT …/addresses/set.json?address_ids=a,b&operation=destroy: all of them, or none when one is missing [assumed]. */
export const setAddresses = (call: ShoplineCall): Promise<WireResponse> => {
  const ids = readBatch(call.request.query)
  return write(call, async (writer) => {
    const { book } = await holdBook(writer, call.store.key, call.params.id ?? '')
    const keys = new Map(book.addresses.map(({ numberId, key }) => [numberId, key]))
    const doomed = ids.map((id) => keys.get(id))
    if (doomed.includes(undefined)) throw addressMissing()
    await removeAddresses(
      book,
      doomed.filter((key) => key !== undefined),
    )
    return done()
  })
}

function readBatch(query: string): string[] {
  const sent = new Map(parsePairs(query))
  if (sent.get('operation') !== 'destroy') throw unprocessable('operation', 'must be destroy')
  const given = (sent.get('address_ids') ?? '').split(',').map((id) => id.trim())
  const ids = [...new Set(given)].filter((id) => id !== '')
  if (ids.length === 0) throw unprocessable('address_ids', 'must not be empty')
  if (ids.length > MAX_ADDRESSES)
    throw unprocessable('address_ids', `at most ${MAX_ADDRESSES} ids are allowed`)
  return ids
}

const readInput = (call: ShoplineCall): AddressInput =>
  readAddress(readWrapped(call, 'customer_address'), ADDRESS, call.version)

async function shown(
  writer: Writer,
  { store }: ShoplineCall,
  customer: Customer,
  address: Address | undefined,
): Promise<WireResponse> {
  const { addresses } = await openBook(writer, store.key, customer.key)
  const isDefault = defaultOf(addresses)?.key === address?.key
  return jsonResponse(200, CONTENT_TYPE, {
    customer_address: address && presentCustomerAddress(address, customer.numberId, isDefault),
  })
}
