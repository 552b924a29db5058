/** GET v2/customers.json (section 3). */
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { linkHeader, loadPage } from '../paging.ts'
import { presentCustomer } from '../present.ts'
import { type PageQuery, readPage } from '../read-page.ts'
import { customerList } from './customer-list.ts'
import { type CustomerField, partsOf, project } from './fields.ts'
import { loadCustomers } from './load-customers.ts'

export async function listCustomers(call: ShoplineCall): Promise<WireResponse> {
  const { request, settings, offsetAt } = call
  return pageOfCustomers(call, readPage(request.query, customerList({ ...settings, offsetAt })))
}

/** That page of customers, with all their keys or those asked for. */
export async function pageOfCustomers(
  call: ShoplineCall,
  query: PageQuery<'customer', CustomerField>,
): Promise<WireResponse> {
  const { request, services, store, settings, offsetAt } = call
  const page = await loadPage(services.records, store.key, query)
  const shown = await loadCustomers(call, page.records, partsOf(query.fields))
  const rules = { endpoint: 'list', currency: store.currency, offsetAt, settings } as const
  return jsonResponse(
    200,
    CONTENT_TYPE,
    { customers: shown.map((one) => project(presentCustomer(one, rules), query.fields)) },
    linkHeader(request, query, page),
  )
}
