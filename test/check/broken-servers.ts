/** Servers with one thing broken each, and the case that must tell of it. */
import { type Break, inJson, inText } from './broken-server.ts'

export interface BrokenServer {
  what: string
  dialect: string
  breaks: Break
  /** What the run is limited to. */
  only: string
  /** Among the failures there must be this case, saying this. */
  failure: { case: string; expected: RegExp; got: RegExp }
}

interface Document {
  data?: unknown
  meta?: { record_count: number }
  links?: Record<string, string>
}

const swapped = (record: Record<string, unknown>, first: string, second: string) =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) =>
      name === first ? [second, record[second]] : name === second ? [first, record[first]] : [name, value],
    ),
  )
const eachRecord = (work: (record: Record<string, Record<string, unknown>>) => void) =>
  inJson((document: Document) => {
    for (const record of [document.data ?? []].flat()) work(record as never)
  })

export const BROKEN: readonly BrokenServer[] = [
  {
    what: 'null where an object is promised',
    dialect: 'commerce-layer',
    breaks: { answer: inText(/"metadata":\{\}/g, '"metadata":null') },
    only: 'metadata is',
    failure: { case: 'metadata is an object', expected: /^an object$/, got: /^null$/ },
  },
  {
    what: 'members in another order',
    dialect: 'commerce-layer',
    breaks: {
      answer: eachRecord((record) => {
        if (record.attributes?.email !== undefined)
          record.attributes = swapped(record.attributes, 'email', 'status')
      }),
    },
    only: 'attributes',
    failure: {
      case: 'attributes and their order',
      expected: /^members email, status, has_password/,
      got: /^in another order: status, email, has_password/,
    },
  },
  {
    what: 'a text for a number',
    dialect: 'commerce-layer',
    breaks: { answer: inText(/"total_orders_count":(\d+)/g, '"total_orders_count":"$1"') },
    only: 'total_orders_count is a',
    failure: { case: 'total_orders_count is a whole number', expected: /^a whole number$/, got: /^"\d+"$/ },
  },
  {
    what: 'a header that is not there',
    dialect: 'commerce-layer',
    breaks: {
      answer: ({ headers, ...answer }) => {
        const { 'x-ratelimit-interval': _, ...others } = headers
        return { ...answer, headers: others }
      },
    },
    only: 'rate limit',
    failure: { case: 'an answer tells the rate limit', expected: /\\d/, got: /^\(none\)$/ },
  },
  {
    what: 'another status code',
    dialect: 'commerce-layer',
    breaks: { answer: (answer) => (answer.status === 404 ? { ...answer, status: 400 } : answer) },
    only: 'unknown customer',
    failure: { case: 'unknown customer', expected: /^404$/, got: /^400 .*RECORD_NOT_FOUND/ },
  },
  {
    what: 'pages that are one too far',
    dialect: 'commerce-layer',
    breaks: {
      url: (url) => url.replace(/(page\[number\]=)(\d+)/, (_all, name, page) => `${name}${Number(page) + 1}`),
    },
    only: 'page in the middle',
    failure: {
      case: 'a page in the middle links to first, prev, next and last',
      expected: /^"\w{10}"$/,
      got: /^"\w{10}"$/,
    },
  },
  {
    what: 'another content type',
    dialect: 'commerce-layer',
    breaks: {
      answer: (answer) => ({
        ...answer,
        headers: {
          ...answer.headers,
          'content-type': (answer.headers['content-type'] ?? '').replace('vnd.api+json', 'json'),
        },
      }),
    },
    only: 'sort by email',
    failure: {
      case: 'sort by email',
      expected: /^application\/vnd\.api\+json$/,
      got: /^application\/json$/,
    },
  },
  {
    what: 'a link that is not there',
    dialect: 'commerce-layer',
    breaks: {
      answer: inJson((document: Document) => {
        if (document.links) delete document.links.next
      }),
    },
    only: 'first page links',
    failure: {
      case: 'the first page links to first, next and last, brackets as they are',
      expected: /^members first, next, last$/,
      got: /^without next$/,
    },
  },
  {
    what: 'an error in other words',
    dialect: 'commerce-layer',
    breaks: { answer: inText(/is not a valid resource\./g, 'is no resource.') },
    only: 'unknown type',
    failure: {
      case: 'fields of an unknown type',
      expected: /^"x is not a valid resource\."$/,
      got: /^"x is no resource\."$/,
    },
  },
  {
    what: 'a member more',
    dialect: 'commerce-layer',
    breaks: {
      answer: eachRecord((record) => {
        if (record.attributes) record.attributes.nickname = null
      }),
    },
    only: 'attributes',
    failure: { case: 'attributes and their order', expected: /^members email/, got: /^also nickname$/ },
  },
  {
    what: 'times without their fractions',
    dialect: 'commerce-layer',
    breaks: { answer: inText(/(\d\d:\d\d:\d\d)\.\d{3}Z/g, '$1Z') },
    only: 'created_at is',
    failure: {
      case: 'created_at is a time like 2026-01-31T10:00:00.000Z',
      expected: /^a time like/,
      got: /^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"$/,
    },
  },
  {
    what: 'one record too many in the count',
    dialect: 'commerce-layer',
    breaks: {
      answer: inJson((document: Document) => {
        if (document.meta) document.meta.record_count++
      }),
    },
    only: 'customer by e-mail',
    failure: { case: 'a customer by e-mail', expected: /^1$/, got: /^2$/ },
  },
  {
    what: 'a next page that is the same page',
    dialect: 'commerce-layer',
    breaks: {
      answer: inJson((document: Document, url: string) => {
        const own = Number(/page(?:\[|%5B)number(?:\]|%5D)=(\d+)/.exec(url)?.[1] ?? 1)
        if (document.links?.next)
          document.links.next = document.links.next.replace(/(page\[number\]=)\d+/, `$1${own}`)
      }),
    },
    only: 'first page links',
    failure: {
      case: 'the first page links to first, next and last, brackets as they are',
      expected: /page\\\[number\\\]=2/,
      got: /page\[number\]=1/,
    },
  },
  {
    what: 'ids that are numbers',
    dialect: 'shopline',
    breaks: { answer: inText(/"id":"(\d+)"/g, '"id":$1') },
    only: 'id is',
    failure: { case: 'id is digits', expected: /digits/, got: /^\d+$/ },
  },
  {
    what: 'a header that is not there',
    dialect: 'shopline',
    breaks: {
      answer: ({ headers, ...answer }) => {
        const { traceid: _, ...others } = headers
        return { ...answer, headers: others }
      },
    },
    only: 'trace id',
    failure: { case: 'a list answers 200 in JSON with a trace id', expected: /./, got: /^\(none\)$/ },
  },
  {
    what: 'a next page that is the same page',
    dialect: 'shopline',
    breaks: {
      answer: (answer, url) => {
        const { link, ...headers } = answer.headers
        const again = link?.includes('rel="next"') ? { link: `<http://127.0.0.1${url}>; rel="next"` } : {}
        return { ...answer, headers: { ...headers, ...again } }
      },
    },
    only: 'first of many pages',
    failure: {
      case: 'the first of many pages links only to the next',
      expected: /page_info=/,
      got: /^<http:\/\/127\.0\.0\.1\/admin/,
    },
  },
  {
    what: 'money as a text',
    dialect: 'easycart',
    breaks: { answer: inText(/"lifetime_value":(\d+)/g, '"lifetime_value":"$1"') },
    only: 'counts and amounts',
    failure: { case: 'counts and amounts are whole numbers', expected: /./, got: /"\d+"/ },
  },
]
