/** Conformance cases of a list's parameters in every wrong form, and of sorting along a relationship (section 3). */
import type { ConformanceCase } from '../../case.ts'
import {
  all,
  at,
  bad,
  type Check,
  count,
  field,
  good,
  is,
  keys,
  ours,
  pageValue,
  sorted,
} from './case-checks.ts'
import { includedTypes, ORDER_FIGURES } from './reading-checks.ts'

const BAD = 'jsonapi-resources'

const sort = (name: string, type = 'customers') =>
  [
    400,
    'INVALID_SORT_CRITERIA',
    'Invalid sort criteria',
    `${name} is not a valid sort criteria for ${type}`,
  ] as const
const include = (segment: string, type: string) =>
  [
    400,
    'INVALID_INCLUDE',
    'Invalid include',
    `${segment} is not a valid includable relationship of ${type}`,
  ] as const
const notAllowed = (name: string) =>
  [400, 'FILTER_NOT_ALLOWED', 'Filter not allowed', `${name} is not allowed.`] as const
const syntax = (value: string) =>
  [
    400,
    'INVALID_FILTERS_SYNTAX',
    'Invalid filters syntax',
    `${value} is not a valid syntax for filtering.`,
  ] as const
const filterValue = (value: string, name: string) =>
  [400, 'INVALID_FILTER_VALUE', 'Invalid filter value', `${value} is not a valid value for ${name}.`] as const

const badSorts = ['orders', 'tags', 'jwt_customer', 'password', 'metadata', 'x', 'Email', 'email%20']
  .concat(['customer_group.metadata', 'customer_group.x', 'customer_group.name.x', 'customer_group_name'])
  .concat(['tags.name', 'orders.number', '.', 'email.x'])
  .map((name) => bad(`not sortable: ${name}`, BAD, `/customers?sort=${name}`, sort(decodeURIComponent(name))))

/** What each kind of attribute does not take. */
const badValues = [
  ['total_orders_count_eq', 'many'],
  ['total_orders_count_in', '1,many'],
  ['total_orders_count_gt', '1e3'],
  ['created_at_lt', '2025-02-31'],
  ['created_at_gteq_any', '2025-01-01,soon'],
  ['created_at_or_updated_at_gt', 'soon'],
  ['email_present', 'maybe'],
  ['reference_null', 'yes'],
  ['customer_addresses_address_business_true', '2'],
  ['metadata_jcont', '{'],
  ['metadata_jcont', '1'],
].map(([name = '', value = '']) =>
  bad(
    `no value for ${name}: ${value}`,
    BAD,
    `/customers?filter[q][${name}]=${encodeURIComponent(value)}`,
    filterValue(value, name),
  ),
)

const GROUP = 'relationships.customer_group.data'
const isList =
  (path: string): Check =>
  (value) =>
    Array.isArray(at(value, path)) || {
      at: path,
      expected: 'a list',
      got: JSON.stringify(at(value, path)) ?? 'nothing',
    }

export const parameters: readonly ConformanceCase[] = [
  good(
    'sorted by an attribute of the group, none last',
    'Sorting results',
    '/customers?sort=customer_group.name,-email&include=customer_group',
    sorted(GROUP, 'a group, or none from there on', (before, after) => before !== null || after === null),
    ours(
      is('data.0.attributes.email', 'person-03@example.com'),
      is('data.3.attributes.email', 'person-12@example.com'),
    ),
  ),
  good(
    'sorted by the group, none first when descending',
    'Sorting results',
    '/customers?sort=-customer_group,email&page[size]=25&include=customer_group',
    sorted(GROUP, 'none, or a group from there on', (before, after) => before === null || after !== null),
    ours(
      is('data.0.attributes.email', 'person-04@example.com'),
      is('data.9.attributes.email', 'person-01@example.com'),
    ),
  ),
  good(
    'several sort criteria, the first one first',
    'Sorting results',
    '/customers?sort=-total_orders_count,-email',
    sorted(
      'attributes.total_orders_count',
      'not more than the one before it',
      (before, after) => Number(before) >= Number(after),
    ),
    ours(
      is('data.0.attributes.email', 'person-02@example.com'),
      is('data.1.attributes.email', 'person-01@example.com'),
      is('data.2.attributes.email', 'person-12@example.com'),
    ),
  ),
  good(
    'orders by payment status',
    'Orders',
    '/customers/{customer}/orders?sort=payment_status&filter[q][payment_status_in]=paid,unpaid',
    all('attributes.payment_status', 'paid or unpaid', (found) => found === 'paid' || found === 'unpaid'),
    ...ORDER_FIGURES,
    ours(
      count(2),
      is('data.0.attributes.payment_status', 'paid'),
      is('data.1.attributes.payment_status', 'unpaid'),
    ),
  ),
  good(
    'orders of a customer by e-mail',
    'Orders',
    '/orders?filter[q][customer_email_eq]={customer_email}',
    all('attributes.customer_email', '{customer_email}', (found, fact) => found === fact('{customer_email}')),
    ours(count(2)),
  ),
  good(
    'active subscriptions',
    'Order subscriptions',
    '/order_subscriptions?filter[active]=true&sort=frequency',
    all('attributes.status', 'active', (found) => found === 'active'),
    ours(count(1), is('data.0.attributes.frequency', 'monthly')),
  ),
  good(
    'id and type are fields',
    'Sparse fieldsets',
    '/customers?fields[customers]=id,type,email',
    count('{customers}'),
  ),
  good(
    'a relationship without a field is included none the less',
    'Sparse fieldsets',
    '/customers/{customer}?include=tags&fields[customers]=email',
    keys('data', 'id type links attributes meta'),
    includedTypes('tags'),
    ours(is('included.length', 1)),
  ),
  good(
    'what is computed for the caller is included',
    'Including associations',
    '/customers/{customer}?include=jwt_customer,jwt_markets,jwt_stock_locations',
    is('data.relationships.jwt_customer.data', null),
    isList('data.relationships.jwt_markets.data'),
    ours(is('data.relationships.jwt_markets.data', [])),
  ),

  bad(
    'a page number that is no number',
    BAD,
    '/customers?page[number]=two',
    pageValue('0 is not a valid value for number page parameter.'),
  ),
  bad(
    'page size 26 of a related list',
    BAD,
    '/customers/{customer}/orders?page[size]=26',
    pageValue('size exceeds maximum page size of 25.'),
  ),
  bad('a cursor where pages are numbered', BAD, '/customers?page[after]=x', [
    400,
    'PARAM_NOT_ALLOWED',
    'Page parameter not allowed',
    'after is not an allowed page parameter.',
  ]),
  ...badSorts,
  bad('the first wrong sort is named', BAD, '/customers?sort=email,-x,y', sort('x')),
  bad(
    'not sortable in a related list',
    BAD,
    '/customers/{customer}/orders?sort=skus_count',
    sort('skus_count', 'orders'),
  ),
  bad(
    'one unknown field of two',
    BAD,
    '/customers?fields[customers]=email,x',
    field('x is not a valid field for customers.'),
  ),
  bad(
    'what is never printed is no field',
    BAD,
    '/customers?fields[customers]=password',
    field('password is not a valid field for customers.'),
  ),
  bad('an unknown field of an included type', BAD, '/customers?include=tags&fields[tags]=color', [
    ...field('color is not a valid field for tags.'),
  ]),
  bad(
    'an unknown field of one customer',
    BAD,
    '/customers/{customer}?fields[customers]=x',
    field('x is not a valid field for customers.'),
  ),
  bad('not a relationship', BAD, '/customers?include=email', include('email', 'customers')),
  bad('the first bad path is named', BAD, '/customers?include=tags,x,y.z', include('x', 'customers')),
  bad(
    'not includable further on',
    BAD,
    '/customers?include=orders.event_stores',
    include('event_stores', 'orders'),
  ),
  bad('beyond what is described', BAD, '/customers?include=orders.line_items.x', include('x', 'line_items')),
  bad('not includable with one customer', BAD, '/customers/{customer}?include=x', include('x', 'customers')),
  bad(
    'a path of seven',
    'our limit',
    '/customers?include=orders.customer.orders.customer.orders.customer.orders',
    include('orders', 'customers'),
  ),
  ...['has_password', 'orders_id', 'shopper_reference', 'password', 'email_eq'].map((name) =>
    bad(`not allowed beside q: ${name}`, BAD, `/customers?filter[${name}]=x`, notAllowed(name)),
  ),
  bad('q without a name', BAD, '/customers?filter[q]=abc', syntax('abc')),
  bad('a filter within a filter', BAD, '/customers?filter[email][eq]=abc', syntax('abc')),
  bad('a filter within a filter of q', BAD, '/customers?filter[q][email_eq][x]=abc', syntax('abc')),
  ...badValues,
  bad(
    'a bound that is no date',
    BAD,
    '/customers?filter[created_at_from]=soon',
    filterValue('soon', 'created_at_from'),
  ),
  bad(
    'a named filter takes a boolean',
    BAD,
    '/order_subscriptions?filter[active]=maybe',
    filterValue('maybe', 'active'),
  ),
  bad(
    'one wrong filter of two',
    BAD,
    '/customers?filter[q][email_eq]=a&filter[q][total_orders_count_eq]=b',
    filterValue('b', 'total_orders_count_eq'),
  ),
]
