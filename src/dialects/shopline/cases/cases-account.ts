/** Conformance cases: what belongs to one customer beside its fields (sections 6.7, 6.8, 6.10 to 6.12). */
import type { ConformanceCase, Facts, Shape } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'
import { TIME } from './case-shapes.ts'
import { ASSUMED, refused, write } from './case-writes.ts'

const LOOKUP = 'POST /customers/query_user_by_email.json'
const ADD = 'POST /customers/add_blacklist.json'
const REMOVE = 'POST /customers/remove_blacklist.json'
const TAGS = 'POST /customer_tags_remove.json'
const invite = (id: string) => `POST /customers/${id}/send_invite.json`
const activation = (id: string) => `POST /customers/${id}/account_activation_url.json`
const SCRIPT = '<script>'
const MISSING = 'The customer does not exist.'

const read = (name: string, source: string, path: string, status: number, body: Shape): ConformanceCase => ({
  name,
  source,
  path,
  expect: { status, body },
})

/** Of whom a writing run has made, or of what its writes before have done. */
const after = (...args: Parameters<typeof read>): ConformanceCase => ({ ...read(...args), writes: true })

/** Posted or refused, they change nothing. */
const reading = (...cases: ConformanceCase[]): ConformanceCase[] =>
  cases.map((one) => ({ ...one, writes: false }))

const stateOf = (state: number) => ({ customers: [{ state }] })

/** Documented: 29 keys. */
const lookedUp = {
  id: '{findable}',
  email: 'Fay.{run}@Example.com',
  phone: null,
  first_name: 'Fay',
  last_name: null,
  nick_name: 'Fay',
  gender: 'female',
  birthday: null,
  language: null,
  currency: '{currency}',
  state: 1,
  verified_email: false,
  note: null,
  tags: null,
  orders_count: 0,
  total_spent: '0.00',
  last_order_id: null,
  created_at: TIME,
  updated_at: TIME,
  addresses: [],
  default_address: null,
  email_subscribe_flag: 2,
  mobile_subscribe_flag: 2,
  accepts_marketing: false,
  accepts_marketing_updated_at: null,
  accepts_mobile_marketing: false,
  accepts_mobile_marketing_updated_at: null,
  asid: null,
  social_customer: null,
} satisfies Record<string, Shape>

const lookups: readonly ConformanceCase[] = [
  write(
    'a customer is found by e-mail, whatever its case, with 29 keys',
    'Customer number query',
    LOOKUP,
    { email: 'fay.{run}@example.COM' },
    200,
    { customer: lookedUp },
  ),
  write('a part of an e-mail finds nobody', ASSUMED, LOOKUP, { email: 'fay.{run}@example' }, 200, {
    customer: null,
  }),
  ...reading(
    write(
      'somebody’s e-mail finds the customer',
      'Customer number query',
      LOOKUP,
      { email: '{person_email}' },
      200,
      {
        customer: reliesOn(
          ['person'],
          (value, { person }) =>
            ((value as { id?: unknown }).id === person &&
              Object.keys(value as object).join() === Object.keys(lookedUp).join()) ||
            `the customer ${person}, with 29 keys`,
        ),
      },
    ),
    write('nobody’s e-mail is 200 and null', ASSUMED, LOOKUP, { email: 'nobody.at.all@example.com' }, 200, {
      customer: null,
    }),
    refused('lookup: no e-mail is 400', ASSUMED, LOOKUP, {}, 400, 'email: is required'),
    refused('lookup: a wrong type is 400', ASSUMED, LOOKUP, { email: 5 }, 400, 'email: must be a string'),
    refused('lookup: no token is 401', 'HTTP status codes: 401', LOOKUP, {}, 401, /\S/, {
      credential: 'none',
    }),
    refused('lookup: high-risk content is 412', 'HTTP status codes: 412', LOOKUP, { email: SCRIPT }, 412),
  ),
]

const row = (customer: string, status: number, account: string, type: number, time: string): Shape => ({
  customer_id: customer,
  status,
  subscribe_account: account,
  subscribe_account_type: type,
  subscribe_channel: 3,
  subscribe_time: time,
})

const subscriptions = reading(
  read(
    'each consent of the customers asked for is a row',
    'Customer subscription records',
    '/customers/subscribe.json?customer_ids={bare},{full}',
    200,
    {
      user_subscribe_info_list: [
        row('{full}', 1, 'bob@example.com', 0, '2022-05-31T15:32:46+08:00'),
        row('{full}', 0, '001467326483', 1, '2022-06-01T08:00:00+08:00'),
      ],
    },
  ),
  read(
    'each row has its six keys and is of a customer asked for',
    'Customer subscription records',
    '/customers/subscribe.json?customer_ids={person},{third}',
    200,
    { user_subscribe_info_list: reliesOn(['person', 'third'], areRows) },
  ),
  read(
    'customers that are not there have no rows',
    ASSUMED,
    '/customers/subscribe.json?customer_ids=99,x,',
    200,
    {
      user_subscribe_info_list: [],
    },
  ),
  refused(
    'subscription records: no ids is 422',
    ASSUMED,
    'GET /customers/subscribe.json',
    undefined,
    422,
    'customer_ids: is required',
  ),
  refused(
    'subscription records: no token is 401',
    'HTTP status codes: 401',
    'GET /customers/subscribe.json',
    undefined,
    401,
    /\S/,
    { credential: 'none' },
  ),
)

const blacklists: readonly ConformanceCase[] = [
  write('a customer is put on the blacklist', 'Blacklist', ADD, { customer_id: '{bannable}' }, 200, {}),
  after(
    'who is on the blacklist has state 0',
    ASSUMED,
    '/v2/customers.json?ids={bannable}&fields=state',
    200,
    stateOf(0),
  ),
  write('putting a customer there again is no error', ASSUMED, ADD, { customer_id: '{bannable}' }, 200, {}),
  write('a customer is taken off the blacklist', 'Blacklist', REMOVE, { customer_id: '{bannable}' }, 200, {}),
  after(
    'off the blacklist the state is what it was',
    ASSUMED,
    '/v2/customers.json?ids={bannable}&fields=state',
    200,
    stateOf(2),
  ),
  ...[ADD, REMOVE].flatMap((request) => [
    refused(`${request}: an unknown customer is 404`, ASSUMED, request, { customer_id: '99' }, 404, MISSING),
    refused(`${request}: no customer is 400`, ASSUMED, request, {}, 400, 'customer_id: is required'),
    refused(
      `${request}: a wrong type is 400`,
      ASSUMED,
      request,
      { customer_id: 7 },
      400,
      'customer_id: must be a string',
    ),
    refused(`${request}: no token is 401`, 'HTTP status codes: 401', request, {}, 401, /\S/, {
      credential: 'none',
    }),
    refused(
      `${request}: high-risk content is 412`,
      'HTTP status codes: 412',
      request,
      { customer_id: SCRIPT },
      412,
    ),
  ]),
]

const tags: readonly ConformanceCase[] = [
  write(
    'tags are removed by id',
    'Remove customer tags',
    TAGS,
    { user_id: '{tagged}', tag_ids: ['{tag}', 'SL201UT0'] },
    200,
    {},
  ),
  after('the other tags stay', ASSUMED, '/v2/customers.json?ids={tagged}&fields=tags', 200, {
    customers: [{ tags: 'gone-by-name' }],
  }),
  write(
    'tags are removed by their text too',
    ASSUMED,
    TAGS,
    { user_id: '{tagged}', tag_ids: ['gone-by-name'] },
    200,
    {},
  ),
  after('without tags there is null', ASSUMED, '/v2/customers.json?ids={tagged}&fields=tags', 200, {
    customers: [{ tags: null }],
  }),
  refused('tags: an unknown customer is 404', ASSUMED, TAGS, { user_id: '99', tag_ids: [] }, 404, MISSING),
  refused('tags: no customer is 400', ASSUMED, TAGS, { tag_ids: [] }, 400, 'user_id: is required'),
  refused('tags: no list is 400', ASSUMED, TAGS, { user_id: '{tagged}' }, 400, 'tag_ids: must be an array'),
  refused(
    'tags: a number in the list is 400',
    ASSUMED,
    TAGS,
    { user_id: '{tagged}', tag_ids: [1] },
    400,
    'tag_ids[0]: must be a string',
  ),
  refused(
    'tags: 101 ids is 422',
    ASSUMED,
    TAGS,
    { user_id: '{tagged}', tag_ids: Array.from({ length: 101 }, String) },
    422,
  ),
  refused('tags: no token is 401', 'HTTP status codes: 401', TAGS, {}, 401, /\S/, { credential: 'none' }),
  refused('tags: high-risk content is 412', 'HTTP status codes: 412', TAGS, { user_id: SCRIPT }, 412),
]

const invitations: readonly ConformanceCase[] = [
  write(
    'an invitation says from whom to whom',
    'Send activation mail',
    invite('{invitable}'),
    undefined,
    200,
    {
      customer_invite: { from: /^[^@\s]+@[^@\s]+$/, to: 'ivy.{run}@example.com' },
    },
  ),
  after(
    'who was invited has state 2',
    ASSUMED,
    '/v2/customers.json?ids={invitable}&fields=state',
    200,
    stateOf(2),
  ),
  write('an activation link is a URL', 'Account activation URL', activation('{invitable}'), undefined, 200, {
    data: { account_activation_url: /^https?:\/\/[^/\s]+\/\S+$/ },
  }),
  write('an invitation may be sent again', ASSUMED, invite('{invitable}'), undefined, 200, {
    customer_invite: { from: /@/, to: 'ivy.{run}@example.com' },
  }),
  write(
    'an activation link leads to this server',
    'Account activation URL',
    activation('{invitable}'),
    undefined,
    200,
    {
      data: {
        account_activation_url: reliesOn(
          ['handle'],
          (value, { handle }) =>
            new RegExp(`^https?://[^/]+/user/activate/${handle}\\?token=[\\w-]{43}$`).test(String(value)) ||
            'a link to the store',
        ),
      },
    },
  ),
  refused(
    'invite: a customer without an e-mail is 422',
    ASSUMED,
    invite('{phone_only}'),
    undefined,
    422,
    'email: the customer has no email',
  ),
  ...[invite, activation].flatMap((request) => [
    refused(
      `${request('x')}: a registered customer is 422`,
      ASSUMED,
      request('{registered}'),
      undefined,
      422,
      'customer: is already registered',
    ),
    refused(
      `${request('x')}: a blacklisted customer is 422`,
      ASSUMED,
      request('{banned}'),
      undefined,
      422,
      'customer: is blacklisted',
    ),
    refused(`${request('x')}: an unknown customer is 404`, ASSUMED, request('99'), undefined, 404, MISSING),
    refused(
      `${request('x')}: another media type is 400`,
      'HTTP status codes: 400',
      request('99'),
      undefined,
      400,
      /Content-Type/,
      {
        headers: { 'Content-Type': 'text/plain' },
      },
    ),
    refused(
      `${request('x')}: no token is 401`,
      'HTTP status codes: 401',
      request('99'),
      undefined,
      401,
      /\S/,
      { credential: 'none' },
    ),
  ]),
]

export const accountCases: readonly ConformanceCase[] = [
  ...lookups,
  ...subscriptions,
  ...blacklists,
  ...tags,
  ...invitations,
]

function areRows(rows: unknown, { person, third }: Facts): true | string {
  const keys = 'customer_id,status,subscribe_account,subscribe_account_type,subscribe_channel,subscribe_time'
  const isRow = (row: Record<string, unknown>) =>
    Object.keys(row).join() === keys && (row.customer_id === person || row.customer_id === third)
  return (Array.isArray(rows) && rows.every(isRow)) || `rows of ${keys}`
}
