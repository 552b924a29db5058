/**
 * Conformance cases of the reading endpoints beside customers and stores, over one store whose records the facts
 * name: `order`, `unpaid` and `legacy`; `transaction`, `first` and `renewal`; `subscription` and `leaving`; …
 */
import { type ConformanceCase, compareMembers, type Shape } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'
import { listsExactly, listWhere, message, page, rowsOf } from './case-shapes.ts'
import { ORDERS, TRANSACTIONS } from './cases-sales.ts'
import { PRODUCTS, PROMOTION_CODES, SUBSCRIPTIONS } from './cases-selling.ts'
import { statisticCases } from './cases-statistics.ts'
import { variantCases } from './cases-variants.ts'

/** One kind of record: its list and its single objects. */
export interface Endpoint {
  path: string
  thing: string
  source: string
  /** The fact that names any one of the list. */
  any: string
  /** The facts of all that the fixture's list shows, newest first. */
  all: readonly string[]
  /** The list's first row. */
  row: Readonly<Record<string, Shape>>
  /** What a row says when it is from, by which the list goes back in time; null: it does not say. */
  newestBy: string | null
  /** What is true of all that a query finds, wherever it is asked. */
  rules: readonly (readonly [query: string, says: string, holds: (row: Row) => boolean])[]
  /** Which of the fixture's records a query finds. */
  finds: readonly (readonly [query: string, ...facts: string[]])[]
  /** What is refused with which text. */
  refuses: readonly (readonly [query: string, message: string])[]
  /** Single objects: `{fact}?include=…` and what is answered; the first one with its members only. */
  shows: readonly (readonly [name: string, path: string, body: Readonly<Record<string, Shape>>])[]
}

export type Row = Readonly<Record<string, unknown>>

const ASSUMED = 'assumed'
/** What only the fixture's store has. */
const needs = ['known_store']
const NO_ACCESS = 'You do not have API access to this store.'

function casesOf(endpoint: Endpoint): ConformanceCase[] {
  const { path, thing, source, any, all, row, finds, refuses, shows } = endpoint
  const one = all[0] ?? ''
  return [
    {
      name: `${path} lists the newest first, with exactly its members`,
      source,
      needs,
      path,
      expect: { status: 200, body: page(listsExactly(...all), 1, 1) },
    },
    {
      name: `${path}: a row has exactly its members, in order`,
      source,
      needs,
      path,
      expect: { status: 200, body: page([row, ...all.slice(1).map(() => anything)], 1, 1) },
    },
    ...finds.map(
      ([query, ...facts]): ConformanceCase => ({
        name: `${path}?${query} finds ${facts.join(' and ') || 'nothing'}`,
        source,
        needs,
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
      needs,
      path: `${path}?page=7&per_page=1&sort=-date&email=x`,
      expect: { status: 200, body: page([], 7, 1) },
    },
    {
      name: `${path}?page=abc is page 1`,
      source: ASSUMED,
      needs,
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
    ...[path, `${path}/{${any}}`].flatMap((url) => everywhere(url)),
    ...anywhere(endpoint),
  ]
}

/** What holds in any store. */
function anywhere({ path, any, source, row, newestBy, rules, shows }: Endpoint): ConformanceCase[] {
  const members = Object.keys(row)
  const single = Object.keys(shows[0]?.[2] ?? {})
  const list = (
    name: string,
    query: string,
    body: Shape,
    more: Partial<ConformanceCase> = {},
  ): ConformanceCase => ({
    name: `${path}: ${name}`,
    source,
    path: `${path}${query}`,
    ...more,
    expect: { status: 200, body },
  })
  return [
    list('every row has exactly its members, in order', '', page(rowsOf(members), 1)),
    list('what is no page is the first', '?page=abc', page(rowsOf(members), 1), { source: ASSUMED }),
    list('far beyond the last page there is nothing', '?page=100000', page([], 100000), { source: ASSUMED }),
    list('no parameter changes the page’s size', '?per_page=1&limit=1&sort=-date', page(rowsOf(members), 1)),
    list('HEAD answers like GET without a body', '', '', { method: 'HEAD', source: ASSUMED }),
    ...(newestBy === null
      ? []
      : [
          list(
            'the newest first, its time at +00:00',
            '',
            page(
              listWhere(
                'nothing is newer than what is before it',
                (item, _facts, before) =>
                  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/.test(String(item[newestBy])) &&
                  (before === undefined || String(item[newestBy]) <= String(before[newestBy])),
              ),
            ),
          ),
        ]),
    ...rules.map(([query, says, holds]) =>
      list(`?${query} finds nothing but what is so`, `?${query}`, page(listWhere(says, holds))),
    ),
    list(
      'a single one has exactly its members and is the one asked for',
      `/{${any}}`,
      reliesOn([any], (value, facts) => {
        const given = value as Row
        const difference = compareMembers(single, Object.keys(given))
        if (difference) return { at: '', ...difference }
        return given.id === facts[any] || { at: 'id', expected: String(facts[any]), got: String(given.id) }
      }),
    ),
    list(
      'a single one shows what its row shows',
      `/{${any}}`,
      reliesOn([any], (value) => {
        const [given, kinds] = [value as Row, typesOf(row)]
        const odd = members.find((name) => given[name] !== null && !kinds(name, given[name]))
        return (
          odd === undefined || {
            at: odd,
            expected: 'a value of the row’s kind',
            got: JSON.stringify(given[odd]),
          }
        )
      }),
    ),
  ]
}

/** Whether a value is of the kind that the fixture's row has there: text, number, truth; anything where it has null. */
const typesOf =
  (row: Readonly<Record<string, Shape>>) =>
  (name: string, value: unknown): boolean => {
    const known = row[name]
    return ['string', 'number', 'boolean'].includes(typeof known) ? typeof value === typeof known : true
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
    writes: true,
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
  ...everywhere('/product-variants/{any_variant}'),
  ...statisticCases,
  ...everywhere('/statistics'),
]
