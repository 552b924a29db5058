/** Conformance cases: the nine query parameters and what each refuses (sections 3.1, 3.2, 3.5, 3.6). */
import type { ConformanceCase, Shape } from '../../case.ts'
import { atMost, errors, idsOf, linkTo, NO_CUSTOMERS } from './case-shapes.ts'

const SEED = 'seed: Get customers, query parameters'
const ASSUMED = '[assumed]'
const BOTH = 'ids={second},{third}'
const CREATED = 'ids={older},{younger}'
const UPDATED = 'ids={stale},{fresh}'

const list = (name: string, source: string, query: string, body: Shape): ConformanceCase => ({
  name,
  source,
  path: `/v2/customers.json${query === '' ? '' : `?${query}`}`,
  expect: { status: 200, body },
})
const refused = (query: string, status: number, text: string): ConformanceCase => ({
  name: `${query.length > 50 ? `${query.slice(0, 50)}…` : query} is refused with ${status}`,
  source: `HTTP status codes, ${ASSUMED}`,
  path: `/v2/customers.json?${query}`,
  expect: { status, headers: { traceId: /^[0-9a-f]{32}$/ }, body: errors(text) },
})

const INVALID_DATES = [
  'yesterday',
  '2021-08-31',
  '2021-02-30T00:00:00Z',
  '2021-08-31T25:00:00Z',
  '2021-08-31T02:20:26%2B99:00',
]

export const parameterCases: readonly ConformanceCase[] = [
  list('limit is 50 when it is not given', `${SEED}: limit`, '', atMost(50)),
  list('limit may be 1', `${SEED}: limit`, 'limit=1', idsOf('newest')),
  list('limit may be 250', `${SEED}: limit`, 'limit=250', atMost(250)),
  list('an empty limit is one not given', ASSUMED, 'limit=', atMost(50)),
  refused('limit=abc', 400, 'limit: must be an integer'),
  refused('limit=1.5', 400, 'limit: must be an integer'),
  refused('limit=0', 422, 'limit: must be between 1 and 250'),
  refused('limit=-1', 422, 'limit: must be between 1 and 250'),
  refused('limit=251', 422, 'limit: must be between 1 and 250'),

  list(
    'ids chooses customers, newest id first',
    `${SEED}: ids`,
    'ids={third},{second}',
    idsOf('second', 'third'),
  ),
  list('ids is trimmed, and each counts once', ASSUMED, 'ids=%20{second}%20,,{second}', idsOf('second')),
  list('unknown ids are absent', ASSUMED, 'ids=12345,{third}', idsOf('third')),
  list('an id that is no number matches nothing', ASSUMED, 'ids=abc', NO_CUSTOMERS),
  list('an id of 27 digits matches nothing', ASSUMED, `ids=${'9'.repeat(27)}`, NO_CUSTOMERS),
  list(
    '64 ids are allowed',
    `${SEED}: ids`,
    `ids=${Array.from({ length: 63 }, (_, at) => at + 100)},{second}`,
    idsOf('second'),
  ),
  refused(`ids=${Array.from({ length: 65 }, (_, at) => at + 100)}`, 422, 'ids: at most 64 ids are allowed'),

  // The fixture's older one was created at 07:32:46.900 UTC, which is shown as 15:32:46+08:00.
  list(
    'created_at_min is inclusive, to the second',
    `${SEED}: created_at_min`,
    `${CREATED}&created_at_min={older_created}&created_at_max={between_created}`,
    idsOf('older'),
  ),
  list(
    'created_at_min leaves out what is a second older',
    `${SEED}: created_at_min`,
    `${CREATED}&created_at_min={older_created_next}`,
    idsOf('younger'),
  ),
  list(
    'created_at_max is inclusive, to the second',
    `${SEED}: created_at_max`,
    `${CREATED}&created_at_max={older_created}`,
    idsOf('older'),
  ),
  list(
    'created_at_max leaves out what is a second younger',
    `${SEED}: created_at_max`,
    `${CREATED}&created_at_max={older_created_before}`,
    NO_CUSTOMERS,
  ),
  list(
    'updated_at_min is inclusive',
    `${SEED}: updated_at_min`,
    `${UPDATED}&updated_at_min={fresh_updated}`,
    idsOf('fresh'),
  ),
  list(
    'updated_at_min leaves out what is older',
    `${SEED}: updated_at_min`,
    `${UPDATED}&updated_at_min={fresh_updated_next}`,
    NO_CUSTOMERS,
  ),
  list(
    'updated_at_max is inclusive',
    `${SEED}: updated_at_max`,
    `${UPDATED}&updated_at_max={stale_updated}`,
    idsOf('stale'),
  ),
  list(
    'updated_at_max leaves out what is younger',
    `${SEED}: updated_at_max`,
    `${UPDATED}&updated_at_max={stale_updated_before}`,
    NO_CUSTOMERS,
  ),
  list(
    'a raw plus of an offset is understood',
    ASSUMED,
    `${CREATED}&created_at_max={older_created_raw}`,
    idsOf('older'),
  ),
  list(
    'a time in UTC is understood',
    ASSUMED,
    `${CREATED}&created_at_max={older_created_utc}`,
    idsOf('older'),
  ),
  list(
    'a time without an offset is the store’s',
    ASSUMED,
    `${CREATED}&created_at_max={older_created_local}`,
    idsOf('older'),
  ),
  list(
    'a fraction of a second is cut off',
    ASSUMED,
    `${CREATED}&created_at_max={older_created_fraction}`,
    idsOf('older'),
  ),
  list(
    'a minimum past the maximum matches nothing',
    ASSUMED,
    'created_at_min=2023-01-02T00:00:00Z&created_at_max=2022-01-01T00:00:00Z',
    NO_CUSTOMERS,
  ),
  list(
    'the ends of time are dates like others',
    ASSUMED,
    `${BOTH}&created_at_min=0000-01-01T00:00:00Z&created_at_max=9999-12-31T23:59:59-14:00`,
    idsOf('second', 'third'),
  ),
  ...['created_at_min', 'created_at_max', 'updated_at_min', 'updated_at_max'].map((name) =>
    refused(`${name}=${INVALID_DATES[0]}`, 422, `${name}: must be an ISO 8601 date-time`),
  ),
  ...INVALID_DATES.slice(1).map((date) =>
    refused(`created_at_min=${date}`, 422, 'created_at_min: must be an ISO 8601 date-time'),
  ),

  list(
    'since_id starts after an id, which need not exist',
    `${SEED}: since_id`,
    'since_id={after_second}',
    idsOf('newest'),
  ),
  list(
    'since_id leaves out the id itself',
    `${SEED}: since_id, ${ASSUMED}`,
    'since_id={third}',
    idsOf('newest', 'second'),
  ),
  list('since_id compares as a number', ASSUMED, 'since_id={second_padded}', idsOf('newest')),
  list('a since_id past all ids matches nothing', ASSUMED, `since_id=${'9'.repeat(400)}`, NO_CUSTOMERS),
  list('a since_id of 0 is a bound below all', ASSUMED, 'since_id=0&ids={oldest}', idsOf('oldest')),
  refused('since_id=abc', 422, 'since_id: invalid'),
  refused('since_id=-1', 422, 'since_id: invalid'),

  list('fields shows only the keys it names', `${SEED}: fields`, 'ids={person}&fields=email,id', {
    customers: [{ email: '{person_email}', id: '{person}' }],
  }),
  list('fields does not force the id in', ASSUMED, 'ids={person}&fields=first_name,bogus,addresses.city', {
    customers: [{ first_name: '{person_first_name}' }],
  }),
  ...['fields=', 'fields=bogus', 'fields=__proto__'].map((query) =>
    list(`${query} shows all keys`, ASSUMED, `ids={second}&${query}`, allKeys),
  ),
  {
    name: 'fields stays in the link, its commas encoded',
    source: ASSUMED,
    needs: ['second'],
    path: '/v2/customers.json?limit=1&fields=id,email',
    expect: {
      status: 200,
      headers: { link: /^<[^<>,]+&page_info=[A-Za-z0-9_-]+&fields=id%2Cemail>; rel="next"$/ },
    },
  },
  {
    name: 'fields applies to a retrieved customer',
    source: 'Get a customer: fields',
    path: '/customers/v2/{second}.json?fields=id',
    expect: { status: 200, body: { customer: { id: '{second}' } } },
  },

  list('filters are joined with and', ASSUMED, `${BOTH}&since_id={third}`, idsOf('second')),
  list('unknown parameters are ignored', ASSUMED, 'ids={second}&page=3&x=%zz&%00=1', idsOf('second')),
  list('the last of a repeated parameter counts', ASSUMED, 'ids={second}&ids={third}', idsOf('third')),
  {
    name: 'filters are never repeated in the link',
    source: 'recorded responses',
    path: `/v2/customers.json?${BOTH}&limit=1`,
    expect: { status: 200, headers: { link: linkTo('next', 1) }, body: idsOf('second') },
  },
]

function allKeys(body: unknown): true | string {
  const [first] = (body as { customers: object[] }).customers
  return Object.keys(first ?? {}).length === 33 || '33 keys'
}
