/** Conformance cases of the recorded pages (seed): the members of a list, of one customer, and what may be asked of them. */
import type { ConformanceCase } from '../../case.ts'
import {
  type Check,
  CUSTOMER_ATTRIBUTES,
  CUSTOMER_RELATIONSHIPS,
  count,
  good,
  is,
  keys,
  LINK,
  LIST,
  matches,
  members,
  numberAt,
  ours,
  paged,
  RETRIEVE,
} from './case-checks.ts'

/** Customers for which the data must have something. */
const customers = (
  name: string,
  needs: readonly string[],
  path: string,
  ...checks: Check[]
): ConformanceCase => ({
  ...good(name, path.startsWith('/customers/') ? RETRIEVE : LIST, path, ...checks),
  needs,
})

export const seed: readonly ConformanceCase[] = [
  good('a list has data, meta and links', LIST, '/customers', members('data meta links')),
  good(
    'pages have ten customers',
    LIST,
    '/customers',
    is('data.length', 10),
    count('{many_customers}'),
    numberAt('meta.page_count', '{customer_pages}'),
    paged(10),
  ),
  customers(
    'the first page links to first, next and last, brackets as they are',
    ['many_customers'],
    '/customers',
    keys('links', 'first next last'),
    matches('links.next', new RegExp(`^${LINK}\\?page\\[number\\]=2&page\\[size\\]=10$`)),
  ),
  good('a trailing slash is accepted', LIST, '/customers/', count('{customers}')),
  customers(
    'members of a resource object',
    ['customer'],
    '/customers',
    keys('data.0', 'id type links attributes relationships meta'),
  ),
  customers(
    'attributes and their order',
    ['customer'],
    '/customers',
    keys('data.0.attributes', CUSTOMER_ATTRIBUTES),
  ),
  customers(
    'relationships and their order',
    ['customer'],
    '/customers',
    keys('data.0.relationships', CUSTOMER_RELATIONSHIPS),
  ),
  customers(
    'relationships have links alone',
    ['customer'],
    '/customers',
    keys('data.0.relationships.tags', 'links'),
    matches('data.0.relationships.tags.links.self', new RegExp(`^${LINK}/\\w+/relationships/tags$`)),
    matches('data.0.relationships.tags.links.related', new RegExp(`^${LINK}/\\w+/tags$`)),
  ),
  customers(
    'meta of an object',
    ['customer'],
    '/customers',
    keys('data.0.meta', 'mode organization_id trace_id'),
    is('data.0.meta.mode', 'test'),
    matches('data.0.meta.trace_id', /^[0-9a-f]{64}$/),
  ),
  customers(
    'times are UTC with milliseconds',
    ['customer'],
    '/customers',
    matches('data.0.attributes.created_at', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  ),
  customers(
    'without a custom claim there is an empty object',
    ['customer'],
    '/customers',
    is('data.0.attributes.jwt_custom_claim', {}),
  ),
  good(
    'anonymization times are written out',
    LIST,
    '/customers/{anonymized_customer}',
    is('data.attributes.anonymization_info.status', 'requested'),
    matches('data.attributes.anonymization_info.requested_at', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/),
    keys('data.attributes.anonymization_info', 'status requested_at requester'),
    ours(
      is('data.attributes.anonymization_info.requested_at', '2025-03-15 11:39:21 UTC'),
      is('data.attributes.anonymization_info.requester', { id: 'a' }),
    ),
  ),
  good('one customer is data alone', RETRIEVE, '/customers/{customer}', members('data')),
  good(
    'its link is its own',
    RETRIEVE,
    '/customers/{customer}',
    matches('data.links.self', new RegExp(`^${LINK}/[A-Za-z0-9]{10}$`)),
  ),
  customers(
    'a page in the middle links to first, prev, next and last',
    ['many_customers'],
    '/customers?page[number]=2&page[size]=5',
    keys('links', 'first prev next last'),
    keys('meta', 'record_count page_count'),
    count('{many_customers}'),
    numberAt('meta.page_count', '{pages_of_five}'),
    is('data.0.id', '{sixth_customer}'),
  ),
  customers(
    'the last page links to first, prev and last',
    ['many_customers'],
    '/customers?page[number]={pages_of_five}&page[size]=5',
    keys('links', 'first prev last'),
    numberAt('data.length', '{on_last_page_of_five}'),
  ),
  customers(
    'with include the members are data, included, meta, links',
    ['group'],
    '/customers?include=customer_group&filter[q][customer_group_id_eq]={group}',
    members('data included meta links'),
    keys('included.0', 'id type links attributes relationships meta'),
    keys('data.0.relationships.customer_group', 'links data'),
    keys('data.0.relationships.tags', 'links'),
  ),
  customers(
    'one customer with include is data and included',
    ['group'],
    '/customers/{customer}?include=customer_group,tags',
    members('data included'),
    is('data.relationships.customer_group.data.type', 'customer_groups'),
  ),
  good(
    'one customer has the same members in the same order',
    RETRIEVE,
    '/customers/{customer}',
    keys('data', 'id type links attributes relationships meta'),
    keys('data.attributes', CUSTOMER_ATTRIBUTES),
    keys('data.relationships', CUSTOMER_RELATIONSHIPS),
    keys('data.meta', 'mode organization_id trace_id'),
  ),
  ...'email status total_orders_count id created_at updated_at reference reference_origin anonymization_status customer_group'
    .split(' ')
    .map((field) => good(`${field} is sortable`, LIST, `/customers?sort=${field}`, count('{customers}'))),
  ...'email status total_orders_count id created_at updated_at reference reference_origin metadata anonymization_status'
    .split(' ')
    .map((field) =>
      good(
        `${field} is filterable`,
        LIST,
        `/customers?filter[q][${field}_present]=true&filter[q][${field}_blank]=true`,
        count(0),
      ),
    ),
  ...'customer_group customer_addresses customer_payment_sources customer_subscriptions order_subscriptions returns sku_lists attachments events tags'
    .split(' ')
    .map((name) => good(`${name} is filterable`, LIST, `/customers?filter[q][${name}_id_eq]=none`, count(0))),
  ...'orders_id has_password shopper_reference profile_id tax_exemption_code'
    .split(' ')
    .map((name) =>
      good(`${name} is not filterable`, LIST, `/customers?filter[q][${name}_eq]=none`, count('{customers}')),
    ),
]
