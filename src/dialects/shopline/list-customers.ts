/** GET v2/customers.json (section 3). */
import { jsonResponse, type WireResponse } from '../dialect.ts'
import { CONTENT_TYPE } from './errors.ts'
import { partsOf, project } from './fields.ts'
import { loadCustomers } from './load-customers.ts'
import { linkHeader, pageOf, pageQueries } from './paging.ts'
import { presentCustomer } from './present.ts'
import { readListQuery } from './read-query.ts'
import type { ShoplineCall } from './routes.ts'

export async function listCustomers(call: ShoplineCall): Promise<WireResponse> {
  const { request, services, store, settings, offsetAt } = call
  const query = readListQuery(request.query, { sinceIdMode: settings.sinceIdMode, offsetAt })
  const { rows, behind } = pageQueries(query)
  const [found, before] = await Promise.all([
    services.records.list(store.key, rows),
    behind ? services.records.list(store.key, behind) : [],
  ])
  const page = pageOf(query, found, before.length > 0)
  const shown = await loadCustomers(call, page.customers, partsOf(query.fields))
  const rules = { endpoint: 'list', currency: store.currency, offsetAt, settings } as const
  return jsonResponse(
    200,
    CONTENT_TYPE,
    { customers: shown.map((one) => project(presentCustomer(one, rules), query.fields)) },
    linkHeader(request, query, page),
  )
}
