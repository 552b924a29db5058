/** POST customers/query_user_by_email.json: a read, though it is posted (section 6.7). */
import { fold } from '../../../lib/fold.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { readBody } from '../input/read-body.ts'
import { readRequired } from '../input/read-input.ts'
import { asLookedUp, showCustomer } from './present-written.ts'

/** The whole address without regard to case; nobody's is 200 and null [assumed A7]. */
export async function queryUserByEmail(call: ShoplineCall): Promise<WireResponse> {
  const { services, store } = call
  const email = fold(readRequired(readBody(call).email, 'email').trim())
  const found = email === '' ? null : await services.records.find(store.key, 'customer', 'emailFolded', email)
  const customer = found && (await showCustomer(call, found.key, asLookedUp))
  return jsonResponse(200, CONTENT_TYPE, { customer })
}
