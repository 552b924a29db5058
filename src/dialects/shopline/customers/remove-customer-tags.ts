/** POST customer_tags_remove.json (section 6.12). */

import { MAX_TAGS } from '../../../core/tags.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { actorOf } from '../actor.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { readBody } from '../input/read-body.ts'
import { readArray, readRequired, readText } from '../input/read-input.ts'
import { holdCustomer } from './find-customer.ts'
import { removeTags } from './tags.ts'

/** Tags that the customer does not have are no error. */
export async function removeCustomerTags(call: ShoplineCall): Promise<WireResponse> {
  const { services, store } = call
  const body = readBody(call)
  const id = readRequired(body.user_id, 'user_id')
  const ids = readArray(body.tag_ids ?? null, 'tag_ids', MAX_TAGS).map((tag, place) =>
    readText(tag, `tag_ids[${place}]`),
  )
  await services.records.write(store.key, actorOf(call), async (writer) => {
    const { key } = await holdCustomer(writer, store.key, id)
    await removeTags(writer, store.key, key, ids)
  })
  return jsonResponse(200, CONTENT_TYPE, {})
}
