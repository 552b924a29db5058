/** The JSON object of a request's body (sections 6.4 and 9.2). */
import type { Json, JsonObject } from '../../../core/schema.ts'
import { isDeeper } from '../../../lib/json-depth.ts'
import type { ShoplineCall } from '../call.ts'
import { ShoplineRefusal } from '../errors.ts'
import { isHighRisk } from './high-risk.ts'
import { readObject } from './read-input.ts'

/** Levels of a body's JSON [assumed]: no endpoint knows more than five. */
const MAX_DEPTH = 100

/** Throws 400 for what is no JSON object, 412 for high-risk content. */
export function readBody({ request, settings }: Pick<ShoplineCall, 'request' | 'settings'>): JsonObject {
  const body = parse(request.body)
  if (settings.refuseHighRiskContent && isHighRisk(body)) throw new ShoplineRefusal(412, 'High-risk content')
  return readObject(body, 'body')
}

/** The object that a body wraps: `customer` of `{"customer":{…}}`. Throws 400 where it is missing [assumed]. */
export const readWrapped = (call: Pick<ShoplineCall, 'request' | 'settings'>, name: string): JsonObject =>
  readObject(readBody(call)[name], name)

function parse(body: string): Json {
  try {
    const value = JSON.parse(body) as Json
    if (!isDeeper(value, MAX_DEPTH)) return value
  } catch {}
  throw new ShoplineRefusal(400, 'body: must be JSON')
}
