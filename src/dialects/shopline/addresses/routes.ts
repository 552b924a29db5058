/** A customer's addresses, the "2.0" model (sections 5 and 7). Literal segments come before parameters. */
import type { ShoplineRoute } from '../call.ts'
import { namedAddress } from './named-address.ts'
import { getAddress, listAddresses } from './read-address.ts'
import { addAddress, deleteAddress, setAddresses, setDefaultAddress, updateAddress } from './write-address.ts'

const BOOK = '/customers/:id/addresses'
const ADDRESS = `${BOOK}/:addressId.json`
const read = { scope: 'read_customers' } as const
const write = { scope: 'write_customers' } as const
const one = { target: namedAddress }

export const addressRoutes: readonly ShoplineRoute[] = [
  { ...read, method: 'POST', path: '/customers/addresses/list.json', handle: listAddresses },
  { ...write, method: 'POST', path: `${BOOK}.json`, handle: addAddress },
  { ...write, method: 'PUT', path: `${BOOK}/set.json`, handle: setAddresses },
  { ...write, ...one, method: 'PUT', path: `${BOOK}/:addressId/default.json`, handle: setDefaultAddress },
  { ...read, ...one, method: 'GET', path: ADDRESS, hot: true, handle: getAddress },
  { ...write, ...one, method: 'PUT', path: ADDRESS, handle: updateAddress },
  { ...write, ...one, method: 'DELETE', path: ADDRESS, handle: deleteAddress },
]
