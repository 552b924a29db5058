/** GET customer_saved_searches/{id}/customers.json: who is in a group now (section 8.1). */
import { where } from '../../../core/query.ts'
import type { Group } from '../../../core/schema.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { type QueryRules, readCustomerQuery } from '../customers/customer-query.ts'
import { partsOf, project } from '../customers/fields.ts'
import { writtenPage } from '../customers/list-customers.ts'
import { loadCustomers, SHOWN_CUSTOMER } from '../customers/load-customers.ts'
import { memberWriting } from '../customers/writings.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { linkHeader, loadPage } from '../paging.ts'
import { type Listing, type Rank, readOrder, readPage } from '../read-page.ts'
import { writeMember } from '../write-customer.ts'
import { findGroup } from './find-group.ts'
import { listed, type MemberField, presentMember, readMemberFields } from './present-member.ts'

export async function listMembers(call: ShoplineCall): Promise<WireResponse> {
  const { request, services, store, settings, offsetAt, params } = call
  const group = await findGroup(services.records, store.key, params)
  const query = readPage(request.query, members(group, { currency: store.currency, offsetAt }))
  const { fields } = query
  const rules = { currency: store.currency, settings }
  if (fields === null) return writtenPage(call, query, memberWriting(rules), writeMember)
  const page = await loadPage(services.records, store.key, query, SHOWN_CUSTOMER)
  const shown = await loadCustomers(call, page.records, partsOf(listed(fields)))
  const links = linkHeader(request, query, page)
  return jsonResponse(
    200,
    CONTENT_TYPE,
    { customers: shown.map((one) => project(presentMember(one, rules), fields)) },
    links,
  )
}

const ORDERS: Readonly<Record<number, Rank>> = { 1: 'lastPlacedRank', 2: 'placedOrdersCount' }

const members = (group: Group, rules: QueryRules): Listing<'customer', MemberField> => ({
  type: 'customer',
  filters: ['order'],
  read: ({ order }) => ({
    filter:
      group.query === null
        ? where('customer').eq('groupKey', group.key)
        : readCustomerQuery(group.query, rules),
    rank: readOrder(order, ORDERS, 'lastPlacedRank'),
  }),
  readFields: readMemberFields,
})
