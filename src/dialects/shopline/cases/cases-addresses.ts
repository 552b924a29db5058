/** Conformance cases: the address endpoints, "2.0" (section 7). Fay has no address at first, Gus has four. */
import type { ConformanceCase, Shape } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'
import { errors } from './case-shapes.ts'

const SOURCE = 'Customer address 2.0'
const ASSUMED = '[assumed]'

const send = (
  name: string,
  method: string,
  path: string,
  body: unknown,
  expect: ConformanceCase['expect'],
): ConformanceCase => ({
  name: `addresses: ${name}`,
  source: expect.status === 200 ? SOURCE : ASSUMED,
  ...(method === 'GET' ? {} : { writes: true }),
  method,
  path: `/customers/${path}`,
  headers: { 'Content-Type': 'application/json' },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  expect,
})
const wrap = (customer_address: unknown) => ({ customer_address })
const refused = (name: string, given: unknown, status: number, text: string): ConformanceCase =>
  send(name, 'POST', '{fay}/addresses.json', given, { status, body: errors(text) })
const missing = (name: string, method: string, path: string, text: string, body?: unknown): ConformanceCase =>
  send(name, method, path, body, { status: 404, body: errors(text) })
const NO_ADDRESS = 'The address does not exist.'
const NO_CUSTOMER = 'The customer does not exist.'
const DONE = { status: 200, body: {} } as const

const EMPTY = {
  first_name: null,
  last_name: null,
  company: null,
  address1: null,
  address2: null,
  city: null,
  city_code: null,
  district: null,
  district_code: null,
  town: null,
  province: null,
  province_code: null,
  province_code_v2: null,
  country: null,
  country_code: null,
  zip: null,
  phone: null,
} as const
/** All 21 keys: those given, the others null. */
const shown = (id: Shape, customer: string, given: Record<string, Shape>, def: boolean): Shape =>
  wrap({ id, customer_id: customer, ...EMPTY, ...given, def, address_type: 0 }) as Shape

const HOME = {
  first_name: 'Ada',
  address1: '7 Żółta Street',
  city: 'Kraków',
  city_code: 'KRK',
  district: 'Old Town',
  country: 'Poland',
  country_code: 'PL',
  zip: '31-001',
}
const NEW_ID = /^SL201UA\d{19}$/

const listed = (uids: unknown, rest: object = {}) => ({ uids, ...rest })
const list = (name: string, body: unknown, expect: ConformanceCase['expect']): ConformanceCase => {
  const { writes: _none, ...one } = send(name, 'POST', 'addresses/list.json', body, expect)
  return one
}

/** Of what the writes before have done. */
const after = (...args: Parameters<typeof send>): ConformanceCase => ({ ...send(...args), writes: true })
const afterwards = (...args: Parameters<typeof list>): ConformanceCase => ({ ...list(...args), writes: true })

type Members = Record<string, unknown>
const KEYS = Object.keys({ id: '', customer_id: '', ...EMPTY, def: '', address_type: '' }).join()
const LISTED_KEYS = KEYS.replace('customer_id,', '')
const areListed = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => Object.keys(one).join() === LISTED_KEYS)

/** What holds in any store. Facts: `owner`, a customer with the address `owned`. */
const anyOwner: readonly ConformanceCase[] = [
  send('anybody’s has its 21 keys and says whose it is', 'GET', '{owner}/addresses/{owned}.json', undefined, {
    status: 200,
    body: {
      customer_address: reliesOn(['owner', 'owned'], (value, { owner, owned }) => {
        const { id, customer_id: customer, def } = value as Members
        const is = id === owned && customer === owner && typeof def === 'boolean'
        return (is && Object.keys(value as Members).join() === KEYS) || `${owned} of ${owner}, with ${KEYS}`
      }),
    },
  }),
  missing('an unknown one of somebody', 'GET', '{owner}/addresses/SL201UA1.json', NO_ADDRESS),
  missing('one of an unknown owner', 'GET', '1/addresses/{owned}.json', NO_CUSTOMER),
  list('somebody’s, without the customer’s id in each', listed(['{owner}']), {
    status: 200,
    body: {
      user_address: [
        {
          uid: '{owner}',
          addresses: (value) => (areListed(value) && (value as Members[]).length > 0) || LISTED_KEYS,
        },
      ],
    },
  }),
  list('nobody’s', listed(['1', 'x']), { status: 200, body: { user_address: [] } }),
]

export const addressCases: readonly ConformanceCase[] = [
  ...anyOwner,
  send('one, with its 21 keys', 'GET', '{ada}/addresses/{home}.json', undefined, {
    status: 200,
    body: shown('{home}', '{ada}', HOME, true),
  }),
  send('the two ids the wrong way round', 'GET', '{home}/addresses/{ada}.json', undefined, {
    status: 200,
    body: shown('{home}', '{ada}', HOME, true),
  }),
  missing('an unknown one', 'GET', '{ada}/addresses/SL201UA1.json', NO_ADDRESS),
  missing('one of somebody else', 'GET', '{bob}/addresses/{home}.json', NO_ADDRESS),
  missing('one of an unknown customer', 'GET', '1/addresses/{home}.json', NO_CUSTOMER),
  list('of several customers', listed(['{ada}', '1', '{eve}', 'x'], { address_types: [0] }), {
    status: 200,
    body: {
      user_address: [
        { uid: '{eve}', addresses: [] },
        {
          uid: '{ada}',
          addresses: [
            { id: '{home}', ...EMPTY, ...HOME, def: true, address_type: 0 },
            { id: '{work}', ...EMPTY, address1: '1 Work Road', def: false, address_type: 0 },
          ],
        },
      ],
    },
  }),
  list('of another type there are none', listed(['{ada}'], { address_types: [1] }), {
    status: 200,
    body: { user_address: [{ uid: '{ada}', addresses: [] }] },
  }),
  list('uids of another type', listed('{ada}'), { status: 400, body: errors('uids: must be an array') }),
  list('too many uids', listed(Array.from({ length: 251 }, (_, at) => String(at))), {
    status: 422,
    body: errors('uids: must have at most 250 items'),
  }),
  list('a type that is no number', listed(['{ada}'], { address_types: ['0'] }), {
    status: 400,
    body: errors('address_types: must be an integer'),
  }),

  // Recorded: codes follow from names, and the first address is the default whatever was said.
  send(
    'the first one added is the default',
    'POST',
    '{fay}/addresses.json',
    wrap({ country: 'United States', province: 'California', def: false, id: 'x' }),
    {
      status: 200,
      body: shown(
        NEW_ID,
        '{fay}',
        {
          province: 'California',
          province_code: '4200006',
          province_code_v2: 'CA',
          country: 'United States',
          country_code: 'US',
        },
        true,
      ),
    },
  ),
  send(
    'a second one with every key',
    'POST',
    '{fay}/addresses.json',
    wrap({
      ...{ first_name: 'Fay', last_name: 'Fox', company: 'Foxes', address1: '1 A', address2: '2 B' },
      ...{ city: 'Ottawa', city_code: 'OTT', district: 'East', district_code: 'E', town: 'Town' },
      ...{ province: 'Ontario', province_code: '777', province_code_v2: 'ON', country: 'Canada' },
      ...{ country_code: 'ca', zip: 'K1A 0B1', phone: '0016135550199' },
    }),
    {
      status: 200,
      body: shown(
        NEW_ID,
        '{fay}',
        {
          ...{ first_name: 'Fay', last_name: 'Fox', company: 'Foxes', address1: '1 A', address2: '2 B' },
          ...{ city: 'Ottawa', city_code: 'OTT', district: 'East', district_code: 'E', town: 'Town' },
          ...{ province: 'Ontario', province_code: '777', province_code_v2: 'ON', country: 'Canada' },
          ...{ country_code: 'CA', zip: 'K1A 0B1', phone: '0016135550199' },
        },
        false,
      ),
    },
  ),
  refused('no object', {}, 400, 'customer_address: is required'),
  refused('a city of another type', wrap({ city: 5 }), 400, 'city: must be a string'),
  refused('a long zip', wrap({ zip: '12345678901' }), 422, 'zip: must be at most 10 characters'),
  refused('a long phone', wrap({ phone: '1'.repeat(17) }), 422, 'phone: must be at most 16 characters'),
  refused(
    'a long street',
    wrap({ address1: 'x'.repeat(256) }),
    422,
    'address1: must be at most 255 characters',
  ),
  refused('a default of another type', wrap({ def: 1 }), 400, 'def: must be true or false'),
  missing('added to an unknown customer', 'POST', '1/addresses.json', NO_CUSTOMER, wrap({})),
  {
    ...refused('adding needs the right to write', wrap({}), 403, ''),
    credential: 'expired',
    expect: { status: 403, body: errors(/write_customers/) },
  },

  send(
    'updated, the default with it',
    'PUT',
    '{gus}/addresses/{other}.json',
    wrap({ city: 'Lyon', def: true }),
    {
      status: 200,
      body: shown('{other}', '{gus}', { address1: '4 Gus Street', city: 'Lyon' }, true),
    },
  ),
  after('the old default is none any more', 'GET', '{gus}/addresses/{own}.json', undefined, {
    status: 200,
    body: shown('{own}', '{gus}', { address1: '3 Gus Street' }, false),
  }),
  send('updated by swapped ids', 'PUT', '{own}/addresses/{gus}.json', wrap({ city: '' }), {
    status: 200,
    body: shown('{own}', '{gus}', { address1: '3 Gus Street' }, false),
  }),
  missing('updated where there is none', 'PUT', '{gus}/addresses/{home}.json', NO_ADDRESS, wrap({})),
  send('made the default', 'PUT', '{gus}/addresses/{own}/default.json', undefined, DONE),
  send('made the default again', 'PUT', '{gus}/addresses/{own}/default.json', undefined, DONE),
  missing('the default where there is none', 'PUT', '{gus}/addresses/{home}/default.json', NO_ADDRESS),
  send('removed', 'DELETE', '{gus}/addresses/{own}.json', undefined, DONE),
  after('the most recent one takes the default’s place', 'GET', '{gus}/addresses/{fourth}.json', undefined, {
    status: 200,
    body: shown('{fourth}', '{gus}', { address1: '6 Gus Street' }, true),
  }),
  missing('removed again', 'DELETE', '{gus}/addresses/{own}.json', NO_ADDRESS),
  send(
    'a batch with an unknown one removes nothing',
    'PUT',
    '{gus}/addresses/set.json?address_ids={third_address},{home}&operation=destroy',
    undefined,
    { status: 404, body: errors(NO_ADDRESS) },
  ),
  send(
    'a batch is removed',
    'PUT',
    '{gus}/addresses/set.json?address_ids={third_address},{fourth}&operation=destroy',
    undefined,
    DONE,
  ),
  afterwards('what a batch left', listed(['{gus}']), {
    status: 200,
    body: {
      user_address: [
        {
          uid: '{gus}',
          addresses: [
            { id: '{other}', ...EMPTY, address1: '4 Gus Street', city: 'Lyon', def: true, address_type: 0 },
          ],
        },
      ],
    },
  }),
  ...[
    ['address_ids={other}&operation=keep', 'operation: must be destroy'],
    ['address_ids={other}', 'operation: must be destroy'],
    ['operation=destroy', 'address_ids: must not be empty'],
  ].map(([query, text]) =>
    send(`a batch by ${query}`, 'PUT', `{gus}/addresses/set.json?${query}`, undefined, {
      status: 422,
      body: errors(String(text)),
    }),
  ),
  missing(
    'a batch of an unknown customer',
    'PUT',
    '1/addresses/set.json?address_ids={other}&operation=destroy',
    NO_CUSTOMER,
  ),
  send('no list of one customer’s', 'GET', '{person}/addresses.json', undefined, {
    status: 404,
    body: errors('Not Found'),
  }),
]
