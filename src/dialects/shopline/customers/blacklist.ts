/** POST customers/add_blacklist.json and remove_blacklist.json (section 6.11). */
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { actorOf } from '../actor.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { readBody } from '../input/read-body.ts'
import { readRequired } from '../input/read-input.ts'
import { holdCustomer } from './find-customer.ts'

/** `state` is 0 while the customer is on the list and what it was before once it is off again [assumed]. */
const setBlacklisted =
  (blacklisted: boolean) =>
  async (call: ShoplineCall): Promise<WireResponse> => {
    const { services, store } = call
    const id = readRequired(readBody(call).customer_id, 'customer_id')
    await services.records.write(store.key, actorOf(call), async (writer) => {
      const { key } = await holdCustomer(writer, store.key, id)
      await writer.update('customer', key, { blacklisted })
    })
    return jsonResponse(200, CONTENT_TYPE, {})
  }

export const addToBlacklist = setBlacklisted(true)
export const removeFromBlacklist = setBlacklisted(false)
