/**
 * Conformance cases of the reading endpoints beside customers and stores, over one store whose records the facts
 * name: `order`, `unpaid` and `legacy`; `transaction`, `first` and `renewal`; `subscription` and `leaving`; …
 */
import type { ConformanceCase, Shape } from '../../case.ts'
import { listsExactly, message, page } from './case-shapes.ts'
import { ORDERS, TRANSACTIONS } from './cases-sales.ts'
import { PRODUCTS, PROMOTION_CODES, SUBSCRIPTIONS } from './cases-selling.ts'
import { statisticCases } from './cases-statistics.ts'
import { variantCases } from './cases-variants.ts'

/** One kind of record: its list and its single objects. */
export interface Endpoint {
  path: string
  thing: string
  source: string
  /** The facts of all that the list shows, newest first. */
  all: readonly string[]
  /** The list's first row. */
  row: Shape
  /** Which records a query finds. */
  finds: readonly (readonly [query: string, ...facts: string[]])[]
  /** What is refused with which text. */
  refuses: readonly (readonly [query: string, message: string])[]
  /** Single objects: `{fact}?include=…` and what is answered. */
  shows: readonly (readonly [name: string, path: string, body: Shape])[]
}

const ASSUMED = 'assumed'
const NO_ACCESS = 'You do not have API access to this store.'

function casesOf(endpoint: Endpoint): ConformanceCase[] {
  const { path, thing, source, all, row, finds, refuses, shows } = endpoint
  const one = all[0] ?? ''
  return [
    {
      name: `${path} lists the newest first, with exactly its members`,
      source,
      path,
      expect: { status: 200, body: page(listsExactly(...all), 1, 1) },
    },
    {
      name: `${path}: a row has exactly its members, in order`,
      source,
      path,
      expect: { status: 200, body: page([row, ...all.slice(1).map(() => anything)], 1, 1) },
    },
    ...finds.map(
      ([query, ...facts]): ConformanceCase => ({
        name: `${path}?${query} finds ${facts.join(' and ') || 'nothing'}`,
        source,
        path: `${path}?${query}`,
        expect: { status: 200, body: page(listsExactly(...facts)) },
      }),
    ),
    ...refuses.map(
      ([query, text]): ConformanceCase => ({
        name: `${path}?${query} is refused`,
        source,
        path: `${path}?${query}`,
        expect: { status: 400, body: message(text) },
      }),
    ),
    {
      name: `${path}: a page beyond the last is empty, and what is no page is the first`,
      source: ASSUMED,
      path: `${path}?page=7&per_page=1&sort=-date&email=x`,
      expect: { status: 200, body: page([], 7, 1) },
    },
    {
      name: `${path}?page=abc is page 1`,
      source: ASSUMED,
      path: `${path}?page=abc`,
      expect: { status: 200, body: page(listsExactly(...all), 1, 1) },
    },
    ...shows.map(
      ([name, rest, body]): ConformanceCase => ({
        name: `${path}/${rest}: ${name}`,
        source,
        path: `${path}/${rest}`,
        expect: { status: 200, body },
      }),
    ),
    {
      name: `${path}: an id that is no UUID is refused`,
      source: ASSUMED,
      path: `${path}/123?include=x`,
      expect: { status: 400, body: message(`Invalid ${thing.toLowerCase()} ID`) },
    },
    ...['unknown', `foreign_${one}`].map(
      (fact): ConformanceCase => ({
        name: `${path}: ${fact} is not found`,
        source,
        path: `${path}/{${fact}}`,
        expect: { status: 404, body: message(`${thing} with ID {${fact}} not found`) },
      }),
    ),
    ...[path, `${path}/{${one}}`].flatMap((url) => everywhere(url)),
  ]
}

const anything: Shape = () => true

/** What every endpoint answers to who may not ask, and to a method that nothing has. */
export const everywhere = (path: string): ConformanceCase[] => [
  {
    name: `${path} without a token is unauthenticated, whatever is asked`,
    source: 'Get Customer',
    credential: 'none',
    path: `${path}?status=x`,
    expect: { status: 401, body: message('Unauthenticated.') },
  },
  {
    name: `${path} of a store that the token does not reach is forbidden, whatever is asked`,
    source: 'List Stores',
    path: `${path}?status=x`,
    headers: { 'X-Easycart-Store': '{foreign_store}' },
    expect: { status: 403, body: message(NO_ACCESS) },
  },
  {
    name: `PUT ${path} is not supported`,
    source: ASSUMED,
    method: 'PUT',
    path,
    expect: {
      status: 405,
      headers: { Allow: /GET, HEAD/ },
      body: message(
        /^The PUT method is not supported for route api\/v1\/[^ ]+\. Supported methods: .*GET, HEAD/,
      ),
    },
  },
]

export const readingCases: readonly ConformanceCase[] = [
  ...[ORDERS, TRANSACTIONS, SUBSCRIPTIONS, PRODUCTS, PROMOTION_CODES].flatMap(casesOf),
  ...variantCases,
  ...everywhere('/product-variants/{month}'),
  ...statisticCases,
  ...everywhere('/statistics'),
]
