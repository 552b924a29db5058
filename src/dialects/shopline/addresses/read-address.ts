/** GET customers/{id}/addresses/{address_id}.json, POST customers/addresses/list.json (section 7). */
import { defaultOf } from '../../../core/address-book.ts'
import { where } from '../../../core/query.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { isCustomerId } from '../ids-as-numbers.ts'
import { readBody } from '../input/read-body.ts'
import { readArray, readCode, readText } from '../input/read-input.ts'
import { findAddress } from './named-address.ts'
import { ADDRESS_TYPE, presentCustomerAddress } from './present-customer-address.ts'

export async function getAddress({ services, store, params }: ShoplineCall): Promise<WireResponse> {
  const { customer, address, addresses } = await findAddress(services.records, store.key, params)
  const shown = presentCustomerAddress(address, customer.numberId, address === defaultOf(addresses))
  return jsonResponse(200, CONTENT_TYPE, { customer_address: shown })
}

/** [assumed] As many customers as a page of the list has. */
const MAX_CUSTOMERS = 250

/** The addresses of several customers; who is not there is left out [assumed]. */
export async function listAddresses(call: ShoplineCall): Promise<WireResponse> {
  const { services, store } = call
  const { uids, address_types: types } = readBody(call)
  const wanted = [
    ...new Set(readArray(uids ?? null, 'uids', MAX_CUSTOMERS).map((id) => readText(id, 'uids'))),
  ]
  const kinds = types == null ? [ADDRESS_TYPE] : readArray(types, 'address_types', MAX_CUSTOMERS)
  const shows = kinds.map((kind) => readCode(kind, 'address_types', 99)).includes(ADDRESS_TYPE)
  const customers = await services.records.list(store.key, {
    type: 'customer',
    where: where('customer').in('numberId', wanted.filter(isCustomerId)),
    sort: [{ field: 'numberId', descending: true }],
    limit: MAX_CUSTOMERS,
  })
  const keys = shows ? customers.map(({ key }) => key) : []
  const books = await services.records.related(store.key, 'customer', 'addresses', keys, {
    sort: [{ field: 'key' }],
  })
  return jsonResponse(200, CONTENT_TYPE, {
    user_address: customers.map(({ key, numberId }) => {
      const book = books.get(key) ?? []
      return {
        uid: numberId,
        addresses: book.map((address) => {
          const shown = presentCustomerAddress(address, numberId, address === defaultOf(book))
          const { customer_id: _owner, ...others } = shown
          return others
        }),
      }
    }),
  })
}
