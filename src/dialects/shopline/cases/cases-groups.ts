/** Conformance cases: customer groups and who is in them (section 8.1). */
import type { ConformanceCase, Shape } from '../../case.ts'
import { eachOf, lengthOf, reliesOn } from '../../write-cases.ts'
import { errors, idsOf, TIME } from './case-shapes.ts'

const SOURCE = 'Customer grouping'
const ASSUMED = '[assumed]'
const GROUPS = '/customer_saved_searches'
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/

const read = (name: string, path: string, body: Shape): ConformanceCase => ({
  name: `groups: ${name}`,
  source: SOURCE,
  path: `${GROUPS}${path}`,
  expect: { status: 200, body },
})
const write = (
  name: string,
  method: string,
  path: string,
  body: unknown,
  expect: ConformanceCase['expect'],
): ConformanceCase => ({
  name: `groups: ${name}`,
  source: expect.status === 200 ? SOURCE : ASSUMED,
  writes: true,
  method,
  path: `${GROUPS}${path}`,
  headers: { 'Content-Type': 'application/json' },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  expect,
})
const made = (customer_saved_search: unknown) => ({ customer_saved_search })
const refused = (name: string, given: unknown, status: number, text: string): ConformanceCase =>
  write(name, 'POST', '.json', given, { status, body: errors(text) })
const missing = (name: string, method: string, path: string, body?: unknown): ConformanceCase => ({
  ...write(name, method, path, body, { status: 404, body: errors('The customer group does not exist.') }),
  writes: method !== 'GET',
})

const group = (
  id: string,
  name: string,
  query: string,
  created: Shape = '2026-02-01T00:00:00+00:00',
): Shape => ({
  id,
  name,
  query,
  created_at: created,
  updated_at: UTC,
})
const returning = group('{returning}', 'Returning', 'orders_count:>1;')

/** Ada, with the 23 keys that a member has. */
const member = {
  id: '{ada}',
  email: 'ada@example.com',
  phone: '0085253657436',
  first_name: 'Ada',
  last_name: 'Łącka',
  nick_name: 'Ada Łącka',
  currency: 'USD',
  state: 3,
  verified_email: true,
  note: null,
  tags: 'vip',
  orders_count: 2,
  total_spent: '155.00',
  last_order_id: /^\d{26}$/,
  last_order_name: '1002',
  last_order_time: '2026-04-01T16:30:00+00:00',
  created_at: '2026-02-28T17:00:00+00:00',
  updated_at: TIME,
  addresses: (value) => (Array.isArray(value) && value.length === 2) || 'two addresses',
  email_subscribe_flag: 1,
  mobile_subscribe_flag: '3',
  accepts_marketing: true,
  accepts_marketing_updated_at: null,
} satisfies Record<string, Shape>

type Members = Record<string, unknown>
const GROUP_KEYS = 'id,name,query,created_at,updated_at'
const isGroup = (value: unknown): boolean => {
  const { id, name, query, created_at: created, updated_at: updated } = value as Members
  return (
    Object.keys(value as Members).join() === GROUP_KEYS &&
    [id, name, query].every((text) => typeof text === 'string') &&
    [created, updated].every((time) => UTC.test(String(time)))
  )
}

/** What holds in any store. Facts: `group`, one of the store's; `groups`, how many there are. */
const anyStore: readonly ConformanceCase[] = [
  read(
    'each has five keys, its times in UTC',
    '.json',
    eachOf('customer_saved_searches', `a group of ${GROUP_KEYS}`, isGroup),
  ),
  read(
    'the list shows the one that is known',
    '.json?fields=id',
    reliesOn(['group'], (body, { group: id }) => {
      const list = (body as { customer_saved_searches?: unknown }).customer_saved_searches
      return (Array.isArray(list) && list.some((one) => one.id === id)) || `${id} among them`
    }),
  ),
  read(
    'fields shows a name alone',
    '.json?fields=name,nothing',
    eachOf('customer_saved_searches', 'a name alone', (one) => Object.keys(one).join() === 'name'),
  ),
  read('one, asked for', '/{group}.json', {
    customer_saved_search: reliesOn(
      ['group'],
      (value, facts) => (isGroup(value) && (value as Members).id === facts.group) || `${facts.group}`,
    ),
  }),
  read('fields shows the id of one alone', '/{group}.json?fields=id', made({ id: '{group}' }) as Shape),
  read('how many there are', '/count.json', {
    count: reliesOn(['groups'], (value, { groups }) => value === Number(groups) || `${groups}`),
  }),
  read('how many there are above 0', '/count.json?since_id=0', {
    count: reliesOn(['groups'], (value, { groups }) => value === Number(groups) || `${groups}`),
  }),
  read(
    'members have 23 keys',
    '/{group}/customers.json?limit=50',
    eachOf('customers', '23 keys', (one) => Object.keys(one).join() === Object.keys(member).join()),
  ),
  read(
    'members show when they last ordered, in UTC',
    '/{group}/customers.json?limit=50&fields=last_order_time',
    eachOf(
      'customers',
      'a time in UTC or null',
      ({ last_order_time: time }) => time === null || UTC.test(String(time)),
    ),
  ),
  read(
    'a limit of 1 shows one member at most',
    '/{group}/customers.json?limit=1',
    lengthOf('customers', '1 at most', (length) => length <= 1),
  ),
]

export const groupCases: readonly ConformanceCase[] = [
  ...anyStore,
  read('the newest first, those of other platforms included', '.json', {
    customer_saved_searches: [
      group('{doomed}', 'Doomed', 'state:3'),
      group('{spare}', 'Spare', 'state:3'),
      group('{friends}', 'Friends', ''),
      returning,
    ],
  }),
  {
    ...read('fields chooses keys of the list', '.json?fields=name,nothing', {
      customer_saved_searches: [
        { name: 'Doomed' },
        { name: 'Spare' },
        { name: 'Friends' },
        { name: 'Returning' },
      ],
    }),
    needs: ['friends'],
  },
  read('one', '/{returning}.json', made(returning) as Shape),
  read('fields chooses keys of one', '/{returning}.json?fields=id', made({ id: '{returning}' }) as Shape),
  { ...read('how many', '/count.json', { count: 4 }), needs: ['friends'] },
  read('how many above an id', '/count.json?since_id={friends}', { count: 2 }),
  { ...read('how many above 0', '/count.json?since_id=0', { count: 4 }), needs: ['friends'] },
  read('members by query', '/{returning}/customers.json', { customers: [member] }),
  read('members put into it, by last order', '/{friends}/customers.json', idsOf('bob', 'eve')),
  read('members by count of orders', '/{friends}/customers.json?order=2', idsOf('bob', 'eve')),
  read('fields of members', '/{returning}/customers.json?fields=last_order_time', {
    customers: [{ last_order_time: '2026-04-01T16:30:00+00:00' }],
  }),
  {
    name: 'groups: a page of members links to the members',
    source: SOURCE,
    path: `${GROUPS}/{friends}/customers.json?limit=1`,
    expect: {
      status: 200,
      headers: {
        link: /\/customer_saved_searches\/GROUP\d{19}\/customers\.json\?limit=1&page_info=[\w-]+>; rel="next"$/,
      },
      body: idsOf('bob'),
    },
  },
  ...[
    ['order=x', 400, 'order: must be an integer'],
    ['order=3', 422, 'order: must be one of 1, 2'],
    ['limit=0', 422, 'limit: must be between 1 and 250'],
    ['page_info=x', 422, 'page_info: invalid'],
  ].map(
    ([query, status, text]): ConformanceCase => ({
      name: `groups: members by ${query} are refused with ${status}`,
      source: ASSUMED,
      path: `${GROUPS}/{group}/customers.json?${query}`,
      expect: { status: Number(status), body: errors(String(text)) },
    }),
  ),
  missing('members of an unknown one', 'GET', '/GROUP1/customers.json'),
  missing('an unknown one', 'GET', '/GROUP1.json'),
  {
    name: 'groups: a since_id that is none is refused',
    source: ASSUMED,
    path: `${GROUPS}/count.json?since_id=x`,
    expect: { status: 422, body: errors('since_id: invalid') },
  },
  write('made', 'POST', '.json', made({ name: 'New {run}', query: 'tags:vip;state:3' }), {
    status: 200,
    body: made({
      id: /^GROUP\d{19}$/,
      name: 'New {run}',
      query: 'tags:vip;state:3',
      created_at: UTC,
      updated_at: UTC,
    }) as Shape,
  }),
  refused(
    'a query of an unknown field',
    made({ name: 'x', query: 'shoe:43' }),
    422,
    'query: unknown field shoe',
  ),
  refused(
    'a query that compares words',
    made({ name: 'x', query: 'orders_count:>a' }),
    422,
    'query: orders_count has an invalid value',
  ),
  refused('no query', made({ name: 'x' }), 422, 'query: must not be empty'),
  refused('no name', made({ query: 'state:3' }), 422, 'name: must not be empty'),
  refused('a name of another type', made({ name: 5, query: 'state:3' }), 400, 'name: must be a string'),
  refused(
    'a long name',
    made({ name: 'x'.repeat(256), query: 'state:3' }),
    422,
    'name: must be at most 255 characters',
  ),
  refused('no object', {}, 400, 'customer_saved_search: is required'),
  write(
    'renamed, and nothing else',
    'PUT',
    '/{spare}.json',
    made({ name: 'Other {run}', query: 'state:1' }),
    {
      status: 200,
      body: made(group('{spare}', 'Other {run}', 'state:3', '{spare_made}')) as Shape,
    },
  ),
  write('renamed to nothing', 'PUT', '/{spare}.json', made({ name: '' }), {
    status: 422,
    body: errors('name: must not be empty'),
  }),
  missing('an unknown one renamed', 'PUT', '/GROUP1.json', made({ name: 'x' })),
  write('removed', 'DELETE', '/{doomed}.json', undefined, { status: 200, body: {} }),
  missing('removed again', 'DELETE', '/{doomed}.json'),
  {
    ...write('making one needs the right to write', 'POST', '.json', made({ name: 'x', query: 'state:3' }), {
      status: 403,
      body: errors(/write_customers/),
    }),
    credential: 'expired',
  },
]
