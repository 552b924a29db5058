/** Conformance cases of GET /customers. */
import type { ConformanceCase, Shape } from '../../case.ts'
import {
  anyText,
  ITEM_MEMBERS,
  lists,
  listsExactly,
  listWhere,
  message,
  numberFact,
  page,
} from './case-shapes.ts'

const SEED = 'seed: Get Customers'
const CURRENCY_TEXT = 'A valid currency query parameter is required'
const LIST = '/customers?currency={currency}'

/** Refused with that text; `source` says whether the page or an assumption stands behind it. */
const refused = (name: string, query: string, text: Shape, source = `${SEED}, errors`): ConformanceCase => ({
  name,
  source,
  path: `/customers?${query}`,
  expect: { status: 400, body: message(text) },
})
const listed = (
  name: string,
  query: string,
  items: Shape,
  needs: readonly string[] = [],
  source = `${SEED}, parameters`,
): ConformanceCase => ({
  name,
  source,
  needs: ['currency', ...needs],
  path: `${LIST}${query}`,
  expect: { status: 200, body: page(items) },
})
const everyItem = (name: string, says: string, holds: Parameters<typeof listWhere>[1], source: string) =>
  listed(name, '', listWhere(says, holds), [], source)

const seedCases: ConformanceCase[] = [
  refused('currency is required', '', CURRENCY_TEXT),
  refused('an empty currency is refused', 'currency=', CURRENCY_TEXT),
  ...['pl', 'plnn', 'pln,eur', 'z%C5%82', 'p1n', '1'].map((value) =>
    refused(
      `the malformed currency ${decodeURIComponent(value)} is refused`,
      `currency=${value}`,
      CURRENCY_TEXT,
    ),
  ),
  ...['created_from', 'created_to'].flatMap((name) =>
    ['2026-2-3', '2026-02-30', '2026-05-01T00:00:00Z', 'yesterday', '20260501', '2026-13-01'].map((value) =>
      refused(`${name}=${value} is refused`, `currency={currency}&${name}=${value}`, anyText),
    ),
  ),
  refused('a product that is no UUID is refused', 'currency={currency}&product=123', anyText),
  ...['Active', 'cancelled', 'expired'].map((value) =>
    refused(
      `the unknown subscription status ${value} is refused`,
      `currency={currency}&subscription_status=${value}`,
      anyText,
    ),
  ),
  ...['active', 'trialing', 'past_due', 'canceled', 'incomplete', 'incomplete_expired', 'unpaid'].map(
    (status) =>
      listed(`the subscription status ${status} is known`, `&subscription_status=${status}`, lists([])),
  ),
  everyItem(
    'an item has exactly its ten members, in order',
    'each item has its ten members',
    (item) => Object.keys(item).join() === ITEM_MEMBERS.join(),
    `${SEED}, response`,
  ),
  everyItem(
    'times are at +00:00 without fractions',
    'both dates are such times',
    (item) =>
      [item.first_seen, item.last_order].every((value) =>
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/.test(String(value)),
      ),
    `${SEED}, response`,
  ),
  everyItem(
    'counts and amounts are whole numbers',
    'numbers are whole',
    (item) =>
      Number.isSafeInteger(item.orders_count) &&
      Number.isSafeInteger(item.subscriptions_count) &&
      (item.lifetime_value === null || Number.isSafeInteger(item.lifetime_value)),
    `${SEED}, response`,
  ),
  everyItem(
    'every item echoes the requested currency',
    'the currency is the requested one',
    (item, facts) => item.currency === facts.currency,
    `${SEED}, response`,
  ),
  listed(
    'who ordered in the currency is listed, who did not is not',
    '',
    lists(['customer', 'second'], ['outsider']),
    ['customer', 'second', 'outsider'],
    `${SEED}, description`,
  ),
  listed(
    'the newest is first',
    '',
    listsExactly('customer', 'second'),
    ['known_store'],
    `${SEED}, description`,
  ),
  listed(
    'a filter never adds who did not order in the currency',
    '&subscription_status=active',
    lists(['customer'], ['outsider']),
    ['customer', 'outsider', 'known_store'],
  ),
  listed(
    'the subscription filter looks at the whole store, whatever the currency',
    '&subscription_status=unpaid',
    lists(['customer'], ['second']),
    ['customer', 'second', 'known_store'],
  ),
  listed('created_from takes the day itself in', '&created_from={last_day}', lists(['customer']), [
    'customer',
    'last_day',
  ]),
  listed('created_to takes the day itself in', '&created_to={first_day}', lists(['customer']), [
    'customer',
    'first_day',
    'known_store',
  ]),
  listed('created_from leaves out who ordered before', '&created_from={last_day}', lists([], ['second']), [
    'second',
    'last_day',
  ]),
  listed('product lists who bought it', '&product={product}', lists(['customer'], ['second']), [
    'customer',
    'second',
    'product',
  ]),
  listed('a whole e-mail address finds its owner', '&query={email}', listsExactly('customer'), [
    'customer',
    'email',
  ]),
  listed('an e-mail address never falls back to names', '&query=nobody-of-that-name@example.com', [], []),
  listed('part of a name finds its owner', '&query={name_part}', lists(['customer'], ['second']), [
    'customer',
    'second',
    'name_part',
  ]),
  listed(
    'filters combine with AND',
    '&query={email}&subscription_status=incomplete',
    [],
    ['email', 'known_store'],
  ),
  ...['%00', '%25', '%5C', "'", '%E2%98%83', '(', 'a@b', '%FF'].map((text) =>
    listed(`the query ${text} is no error`, `&query=${text}`, lists([])),
  ),
  {
    name: 'the figures are those of the requested currency',
    source: `${SEED}, response`,
    needs: ['currency', 'customer', 'email', 'orders_count', 'lifetime_value', 'subscriptions_count'],
    path: `${LIST}&query={email}`,
    expect: {
      status: 200,
      body: page([
        {
          id: '{customer}',
          name: '{name}',
          email: '{email}',
          avatar: '{avatar}',
          first_seen: '{first_seen}',
          last_order: '{last_order}',
          orders_count: numberFact('orders_count'),
          subscriptions_count: numberFact('subscriptions_count'),
          lifetime_value: numberFact('lifetime_value'),
          currency: '{currency}',
        },
      ]),
    },
  },
  everyItem(
    'whoever ordered last comes first',
    'nobody ordered later than the one before',
    (item, _facts, before) => before === undefined || String(item.last_order) <= String(before.last_order),
    `${SEED}, description`,
  ),
  everyItem(
    'everybody listed has ordered, the first time not after the last',
    'the first order is not after the last',
    (item) => String(item.first_seen) <= String(item.last_order),
    `${SEED}, response`,
  ),
  listed(
    'whoever has an active subscription has one that counts',
    '&subscription_status=active',
    listWhere('there is a subscription', (item) => Number(item.subscriptions_count) >= 1),
  ),
  listed(
    'created_to takes the day of somebody’s first order in',
    '&created_to={dated_first}&query={dated_email}',
    listsExactly('dated'),
  ),
  listed(
    'created_from and created_to of the same day find who ordered then',
    '&created_from={dated_last}&created_to={dated_last}&query={dated_email}',
    listsExactly('dated'),
  ),
  {
    name: 'the last page says that it is the last, and is not empty',
    source: `${SEED}, response`,
    path: `${LIST}&page={customer_pages}`,
    expect: {
      status: 200,
      body: page(
        listWhere('there is somebody', () => true),
        numberFact('customer_pages'),
        numberFact('customer_pages'),
      ),
    },
  },
  listed('page and total_pages are all the pagination says', '', lists([]), [], `${SEED}, response`),
  listed(
    'no parameter changes the page size',
    '&per_page=1&limit=1&page_size=1',
    lists(['customer', 'second']),
    ['customer', 'second'],
    `${SEED}, response`,
  ),
]

const ASSUMED = 'assumed'
const assumedCases: ConformanceCase[] = [
  refused('an uppercase currency is refused', 'currency=PLN', CURRENCY_TEXT, ASSUMED),
  refused('three letters that are no ISO 4217 code are refused', 'currency=xyz', CURRENCY_TEXT, ASSUMED),
  refused('currency as an array is refused', 'currency[]=pln', CURRENCY_TEXT, ASSUMED),
  refused(
    'created_from says its name',
    'currency={currency}&created_from=x',
    'Invalid created_from date',
    ASSUMED,
  ),
  refused('created_to says its name', 'currency={currency}&created_to=x', 'Invalid created_to date', ASSUMED),
  refused('product says its name', 'currency={currency}&product=x', 'Invalid product ID', ASSUMED),
  refused(
    'subscription_status says its name',
    'currency={currency}&subscription_status=x',
    'Invalid subscription_status',
    ASSUMED,
  ),
  refused(
    'the currency is checked before the filters',
    'created_from=x&created_to=x&product=x&subscription_status=x',
    CURRENCY_TEXT,
    ASSUMED,
  ),
  refused(
    'created_from is checked before the other filters',
    'currency={currency}&subscription_status=x&product=x&created_to=x&created_from=x',
    'Invalid created_from date',
    ASSUMED,
  ),
  refused(
    'created_to is checked before product',
    'currency={currency}&subscription_status=x&product=x&created_to=x',
    'Invalid created_to date',
    ASSUMED,
  ),
  refused(
    'product is checked before subscription_status',
    'currency={currency}&subscription_status=x&product=x',
    'Invalid product ID',
    ASSUMED,
  ),
  ...(['created_from', 'created_to', 'product', 'subscription_status'] as const).flatMap((name) => [
    refused(`${name} as an array is refused`, `currency={currency}&${name}[]=x`, anyText, ASSUMED),
    listed(
      `an empty ${name} is as if absent`,
      `&${name}=`,
      lists(['customer', 'second']),
      ['customer', 'second'],
      ASSUMED,
    ),
    listed(
      `a blank ${name} is as if absent`,
      `&${name}=%20+`,
      lists(['customer', 'second']),
      ['customer', 'second'],
      ASSUMED,
    ),
  ]),
  listed('an ISO currency nobody bought in lists nobody', '&currency=xof', [], [], ASSUMED),
  listed(
    'the last of a repeated parameter counts',
    '&product=x&product=',
    lists(['customer']),
    ['customer'],
    ASSUMED,
  ),
  listed(
    'query and page as arrays are ignored',
    '&query[]=zz&page[]=7',
    lists(['customer']),
    ['customer'],
    ASSUMED,
  ),
  listed(
    'created_from after created_to lists nobody',
    '&created_from=2026-05-02&created_to=2026-05-01',
    [],
    [],
    ASSUMED,
  ),
  listed(
    'the first and the last year are no error',
    '&created_from=0001-01-01&created_to=9999-12-31',
    lists([]),
    [],
    ASSUMED,
  ),
  listed('an unknown product lists nobody', '&product={unknown}', [], ['unknown'], ASSUMED),
  listed(
    'a product id may be in upper case',
    '&product={product_upper}',
    lists(['customer']),
    ['customer', 'product_upper'],
    ASSUMED,
  ),
  listed(
    'an order bump counts as bought',
    '&product={bump}',
    lists(['customer']),
    ['customer', 'bump'],
    ASSUMED,
  ),
  listed(
    'an e-mail address is found in any case',
    '&query={email_upper}',
    listsExactly('customer'),
    ['customer', 'email_upper'],
    ASSUMED,
  ),
  listed(
    'unknown parameters are ignored',
    '&email=x&sort=y&per_page=1',
    lists(['customer', 'second']),
    ['customer', 'second'],
    ASSUMED,
  ),
  ...['0', '-1', 'abc', '1.5', '', '99999999999999999999'].map(
    (value): ConformanceCase => ({
      name: `page=${value} is page 1`,
      source: ASSUMED,
      path: `${LIST}&page=${value}`,
      expect: { status: 200, body: page(lists([]), 1) },
    }),
  ),
  {
    name: 'a page beyond the last is empty and says its number',
    source: ASSUMED,
    path: `${LIST}&page=100000`,
    expect: { status: 200, body: page([], 100000) },
  },
  {
    name: 'total_pages is never below 1',
    source: ASSUMED,
    path: '/customers?currency=xof',
    expect: { status: 200, body: page([], 1, 1) },
  },
]

export const listCases: readonly ConformanceCase[] = [...seedCases, ...assumedCases]
