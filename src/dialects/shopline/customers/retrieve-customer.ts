/** GET customers/v2/{id}.json (section 6.1). */
import { parsePairs } from '../../../lib/query-string.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE, customerMissing } from '../errors.ts'
import { presentCustomer } from '../present.ts'
import { partsOf, project, readFields } from './fields.ts'
import { findCustomer } from './find-customer.ts'
import { loadCustomers } from './load-customers.ts'

export async function retrieveCustomer(call: ShoplineCall): Promise<WireResponse> {
  const { request, services, store, settings, offsetAt, params } = call
  const fields = readFields(new Map(parsePairs(request.query)).get('fields'))
  const customer = await findCustomer(services.records, store.key, params.id ?? '')
  if (!customer) throw customerMissing()
  const [shown] = await loadCustomers(call, [customer], partsOf(fields))
  if (!shown) throw customerMissing()
  const rules = { endpoint: 'retrieve', currency: store.currency, offsetAt, settings } as const
  return jsonResponse(200, CONTENT_TYPE, { customer: project(presentCustomer(shown, rules), fields) })
}
