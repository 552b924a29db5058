/** Conformance cases: search (section 6.2). Facts: six customers, four of them with something to find. */
import type { ConformanceCase, Shape } from '../../case.ts'
import { eachOf, reliesOn } from '../../write-cases.ts'
import { errors, idsOf, NO_CUSTOMERS } from './case-shapes.ts'

const SOURCE = 'Search for customers'
const ASSUMED = '[assumed]'
const SEARCH = '/customers/v2/search.json'

/** `needs`: known to the fixture alone, where the answer itself names nobody. */
const found = (
  query: string,
  body: Shape,
  source = SOURCE,
  needs: readonly string[] = [],
): ConformanceCase => ({
  name: `search by ${query === '' ? 'nothing' : query}`,
  source,
  needs,
  path: `${SEARCH}?${query}`,
  expect: { status: 200, body },
})
const refused = (query: string, status: number, text: string): ConformanceCase => ({
  name: `search by ${query.slice(0, 160)} is refused with ${status}`,
  source: ASSUMED,
  path: `${SEARCH}?${query}`,
  expect: { status, body: errors(text) },
})
/** The braces of facts stay. */
const query = (text: string): string =>
  `query=${encodeURIComponent(text).replaceAll('%7B', '{').replaceAll('%7D', '}')}`
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Customers of the order 1 and 2, by last order and by how many. */
const BY_LAST_ORDER = idsOf('bob', 'ada', 'dan', 'gus', 'fay', 'eve')
const BY_COUNT = idsOf('ada', 'dan', 'bob', 'gus', 'fay', 'eve')
const NEWEST = idsOf('gus', 'fay', 'dan', 'eve', 'bob', 'ada')

type Customer = Record<string, unknown>
/** All that are found are so; asked for few, since a store may have many. */
const allAre = (text: string, are: (customer: Customer) => boolean): ConformanceCase => ({
  name: `search by ${text} finds only such`,
  source: SOURCE,
  path: `${SEARCH}?limit=50&${query(text)}`,
  expect: {
    status: 200,
    body: eachOf('customers', `one of ${text}`, are),
  },
})
const customersOf = (body: unknown): Customer[] => (body as { customers?: Customer[] }).customers ?? []
const finds = (name: string, text: string): ConformanceCase => ({
  name: `search by ${name} finds its owner`,
  source: SOURCE,
  path: `${SEARCH}?${text}&limit=250`,
  expect: {
    status: 200,
    body: reliesOn(
      ['person'],
      (body, { person }) =>
        customersOf(body).some(({ id }) => id === person) || `the customer ${person} among them`,
    ),
  },
})
const goesDown = (name: string, text: string, by: (customer: Customer) => bigint): ConformanceCase => ({
  name: `search ordered by ${name} goes down`,
  source: SOURCE,
  path: `${SEARCH}?limit=250&${text}`,
  expect: {
    status: 200,
    body: eachOf(
      'customers',
      'as much as the one before, or less',
      (customer, _facts, before) => before === undefined || by(customer) <= by(before),
    ),
  },
})
const ordersOf = ({ orders_count: count }: Customer): number => Number(count)
const numberOf = ({ id }: Customer): bigint => BigInt(String(id))

/** What holds in any store. */
const anyStore: readonly ConformanceCase[] = [
  {
    name: 'search shows the 33 keys of the list',
    source: SOURCE,
    path: `${SEARCH}?limit=50`,
    expect: {
      status: 200,
      body: eachOf('customers', '33 keys', (customer) => Object.keys(customer).length === 33),
    },
  },
  {
    name: 'search for nothing begins with the newest',
    source: 'recorded responses',
    path: `${SEARCH}?limit=1`,
    expect: { status: 200, body: idsOf('newest') },
  },
  goesDown('id, unless something else is asked for,', '', numberOf),
  goesDown('id by 0', 'order=0', numberOf),
  goesDown('count of orders', 'order=2', (customer) => BigInt(ordersOf(customer))),
  finds('an e-mail', 'query_param={person_email_query}'),
  finds('an id', query('customer_id:{person}')),
  finds('a first name', query('customer_first_name:{person_first_name_query}')),
  {
    name: 'search by an id finds nobody else',
    source: SOURCE,
    path: `${SEARCH}?${query('customer_id:{person}')}`,
    expect: { status: 200, headers: { link: null }, body: idsOf('person') },
  },
  allAre('orders_count:0', (customer) => ordersOf(customer) === 0),
  allAre('orders_count:>1', (customer) => ordersOf(customer) > 1),
  allAre('orders_count:>=1;orders_count:<3', (customer) => [1, 2].includes(ordersOf(customer))),
  allAre('orders_count:<=1', (customer) => ordersOf(customer) <= 1),
  allAre('total_spent:>100', ({ total_spent: spent }) => Number(spent) > 100),
  allAre('total_spent:<=100', ({ total_spent: spent }) => Number(spent) <= 100),
  allAre('accepts_marketing:true', ({ accepts_marketing: accepts }) => accepts === true),
  allAre('accepts_marketing:false', ({ accepts_marketing: accepts }) => accepts === false),
  ...[0, 1, 2].map((flag) =>
    allAre(`email_subscribe_flag:${flag}`, ({ email_subscribe_flag: shown }) => shown === flag),
  ),
  ...[0, 1, 2, 3].map((state) => allAre(`state:${state}`, ({ state: shown }) => shown === state)),
  allAre('verified_email:true', ({ verified_email: verified }) => verified === true),
  allAre(
    'state:3;accepts_marketing:true',
    ({ state, accepts_marketing: accepts }) => state === 3 && accepts === true,
  ),
  {
    name: 'search by ids above another’s finds those above',
    source: SOURCE,
    path: `${SEARCH}?order=0&${query('customer_id:>{third}')}`,
    expect: { status: 200, body: idsOf('newest', 'second') },
  },
  {
    name: 'a page of a search has a link to the next',
    source: `${SOURCE}, REST Admin API pagination`,
    needs: ['second'],
    path: `${SEARCH}?limit=1`,
    expect: {
      status: 200,
      headers: {
        link: /^<https?:\/\/[^/<>,]+\/admin\/openapi\/v\d+\/customers\/v2\/search\.json\?limit=1&page_info=[\w-]+>; rel="next"$/,
      },
      body: idsOf('newest'),
    },
  },
]

export const searchCases: readonly ConformanceCase[] = [
  ...anyStore,
  found('', NEWEST, 'recorded responses'),
  found('query_param=ADA%40EXAMPLE', idsOf('ada')),
  found(`query_param=${encodeURIComponent('łĄck')}`, idsOf('ada'), ASSUMED),
  found(`query_param=${encodeURIComponent('7 ŻÓŁTA')}`, idsOf('ada')),
  found('query_param=work%20road', idsOf('ada')),
  found('query_param=0085253657436', idsOf('ada')),
  found('query_param=%2B852%205365', idsOf('ada'), ASSUMED),
  found('query_param=53657436', idsOf('ada')),
  found('query_param=00536', NO_CUSTOMERS, ASSUMED, ['ada']),
  found('query_param=%25', NO_CUSTOMERS, SOURCE, ['ada']),
  found('query_param=%00', NO_CUSTOMERS),
  found('query_param=b&query=state:2', idsOf('bob')),
  refused(`query_param=${'x'.repeat(51)}`, 422, 'query_param: must be at most 50 characters'),

  found(query('customer_id:{ada};orders_count:2'), idsOf('ada')),
  found(query('orders_count:>1;'), idsOf('ada')),
  found(query('orders_count:>=1;orders_count:<2'), idsOf('dan', 'bob')),
  found(query('orders_count:<=0'), idsOf('gus', 'fay', 'eve')),
  found(query('customer_id:>{dan}'), idsOf('gus', 'fay')),
  found(query('accepts_marketing:true'), idsOf('ada')),
  found(query('accepts_marketing:false;customer_id:<{dan}'), idsOf('eve', 'bob')),
  found(query('email_subscribe_flag:0'), idsOf('eve')),
  found(query('email_subscribe_flag:1'), idsOf('ada')),
  found(query('email_subscribe_flag:2;customer_id:<={dan}'), idsOf('dan', 'bob')),
  found(query('customer_first_name:Dan'), idsOf('dan')),
  found(query('tags:vip'), idsOf('ada')),
  found(query('tags:none'), NO_CUSTOMERS, SOURCE, ['ada']),
  found(query('state:0'), idsOf('eve')),
  found(query('state:>1'), idsOf('bob', 'ada')),
  found(query('state:9'), NO_CUSTOMERS),
  found(query('verified_email:true'), idsOf('ada')),
  found(query('total_spent:155.00'), idsOf('ada')),
  found(query('total_spent:>155'), NO_CUSTOMERS, SOURCE, ['ada']),
  found(query('total_spent:>154.999'), idsOf('ada')),
  found(query('total_spent:>155.001'), NO_CUSTOMERS, SOURCE, ['ada']),
  found(query('total_spent:0.00'), idsOf('gus', 'fay', 'dan', 'eve', 'bob')),
  // The store is eight hours ahead: 2026-02-28T17:00Z is the first of March there.
  found(query('customer_date:2026-03-01'), idsOf('ada')),
  found(query('customer_date:2026-02-28'), NO_CUSTOMERS, SOURCE, ['ada']),
  found(query('customer_date:<2026-03-01;state:2'), idsOf('bob')),
  found(query('customer_date:>=2026-03-01'), idsOf('ada')),
  found(query('customer_date:>2026-03-01'), NO_CUSTOMERS, SOURCE, ['ada']),
  found(query('customer_date:2026-03-01T01:00:00+08:00'), idsOf('ada')),
  found(query('order_date:2026-04-02'), idsOf('ada')),
  found(query('order_date:<=2026-01-20'), idsOf('dan')),
  found(query('order_date:<2100-01-01'), idsOf('dan', 'bob', 'ada')),
  found(query('updated_at:2026-05-10;state:3'), idsOf('ada')),
  refused(query('birthday:1'), 422, 'query: unknown field birthday'),
  refused(query('toString:1'), 422, 'query: unknown field toString'),
  refused(query('orders_count'), 422, 'query: must be field:value pairs'),
  refused(query(';'), 422, 'query: must not be empty'),
  refused(query('orders_count:many'), 422, 'query: orders_count has an invalid value'),
  refused(query('orders_count:'), 422, 'query: orders_count has an invalid value'),
  refused(query('customer_date:yesterday'), 422, 'query: customer_date has an invalid value'),
  refused(query('customer_date:2026-02-30'), 422, 'query: customer_date has an invalid value'),
  refused(query('state:x'), 422, 'query: state has an invalid value'),
  refused(query('verified_email:1'), 422, 'query: verified_email has an invalid value'),
  refused(query('total_spent:-1'), 422, 'query: total_spent has an invalid value'),
  refused(query('customer_id:abc'), 422, 'query: customer_id has an invalid value'),
  refused(query('tags:\0'), 422, 'query: tags has an invalid value'),
  refused(query('state:1;'.repeat(51)), 422, 'query: at most 50 conditions are allowed'),

  found('order=0', NEWEST),
  found('order=1', BY_LAST_ORDER),
  found('order=2', BY_COUNT),
  found('order=3', NEWEST),
  refused('order=x', 400, 'order: must be an integer'),
  refused('order=4', 422, 'order: must be one of 0, 1, 2, 3'),
  refused('limit=251', 422, 'limit: must be between 1 and 250'),
  {
    name: 'a page of a search links to the search',
    source: `${SOURCE}, REST Admin API pagination`,
    path: `${SEARCH}?order=2&limit=2&${query('orders_count:>0')}`,
    expect: {
      status: 200,
      headers: {
        link: /^<https?:\/\/[^/<>,]+\/admin\/openapi\/v\d+\/customers\/v2\/search\.json\?limit=2&page_info=[\w-]+>; rel="next"$/,
      },
      body: idsOf('ada', 'dan'),
    },
  },
  {
    name: 'a cursor carries query and order',
    source: 'REST Admin API pagination',
    path: `${SEARCH}?order=0&page_info=${encode({
      sinceId: '4300000004',
      direction: 'next',
      limit: 2,
      sinceValue: 1,
      filters: { query: 'orders_count:>0', order: '2' },
    })}`,
    expect: { status: 200, headers: { link: /^<[^<>]+>; rel="previous"$/ }, body: idsOf('bob') },
  },
  {
    name: 'fields chooses keys of a search',
    source: SOURCE,
    path: `${SEARCH}?fields=last_order_name,id&${query('tags:vip')}`,
    expect: { status: 200, body: { customers: [{ last_order_name: '1002', id: '{ada}' }] } },
  },
  refused(
    `page_info=${encode({ sinceId: '1', direction: 'next', limit: 2, filters: { order: '1' } })}`,
    422,
    'page_info: invalid',
  ),
  refused(
    `page_info=${encode({ sinceId: '1', direction: 'next', limit: 2, filters: { query: 'x' } })}`,
    422,
    'page_info: invalid',
  ),
  {
    name: 'search needs a token',
    source: 'HTTP status codes',
    credential: 'none',
    path: SEARCH,
    expect: { status: 401, body: errors() },
  },
]
