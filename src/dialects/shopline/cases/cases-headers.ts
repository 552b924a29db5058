/** Conformance cases: versions, headers, authorization and the sibling endpoints (sections 1, 2, 6, 9). */
import type { ConformanceCase } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'
import { errors } from './case-shapes.ts'

const LIST = '/v2/customers.json?limit=1'
const SEED = 'seed: Get customers'
const ASSUMED = '[assumed]'

const refusal = (
  name: string,
  source: string,
  status: number,
  rest: Partial<ConformanceCase>,
): ConformanceCase => ({
  name,
  source,
  path: LIST,
  ...rest,
  expect: { status, headers: { traceId: TRACE, 'content-type': JSON_TYPE }, body: errors() },
})

const TRACE = /^[0-9a-f]{8}0{8}[0-9a-f]{16}$/
const JSON_TYPE = 'application/json; charset=utf-8'

export const headerCases: readonly ConformanceCase[] = [
  {
    name: 'a list answers 200 in JSON with a trace id',
    source: `${SEED}, response headers`,
    path: LIST,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    expect: { status: 200, headers: { traceId: TRACE, 'content-type': JSON_TYPE } },
  },
  {
    name: 'the first label of the host is the store’s handle',
    source: `${SEED}, request URL`,
    needs: ['handle'],
    path: LIST,
    host: '{handle}',
    expect: { status: 200 },
  },
  refusal('a handle that no store has is not found', ASSUMED, 404, { host: 'no-such-store' }),
  refusal('no token is refused', `${SEED}, Authorization is required; 401`, 401, { credential: 'none' }),
  refusal('a malformed token is refused', `${SEED}, 401`, 401, { credential: 'malformed' }),
  refusal('an expired token is refused', 'HTTP status codes: 401', 401, { credential: 'expired' }),
  refusal('a revoked token is refused', ASSUMED, 401, { credential: 'revoked' }),
  refusal('a token of another store is refused', ASSUMED, 401, { credential: 'foreign' }),
  refusal('a scheme other than Bearer is refused', `${SEED}, Authorization`, 401, {
    credential: 'none',
    headers: { Authorization: 'Basic YTpi' },
  }),
  refusal('an unknown version is not found', ASSUMED, 404, {
    path: '//admin/openapi/v20250901/v2/customers.json',
  }),
  refusal('an unknown version is told before the token is looked at', ASSUMED, 404, {
    path: '//admin/openapi/v1/v2/customers.json',
    credential: 'none',
  }),
  refusal('an unknown path is not found', ASSUMED, 404, { path: '/v2/people.json' }),
  refusal('a known path by another method is not found', ASSUMED, 404, { method: 'PATCH', writes: true }),
  refusal('the old spelling of the list is not found', ASSUMED, 404, { path: '/customers.json' }),
  refusal('a content type other than JSON is refused', `${SEED}, Content-Type; HTTP status codes: 400`, 400, {
    headers: { 'Content-Type': 'text/plain' },
  }),
  refusal('a charset other than UTF-8 is refused', ASSUMED, 400, {
    headers: { 'Content-Type': 'application/json; charset=latin1' },
  }),
  refusal('an Accept without JSON is refused', 'HTTP status codes: 406', 406, {
    headers: { Accept: 'text/html' },
  }),
  refusal('an Accept that refuses JSON is refused', 'HTTP status codes: 406', 406, {
    headers: { Accept: 'application/json;q=0, */*' },
  }),
  ...(
    [
      ['no content type', {}],
      ['a bare JSON content type', { 'Content-Type': 'application/json' }],
      ['any case of the content type', { 'Content-Type': 'Application/JSON; Charset="UTF-8"' }],
      ['an Accept of anything', { Accept: 'text/html, */*;q=0.1' }],
      ['the headers of the vendor SDK', { appkey: 'a', timestamp: '1', sign: 'b' }],
    ] as const
  ).map(
    ([what, headers]): ConformanceCase => ({
      name: `${what} is accepted`,
      source: ASSUMED,
      path: LIST,
      headers,
      expect: { status: 200 },
    }),
  ),
  ...['v20251201', 'v20260601'].map(
    (version): ConformanceCase => ({
      name: `${version} answers like v20260301, with its own links`,
      source: 'API versioning guide',
      needs: ['second'],
      path: `//admin/openapi/${version}${LIST}`,
      expect: {
        status: 200,
        headers: { link: new RegExp(`/admin/openapi/${version}/v2/customers\\.json\\?`) },
      },
    }),
  ),
  {
    name: 'HEAD answers like GET without a body',
    source: 'RFC 9110, 9.3.2',
    needs: ['second'],
    method: 'HEAD',
    path: LIST,
    expect: { status: 200, headers: { link: /rel="next"/ }, body: '' },
  },
  {
    name: 'count says how many customers the store has',
    source: 'Customer number query',
    path: '/customers/v2/count.json',
    expect: {
      status: 200,
      body: { count: reliesOn(['count'], (value, { count }) => value === Number(count) || `${count}`) },
    },
  },
  ...['99', 'abc', '16057590153890829521112788999', '00{third}', '%00', 'a'.repeat(70)].map(
    (id): ConformanceCase => ({
      name: `retrieving ${id.length > 40 ? 'an overlong id' : id} says the customer does not exist`,
      source: 'Get a customer, [assumed]',
      path: `/customers/v2/${id}.json`,
      expect: { status: 404, headers: { traceId: TRACE }, body: errors('The customer does not exist.') },
    }),
  ),
  {
    // What cannot be decoded may be refused before anything of SHOPLINE's sees it, as our own host does.
    name: 'retrieving %zz says the customer does not exist',
    source: 'Get a customer, [assumed]',
    needs: ['full'],
    path: '/customers/v2/%zz.json',
    expect: { status: 404, headers: { traceId: TRACE }, body: errors('The customer does not exist.') },
  },
]
