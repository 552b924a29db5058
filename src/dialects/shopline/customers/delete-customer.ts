/** DELETE customers/{id}.json (section 6.6). */
import { PLACED_STATUSES } from '../../../core/ledger.ts'
import type { Writer } from '../../../core/ports.ts'
import { all, always, any, where } from '../../../core/query.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { actorOf } from '../actor.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE, unprocessable } from '../errors.ts'
import { presentPhone } from '../present.ts'
import { holdIfThere } from './find-customer.ts'

/** An id that no customer has is no error: 200 and null (recorded; documented are four keys of the one removed). */
export async function deleteCustomer(call: ShoplineCall): Promise<WireResponse> {
  const { services, store, params } = call
  const id = params.id ?? ''
  const customer = await services.records.write(store.key, actorOf(call), async (writer) => {
    const held = await holdIfThere(writer, store.key, id)
    if (!held) return null
    const { key, email, firstName, lastName, phone } = held
    if (await isHeld(writer, store.key, key))
      throw unprocessable('customer', 'has orders, payments or subscriptions')
    await writer.remove('customer', [key])
    return { email, first_name: firstName, last_name: lastName, phone: presentPhone(phone) }
  })
  return jsonResponse(200, CONTENT_TYPE, { customer })
}

const customer = where('customer')
const HELD = any(
  customer.some('orders', where('order').in('status', PLACED_STATUSES)),
  customer.some('payments', always),
  // Unknown to this platform, but not to the others: what somebody still pays for does not end in silence [assumed].
  customer.some('subscriptions', always),
)

/** Recorded: who has orders stays. */
const isHeld = async (writer: Writer, organization: number, key: number): Promise<boolean> =>
  (
    await writer.list(organization, {
      type: 'customer',
      where: all(customer.eq('key', key), HELD),
      sort: [],
      limit: 1,
    })
  ).length > 0
