/** POST customer_saved_searches.json, PUT and DELETE …/{id}.json (section 8.1). */
import type { Group, Json, JsonObject } from '../../../core/schema.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { actorOf } from '../actor.ts'
import type { ShoplineCall } from '../call.ts'
import { readCustomerQuery } from '../customers/customer-query.ts'
import { CONTENT_TYPE, unprocessable } from '../errors.ts'
import { readWrapped } from '../input/read-body.ts'
import { readText } from '../input/read-input.ts'
import { holdGroup } from './find-group.ts'
import { presentGroup } from './present-group.ts'

/** [assumed] As long as the other texts of its kind. */
const MAX_NAME = 255
const MAX_QUERY = 1000

/** The members are whoever the query finds, from now on. */
export async function createGroup(call: ShoplineCall): Promise<WireResponse> {
  const { services, store, offsetAt } = call
  const given = readWrapped(call, 'customer_saved_search')
  const name = required(given, 'name', MAX_NAME)
  const query = required(given, 'query', MAX_QUERY)
  readCustomerQuery(query, { currency: store.currency, offsetAt })
  const [group] = await services.records.write(store.key, actorOf(call), (writer) =>
    writer.create('group', [{ name, query }]),
  )
  return shown(group)
}

/** Only the name can be changed. */
export async function updateGroup(call: ShoplineCall): Promise<WireResponse> {
  const { services, store, params } = call
  const name = required(readWrapped(call, 'customer_saved_search'), 'name', MAX_NAME)
  const group = await services.records.write(store.key, actorOf(call), async (writer) => {
    const { key } = await holdGroup(writer, store.key, params)
    return writer.update('group', key, { name })
  })
  return shown(group)
}

/** Its customers stay, and those that were put into it belong to no group then. */
export async function deleteGroup(call: ShoplineCall): Promise<WireResponse> {
  const { services, store, params } = call
  await services.records.write(store.key, actorOf(call), async (writer) => {
    const { key } = await holdGroup(writer, store.key, params)
    await writer.remove('group', [key])
  })
  return jsonResponse(200, CONTENT_TYPE, {})
}

const shown = (group: Group | undefined): WireResponse =>
  jsonResponse(200, CONTENT_TYPE, { customer_saved_search: group && presentGroup(group) })

function required(given: JsonObject, name: string, max: number): string {
  const sent: Json = Object.hasOwn(given, name) ? (given[name] ?? null) : null
  const text = sent === null ? '' : readText(sent, name).trim()
  if (text === '') throw unprocessable(name, 'must not be empty')
  if ([...text].length > max) throw unprocessable(name, `must be at most ${max} characters`)
  return text
}
