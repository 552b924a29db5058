/** GET customer_saved_searches.json, …/count.json and …/{id}.json (section 8.1). */
import { where } from '../../../core/query.ts'
import { parsePairs } from '../../../lib/query-string.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { knownFields, project } from '../customers/fields.ts'
import { CONTENT_TYPE, unprocessable } from '../errors.ts'
import { findGroup } from './find-group.ts'
import { GROUP_FIELDS, presentGroup } from './present-group.ts'

const parameter = ({ request }: ShoplineCall, name: string) => new Map(parsePairs(request.query)).get(name)

/** Groups that a store has at the most: the platform pages this list no further. */
const ALL = 100_000

/** The newest first [assumed], those that other platforms made included. */
export async function listGroups(call: ShoplineCall): Promise<WireResponse> {
  const { services, store } = call
  const fields = knownFields(parameter(call, 'fields'), GROUP_FIELDS)
  const groups = await services.records.list(store.key, {
    type: 'group',
    sort: [{ field: 'key', descending: true }],
    limit: ALL,
  })
  return jsonResponse(200, CONTENT_TYPE, {
    customer_saved_searches: groups.map((group) => project(presentGroup(group), fields)),
  })
}

export async function getGroup(call: ShoplineCall): Promise<WireResponse> {
  const { services, store, params } = call
  const fields = knownFields(parameter(call, 'fields'), GROUP_FIELDS)
  const group = await findGroup(services.records, store.key, params)
  return jsonResponse(200, CONTENT_TYPE, { customer_saved_search: project(presentGroup(group), fields) })
}

export async function countGroups(call: ShoplineCall): Promise<WireResponse> {
  const { services, store } = call
  const since = parameter(call, 'since_id')?.trim() ?? ''
  const above = since === '' ? undefined : where('group').gt('numberId', readGroupBound(since))
  return jsonResponse(200, CONTENT_TYPE, { count: await services.records.count(store.key, 'group', above) })
}

/** [assumed A1] A lower bound that is left out itself. Ids are all of one length, so text compares as numbers do. */
function readGroupBound(text: string): string {
  const [, digits] = /^(?:GROUP)?(\d{1,26})$/.exec(text) ?? []
  if (digits === undefined) throw unprocessable('since_id', 'invalid')
  return `GROUP${digits.padStart(19, '0')}`
}
