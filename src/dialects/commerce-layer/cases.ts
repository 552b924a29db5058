/** Conformance cases of Commerce Layer's Core API; run by `clientele check` and the contract tests. */
import type { ConformanceCase, Shape } from '../case.ts'

const CUSTOMER_ATTRIBUTES =
  'email status has_password total_orders_count shopper_reference profile_id tax_exemption_code created_at updated_at reference reference_origin jwt_custom_claim metadata anonymization_info anonymization_status'
const CUSTOMER_RELATIONSHIPS =
  'customer_group customer_addresses customer_payment_sources customer_subscriptions orders order_subscriptions returns sku_lists attachments events tags jwt_customer jwt_markets jwt_stock_locations event_stores'

const LIST = 'seed: List all customers'
const RETRIEVE = 'seed: Retrieve a customer'

type Check = (value: unknown) => true | string
/** What is at `a.0.b` must be of the shape of `test`. */
const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)
const keys =
  (path: string, names: string): Check =>
  (value) => {
    const found = Object.keys((at(value, path) as object | undefined) ?? {}).join(' ')
    return found === names || `${path} with members ${names}, not ${found}`
  }
const matches =
  (path: string, pattern: RegExp): Check =>
  (value) =>
    pattern.test(String(at(value, path))) || `${path} like ${pattern}, not ${String(at(value, path))}`
const is =
  (path: string, wanted: unknown): Check =>
  (value) =>
    JSON.stringify(at(value, path)) === JSON.stringify(wanted) ||
    `${path} ${JSON.stringify(wanted)}, not ${JSON.stringify(at(value, path))}`
const every =
  (...checks: Check[]): Shape =>
  (value) =>
    checks.map((check) => check(value)).find((verdict) => verdict !== true) ?? true

const good = (name: string, source: string, path: string, ...checks: Check[]): ConformanceCase => ({
  name,
  source,
  path,
  expect: { status: 200, headers: { 'Content-Type': 'application/vnd.api+json' }, body: every(...checks) },
})

const bad = (
  name: string,
  source: string,
  path: string,
  [status, code, title, detail]: readonly [number, string, string, string],
  more: Partial<ConformanceCase> = {},
): ConformanceCase => ({
  name,
  source,
  path,
  ...more,
  expect: {
    status,
    headers: { 'Content-Type': 'application/vnd.api+json' },
    body: { errors: [{ title, detail, code, status: String(status) }] },
  },
})

const TOKEN = [401, 'INVALID_TOKEN', 'Invalid token', 'The access token you provided is invalid.'] as const
const NOT_FOUND = [
  404,
  'RECORD_NOT_FOUND',
  'Record not found',
  'The requested resource was not found. Please double-check the resource id.',
] as const
const pageValue = (detail: string) => [400, 'INVALID_PAGE_VALUE', 'Invalid page value', detail] as const
const field = (detail: string) => [400, 'INVALID_FIELD', 'Invalid field', detail] as const

const members =
  (names: string): Check =>
  (value) => {
    const found = Object.keys(value as object).join(' ')
    return found === names || `members ${names}, not ${found}`
  }
const count = (wanted: number): Check => is('meta.record_count', wanted)
const LINK = 'https?://[^/]+/api/customers'

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

const BAD = 'jsonapi-resources'
const media =
  "All requests must use the 'application/vnd.api+json' Accept without media type parameters. This request specified"
const refusals: readonly ConformanceCase[] = [
  bad('no token', 'Authentication', '/customers', TOKEN, { credential: 'none' }),
  bad('a malformed token', 'Authentication', '/customers', TOKEN, { credential: 'malformed' }),
  bad('the token is looked at before the path', 'Authentication', '/nothing', TOKEN, { credential: 'none' }),
  bad('unknown customer', 'Handling errors', '/customers/XXXXXXXXXX', NOT_FOUND),
  bad('unknown customer, related', 'Handling errors', '/customers/XXXXXXXXXX/tags', NOT_FOUND),
  bad('unknown customer, linkage', 'Handling errors', '/customers/XXXXXXXXXX/relationships/tags', NOT_FOUND),
  bad('unknown relationship', 'Handling errors', '/customers/{customer}/friends', NOT_FOUND),
  bad('unknown path', 'Handling errors', '/nothing', NOT_FOUND),
  bad(
    'a method that is not there',
    'Handling errors',
    '/customers/{customer}/tags',
    [405, 'METHOD_NOT_ALLOWED', 'Method not allowed', 'Method not allowed'],
    { method: 'PATCH' },
  ),
  bad(
    'plain JSON is not accepted',
    'Handling errors',
    '/customers',
    [406, 'NOT_ACCEPTABLE', 'Not acceptable', `${media} 'application/json'.`],
    { headers: { Accept: 'application/json' } },
  ),
  bad(
    'parameters of the media type are not accepted',
    'Handling errors',
    '/customers',
    [406, 'NOT_ACCEPTABLE', 'Not acceptable', `${media} 'application/vnd.api+json; ext=a'.`],
    { headers: { Accept: 'application/vnd.api+json; ext=a' } },
  ),
  bad(
    'page size 0',
    BAD,
    '/customers?page[size]=0',
    pageValue('0 is not a valid value for size page parameter.'),
  ),
  bad(
    'page size that is no number',
    BAD,
    '/customers?page[size]=a',
    pageValue('0 is not a valid value for size page parameter.'),
  ),
  bad('page size 26', BAD, '/customers?page[size]=26', pageValue('size exceeds maximum page size of 25.')),
  bad(
    'page number 0',
    BAD,
    '/customers?page[number]=0',
    pageValue('0 is not a valid value for number page parameter.'),
  ),
  bad('another page key', BAD, '/customers?page[x]=1', [
    400,
    'PARAM_NOT_ALLOWED',
    'Page parameter not allowed',
    'x is not an allowed page parameter.',
  ]),
  bad('page without a key', BAD, '/customers?page=1', [
    400,
    'INVALID_PAGE_OBJECT',
    'Invalid Page Object',
    'Invalid Page Object.',
  ]),
  bad('not sortable', BAD, '/customers?sort=-has_password', [
    400,
    'INVALID_SORT_CRITERIA',
    'Invalid sort criteria',
    'has_password is not a valid sort criteria for customers',
  ]),
  bad('fields of an unknown type', BAD, '/customers?fields[x]=a', [
    400,
    'INVALID_RESOURCE',
    'Invalid resource',
    'x is not a valid resource.',
  ]),
  bad(
    'an unknown field',
    BAD,
    '/customers?fields[customers]=x',
    field('x is not a valid field for customers.'),
  ),
  bad(
    'an empty fieldset',
    BAD,
    '/customers?fields[customers]=',
    field('nil is not a valid field for customers.'),
  ),
  bad('fields without a type', BAD, '/customers?fields=a', [
    400,
    'INVALID_FIELD_FORMAT',
    'Invalid field format',
    'Fields must specify a type.',
  ]),
  bad('not includable', BAD, '/customers?include=event_stores', [
    400,
    'INVALID_INCLUDE',
    'Invalid include',
    'event_stores is not a valid includable relationship of customers',
  ]),
  bad('an unknown segment', BAD, '/customers?include=orders.x', [
    400,
    'INVALID_INCLUDE',
    'Invalid include',
    'x is not a valid includable relationship of orders',
  ]),
  bad('a filter beside q', BAD, '/customers?filter[x]=1', [
    400,
    'FILTER_NOT_ALLOWED',
    'Filter not allowed',
    'x is not allowed.',
  ]),
  bad('a filter without a name', BAD, '/customers?filter=abc', [
    400,
    'INVALID_FILTERS_SYNTAX',
    'Invalid filters syntax',
    'abc is not a valid syntax for filtering.',
  ]),
  bad('a date that is none', BAD, '/customers?filter[q][created_at_gt]=soon', [
    400,
    'INVALID_FILTER_VALUE',
    'Invalid filter value',
    'soon is not a valid value for created_at_gt.',
  ]),
]

export const cases: readonly ConformanceCase[] = [...seed, ...reading, ...refusals]
