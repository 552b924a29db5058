/** Conformance cases of Commerce Layer's Core API; run by `clientele check` and the contract tests. */
import type { ConformanceCase } from '../case.ts'
import {
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
  RETRIEVE,
} from './cases/case-checks.ts'
import { authentication } from './cases/cases-authentication.ts'
import { orderCases } from './cases/cases-orders.ts'
import { parameters } from './cases/cases-parameters.ts'
import { refusals } from './cases/cases-refusals.ts'
import { writing } from './cases/cases-writing.ts'

const seed: readonly ConformanceCase[] = [
  good('a list has data, meta and links', LIST, '/customers', members('data meta links')),
  good(
    'pages have ten customers',
    LIST,
    '/customers',
    is('data.length', 10),
    count(12),
    is('meta.page_count', 2),
  ),
  good(
    'the first page links to first, next and last, brackets as they are',
    LIST,
    '/customers',
    keys('links', 'first next last'),
    matches('links.next', new RegExp(`^${LINK}\\?page\\[number\\]=2&page\\[size\\]=10$`)),
  ),
  good('a trailing slash is accepted', LIST, '/customers/', count(12)),
  good(
    'members of a resource object',
    LIST,
    '/customers',
    keys('data.0', 'id type links attributes relationships meta'),
  ),
  good('attributes and their order', LIST, '/customers', keys('data.0.attributes', CUSTOMER_ATTRIBUTES)),
  good(
    'relationships and their order',
    LIST,
    '/customers',
    keys('data.0.relationships', CUSTOMER_RELATIONSHIPS),
  ),
  good(
    'relationships have links alone',
    LIST,
    '/customers',
    keys('data.0.relationships.tags', 'links'),
    matches('data.0.relationships.tags.links.self', new RegExp(`^${LINK}/\\w+/relationships/tags$`)),
    matches('data.0.relationships.tags.links.related', new RegExp(`^${LINK}/\\w+/tags$`)),
  ),
  good(
    'meta of an object',
    LIST,
    '/customers',
    keys('data.0.meta', 'mode organization_id trace_id'),
    is('data.0.meta.mode', 'test'),
    matches('data.0.meta.trace_id', /^[0-9a-f]{64}$/),
  ),
  good(
    'times are UTC with milliseconds',
    LIST,
    '/customers',
    matches('data.0.attributes.created_at', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  ),
  good(
    'without a custom claim there is an empty object',
    LIST,
    '/customers',
    is('data.0.attributes.jwt_custom_claim', {}),
  ),
  good(
    'anonymization times are written out',
    LIST,
    '/customers/{customer}',
    is('data.attributes.anonymization_info', {
      status: 'requested',
      requested_at: '2025-03-15 11:39:21 UTC',
      requester: { id: 'a' },
    }),
  ),
  good('one customer is data alone', RETRIEVE, '/customers/{customer}', members('data')),
  good(
    'its link is its own',
    RETRIEVE,
    '/customers/{customer}',
    matches('data.links.self', new RegExp(`^${LINK}/[A-Za-z0-9]{10}$`)),
  ),
  good(
    'a page in the middle links to first, prev, next and last',
    LIST,
    '/customers?page[number]=2&page[size]=5',
    keys('links', 'first prev next last'),
    is('meta', { record_count: 12, page_count: 3 }),
  ),
  good(
    'the last page links to first, prev and last',
    LIST,
    '/customers?page[number]=3&page[size]=5',
    keys('links', 'first prev last'),
  ),
  good(
    'with include the members are data, included, meta, links',
    LIST,
    '/customers?include=customer_group',
    members('data included meta links'),
    keys('included.0', 'id type links attributes relationships meta'),
    keys('data.0.relationships.customer_group', 'links data'),
    keys('data.0.relationships.tags', 'links'),
  ),
  good(
    'one customer with include is data and included',
    RETRIEVE,
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
    .map((field) => good(`${field} is sortable`, LIST, `/customers?sort=${field}`, count(12))),
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
      good(`${name} is not filterable`, LIST, `/customers?filter[q][${name}_eq]=none`, count(12)),
    ),
]

const sorted = (field: string) =>
  [field, `-${field}`].map((sort) =>
    good(`sort by ${sort}`, 'Sorting results', `/customers?sort=${sort}`, count(12)),
  )

const reading: readonly ConformanceCase[] = [
  ...[
    'email',
    'status',
    'total_orders_count',
    'id',
    'created_at',
    'updated_at',
    'reference',
    'reference_origin',
    'anonymization_status',
    'customer_group',
    'customer_group.name',
    'customer_group.code',
  ].flatMap(sorted),
  good(
    'sorted by e-mail, from Z to A',
    'Sorting results',
    '/customers?sort=-email',
    is('data.0.attributes.email', 'person-12@example.com'),
  ),
  good(
    'oldest first where nothing is said',
    'Sorting results',
    '/customers',
    is('data.0.attributes.email', 'person-01@example.com'),
  ),
  good(
    'encoded brackets are the same',
    'Pagination',
    '/customers?page%5Bnumber%5D=2&page%5Bsize%5D=5',
    is('data.length', 5),
    keys('links', 'first prev next last'),
  ),
  good(
    'beyond the end is an empty page',
    'Pagination',
    '/customers?page[number]=9',
    is('data', []),
    count(12),
    keys('links', 'first prev last'),
  ),
  good(
    'links repeat the other parameters in order',
    'Pagination',
    '/customers?sort=-created_at&filter[q][email_cont]=a%26b+%25&page[size]=2&include=tags',
    matches(
      'links.first',
      /\?filter\[q\]\[email_cont\]=a%26b%20%25&include=tags&page\[number\]=1&page\[size\]=2&sort=-created_at$/,
    ),
  ),
  good(
    'sparse fieldsets leave members out',
    'Sparse fieldsets',
    '/customers?fields[customers]=email,id',
    keys('data.0', 'id type links attributes meta'),
    keys('data.0.attributes', 'email'),
  ),
  good(
    'a fieldset may name relationships',
    'Sparse fieldsets',
    '/customers?fields[customers]=tags',
    keys('data.0', 'id type links relationships meta'),
  ),
  good(
    'included resources stand once',
    'Including associations',
    '/customers?include=customer_group,tags',
    is('included.length', 2),
    keys('data.0.relationships.customer_group', 'links data'),
    is('data.5.relationships.customer_group.data', null),
  ),
  good(
    'include paths',
    'Including associations',
    '/customers/{customer}?include=customer_addresses.address,orders.line_items',
    members('data included'),
    is('included.length', 4),
  ),
  good(
    'any of two names',
    'Filtering data',
    '/customers?filter[q][email_or_customer_group_name_cont]=whole',
    count(3),
  ),
  good('password by presence', 'app-customers', '/customers?filter[q][password_present]=true', count(1)),
  good('password absent', 'app-customers', '/customers?filter[q][password_present]=false', count(11)),
  good(
    'two hops',
    'Filtering data',
    '/customers?filter[q][customer_addresses_address_city_eq]=London',
    count(1),
  ),
  good('tags by name', 'Filtering data', '/customers?filter[q][tags_name_in]=vip,new', count(1)),
  good('tags by id', 'Filtering data', '/customers?filter[q][tags_id_in]={tag}', count(1)),
  good('group by id', 'Filtering data', '/customers?filter[q][customer_group_id_eq]={group}', count(3)),
  good('no group is null', 'Filtering data', '/customers?filter[q][customer_group_name_null]=true', count(9)),
  good('or null', 'Filtering data', '/customers?filter[q][reference_eq_or_null]=crm-2', count(7)),
  good(
    'not equal leaves null out',
    'Filtering data',
    '/customers?filter[q][reference_not_eq]=crm-2',
    count(5),
  ),
  good('not in', 'Filtering data', '/customers?filter[q][reference_not_in]=crm-2,crm-4', count(4)),
  good(
    'not in, or null',
    'Filtering data',
    '/customers?filter[q][reference_not_in_or_null]=crm-2,crm-4',
    count(10),
  ),
  good(
    'like any',
    'Filtering data',
    '/customers?filter[q][email_matches_any]=%25-01@%25,%25-02@%25',
    count(2),
  ),
  good('contains, wildcards escaped', 'Filtering data', '/customers?filter[q][email_cont]=%25', count(0)),
  good(
    'contains, whatever the case',
    'Filtering data',
    '/customers?filter[q][email_start]=PERSON-0',
    count(9),
  ),
  good(
    'a bare date is its midnight',
    'Filtering data',
    '/customers?filter[q][created_at_gteq]=2025-01-12',
    count(1),
  ),
  good('numbers', 'Filtering data', '/customers?filter[q][total_orders_count_gt]=0', count(2)),
  good('status', 'Filtering data', '/customers?filter[q][status_in]=acquired', count(2)),
  good(
    'a JSON fragment',
    'Filtering data',
    '/customers?filter[q][metadata_jcont]={"level":{"gold":1}}',
    count(1),
  ),
  good('an empty value drops the condition', 'Filtering data', '/customers?filter[q][email_eq]=', count(12)),
  good('an unknown name is ignored', 'Filtering data', '/customers?filter[q][orders_number_eq]=1', count(12)),
  good(
    'resources that are not kept match nothing',
    'Filtering data',
    '/customers?filter[q][returns_status_eq]=draft',
    count(0),
  ),
  good('the simple form', 'Filtering data', '/customers?filter[reference]=crm-2,crm-4', count(2)),
  good('simple bounds', 'Filtering data', '/customers?filter[created_at_to]=2025-01-02', count(2)),
  good('unknown parameters are ignored', 'Fetching resources', '/customers?utm=1', count(12)),
  good(
    'an order',
    'Orders',
    '/customers/{customer}/orders?sort=number',
    count(2),
    is('data.0.attributes.total_amount_cents', 123456),
    is('data.0.attributes.total_amount_float', 1234.56),
    is('data.0.attributes.formatted_total_amount', '€1.234,56'),
    is('data.0.attributes.payment_status', 'paid'),
    is('data.1.attributes.formatted_total_amount', '¥500'),
    is('data.1.attributes.status', 'pending'),
  ),
  good(
    'orders by status',
    'Orders',
    '/customers/{customer}/orders?filter[q][status_eq]=approved&sort=-status',
    count(1),
  ),
  good(
    'the group of a customer',
    'Fetching relationships',
    '/customers/{customer}/customer_group',
    is('data.attributes.name', 'Wholesale'),
  ),
  good('no group', 'Fetching relationships', '/customers/{plain_customer}/customer_group', is('data', null)),
  good(
    'history',
    'Event stores',
    '/customers/{customer}/event_stores?page[size]=1',
    is('meta', {}),
    is('data.0.attributes.event', 'create'),
    matches('data.0.id', /^\d+-\d+$/),
    is('data.0.attributes.payload.email', { from: null, to: 'person-01@example.com' }),
  ),
  good(
    'linkage of one',
    'JSON:API 1.0',
    '/customers/{customer}/relationships/customer_group',
    members('links data'),
    is('data.type', 'customer_groups'),
  ),
  good(
    'linkage of many',
    'JSON:API 1.0',
    '/customers/{customer}/relationships/tags',
    is('data.length', 1),
    is('data.0.type', 'tags'),
  ),
  ...CUSTOMER_RELATIONSHIPS.split(' ').flatMap((name) => [
    good(`related ${name}`, 'Fetching relationships', `/customers/{customer}/${name}`),
    good(
      `linkage of ${name}`,
      'JSON:API 1.0',
      `/customers/{customer}/relationships/${name}`,
      members('links data'),
    ),
  ]),
]

export const cases: readonly ConformanceCase[] = [
  ...seed,
  ...reading,
  ...parameters,
  ...authentication,
  ...refusals,
  ...writing,
  ...orderCases,
]
