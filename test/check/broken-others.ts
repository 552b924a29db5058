/** Servers of SHOPLINE and of Easycart with one thing broken each, and the case that must tell of it. */
import { inJson, inText } from './broken-server.ts'
import type { BrokenServer } from './broken-servers.ts'

interface Customers {
  customers?: Record<string, unknown>[]
  count?: number
}
interface Items {
  items?: Record<string, unknown>[]
  pagination?: { total_pages: number }
  ltv?: { net: number } | null
}

const SHOPLINE: readonly Omit<BrokenServer, 'dialect'>[] = [
  {
    what: 'a text for a number',
    breaks: { answer: inText(/"state":(\d)/g, '"state":"$1"') },
    only: 'state is',
    failure: {
      case: 'state is one of 0 to 3',
      expected: /^one of 0 to 3$/,
      got: /^"\d"$/,
    },
  },
  {
    what: 'the oldest first',
    breaks: { answer: inJson(({ customers }: Customers) => void customers?.reverse()) },
    only: 'goes down by id',
    failure: {
      case: 'a list goes down by id, as a number',
      expected: /^an id below the one before$/,
      got: /"id":"\d+"/,
    },
  },
  {
    what: 'no link to the next page',
    breaks: {
      answer: ({ headers: { link: _, ...headers }, ...answer }) => ({ ...answer, headers }),
    },
    only: 'first of many pages',
    failure: {
      case: 'the first of many pages links only to the next',
      expected: /rel="next"/,
      got: /^\(none\)$/,
    },
  },
  {
    what: 'times at Z',
    breaks: { answer: inText(/(T\d\d:\d\d:\d\d)[+-]\d\d:\d\d/g, '$1Z') },
    only: 'created_at is',
    failure: {
      case: 'created_at is a time in the store’s zone',
      expected: /^a time in the store’s zone$/,
      got: /\d\dZ"$/,
    },
  },
  {
    what: 'one customer too many in the count',
    breaks: {
      answer: inJson((document: Customers) => {
        if (document.count !== undefined) document.count++
      }),
    },
    only: 'limit may be 250',
    failure: { case: 'limit may be 250', expected: /^61 customers$/, got: /"customers"/ },
  },
  {
    what: 'a filter that does nothing',
    breaks: { url: (url) => url.replace(/&created_at_min=[^&]*/, '') },
    only: 'created_at_min leaves out',
    failure: {
      case: 'created_at_min leaves out what is a second older',
      expected: /^customers \d+$/,
      got: /"customers"/,
    },
  },
  {
    what: 'a condition of a search that does nothing',
    breaks: { url: (url) => url.replace(/query=orders_count[^&]*/, '') },
    only: 'orders_count',
    failure: {
      case: 'search by orders_count:>1 finds only such',
      expected: /^one of orders_count:>1$/,
      got: /"orders_count":[01],/,
    },
  },
  {
    what: 'another status code',
    breaks: { answer: (answer) => (answer.status === 401 ? { ...answer, status: 403 } : answer) },
    only: 'no token is refused',
    failure: { case: 'no token is refused', expected: /^401$/, got: /^403 .*Unauthorized/ },
  },
]

const eachItem = (work: (item: Record<string, unknown>) => Record<string, unknown>) =>
  inJson((document: Items) => {
    if (document.items) document.items = document.items.map(work)
  })

const EASYCART: readonly Omit<BrokenServer, 'dialect'>[] = [
  {
    what: 'currencies in capitals',
    breaks: { answer: eachItem((item) => ({ ...item, currency: String(item.currency).toUpperCase() })) },
    only: 'echoes',
    failure: {
      case: 'every item echoes the requested currency',
      expected: /^a list in which the currency is the requested one$/,
      got: /"currency":"[A-Z]{3}"/,
    },
  },
  {
    what: 'a page too many',
    breaks: {
      answer: inJson(({ pagination }: Items) => {
        if (pagination) pagination.total_pages++
      }),
    },
    only: 'total_pages',
    failure: { case: 'total_pages is never below 1', expected: /^1$/, got: /^2$/ },
  },
  {
    what: 'members in another order',
    breaks: { answer: eachItem(({ id, ...others }) => ({ ...others, id })) },
    only: '/orders: every row',
    failure: {
      case: '/orders: every row has exactly its members, in order',
      expected: /^objects of id, status,/,
      got: /^\[\{"status"/,
    },
  },
  {
    what: 'times at Z',
    breaks: { answer: inText(/\+00:00"/g, 'Z"') },
    only: 'times are at',
    failure: {
      case: 'times are at +00:00 without fractions',
      expected: /both dates are such times/,
      got: /\d\dZ"/,
    },
  },
  {
    what: 'a filter that does nothing',
    breaks: { url: (url) => url.replace(/amount_min=[^&]*/, '') },
    only: '/transactions: ?amount_min=5000',
    failure: {
      case: '/transactions: ?amount_min=5000 finds nothing but what is so',
      expected: /it is as much/,
      got: /"total":\d{1,4},/,
    },
  },
  {
    what: 'a sum that is none',
    breaks: {
      answer: inJson(({ ltv }: Items) => {
        if (ltv) ltv.net++
      }),
    },
    only: 'ltv is what',
    failure: {
      case: 'ltv is what was paid without what was given back',
      expected: /^net = payments_total - refunds_total$/,
      got: /"net":\d+/,
    },
  },
  {
    what: 'a refusal in other words',
    breaks: { answer: inText(/Customer with ID ([\w-]+) not found/, 'No customer $1') },
    only: 'unknown customer is not found',
    failure: {
      case: 'an unknown customer is not found',
      expected: /^"Customer with ID [\w-]+ not found"$/,
      got: /^"No customer/,
    },
  },
]

export const BROKEN_OTHERS: readonly BrokenServer[] = [
  ...SHOPLINE.map((one) => ({ dialect: 'shopline', ...one })),
  ...EASYCART.map((one) => ({ dialect: 'easycart', ...one })),
]
