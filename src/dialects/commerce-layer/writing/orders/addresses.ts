/**
 * An order's addresses are copies of its own, so that an address book may change and the order keeps saying
 * where it went (Orders, trigger attributes).
 */

import type { NewRecord } from '../../../../core/ports.ts'
import { all } from '../../../../core/query.ts'
import { type Address, fields, type Order } from '../../../../core/schema.ts'
import { visible } from '../../permissions.ts'
import { addresses } from '../../resources/addresses.ts'
import { ownersMark } from '../../values/address-values.ts'
import { type Effect, refusal, refuseTrigger, type TriggerCall } from '../effects.ts'
import { linkedTo } from '../linked.ts'
import { invalid } from '../problems.ts'
import { needsCustomer } from './statuses.ts'

type Side = 'billing_address' | 'shipping_address'

/** What makes it this record and nobody else's. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'key',
  'shortId',
  'numberId',
  'uuidId',
  'createdAt',
  'updatedAt',
  'reference',
  'referenceOrigin',
  'customerKey',
  'entryShortId',
  'entryReference',
  'entryReferenceOrigin',
  'entryMetadata',
  'isDefault',
  'extras',
])
const COPIED = Object.keys(fields.address).filter((name) => !NOT_COPIED.has(name))

const copyOf = (address: Address): NewRecord<'address'> =>
  Object.fromEntries(COPIED.map((name) => [name, address[name as keyof Address]]))

/** The address of that id becomes the order's, as a copy. */
export const cloneAddress =
  (side: Side): Effect<'order'> =>
  async (order, call) => {
    const { writer, organization, caller } = call.context
    const where = all(
      { op: 'eq', field: 'shortId', value: String(call.value).replaceAll('\0', '') },
      visible(addresses, caller),
    )
    const [address] = await writer.list(organization, { type: 'address', where, sort: [], limit: 1 })
    if (!address) throw refusal(invalid(call.name, call.value))
    return setAddress(order, side, address, call)
  }

export const sameAddress =
  (side: Side, as: Side): Effect<'order'> =>
  async (order, call) =>
    setAddress(order, side, await addressOf(order, as, call), call)

async function setAddress(order: Order, side: Side, address: Address, call: TriggerCall): Promise<Order> {
  const { writer, organization } = call.context
  const customer =
    order.customerKey === null ? null : await writer.find(organization, 'customer', 'key', order.customerKey)
  // Nobody's, and yet the customer of the order must see it.
  const [copy] = await writer.create('address', [
    { ...copyOf(address), ...(customer ? { extras: ownersMark(customer.shortId) } : {}) },
  ])
  if (copy) await writer.setLinks('order', order.key, side, [{ type: 'address', key: copy.key }])
  return order
}

async function addressOf(order: Order, side: Side, call: TriggerCall): Promise<Address> {
  const [address] = await linkedTo(order.key, side, 'address', call.context)
  if (!address) throw refuseTrigger(call, `needs a ${side.replace('_', ' ')}`, 'blank')
  return address
}

/** A copy of the order's address joins the customer's address book, unless the same stands there already. */
export const saveAddress =
  (side: Side): Effect<'order'> =>
  async (order, call) => {
    const { writer, organization } = call.context
    const customerKey = needsCustomer(order, call)
    const copy = copyOf(await addressOf(order, side, call))
    await writer.lockCustomers([customerKey])
    const where = { op: 'eq', field: 'customerKey', value: customerKey } as const
    const book = await writer.list(organization, { type: 'address', where, sort: [], limit: 10_000 })
    const known = book.some((entry) => JSON.stringify(copyOf(entry)) === JSON.stringify(copy))
    if (!known) await writer.create('address', [{ ...copy, customerKey }])
    return order
  }
