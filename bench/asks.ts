/** What is asked of a server, by name; the table of rows speaks of these. */
import { emailText, RARE } from './data/generate.ts'
import type { Platform } from './servers/credentials.ts'

export interface Ask {
  platform: Platform
  /** The path with its query, of a store of so many customers. */
  path(customers: number): string
  /** Ask this first and follow its `Link: rel="next"` so many times: what is asked then is a page by cursor. */
  follow?: number
}

const core = (query: string | ((customers: number) => string)): Ask => ({
  platform: 'commerce-layer',
  path: (customers) => `/api/customers?${typeof query === 'string' ? query : query(customers)}`,
})
const shopline = (path: string, follow = 0): Ask => ({
  platform: 'shopline',
  path: () => `/admin/openapi/v20260301${path}`,
  follow,
})
const easycart = (query: string | ((customers: number) => string)): Ask => ({
  platform: 'easycart',
  path: (customers) => `/api/v1/customers?${typeof query === 'string' ? query : query(customers)}`,
})

/** A page of Commerce Layer's list, which the table of the study has too. */
const PAGE = 10

export const ASKS = {
  first: core(`page[size]=${PAGE}`),
  deep: core(`page[size]=${PAGE}&page[number]=5000`),
  middle: core((customers) => `page[size]=${PAGE}&page[number]=${Math.floor(customers / PAGE / 2)}`),
  'first by created_at': core(`sort=-created_at&page[size]=${PAGE}`),
  'deep by created_at': core(`sort=-created_at&page[size]=${PAGE}&page[number]=5000`),
  'first by updated_at': core(`sort=-updated_at&page[size]=${PAGE}`),
  'deep by updated_at': core(`sort=-updated_at&page[size]=${PAGE}&page[number]=5000`),
  'by e-mail': core(() => `filter[q][email_eq]=${emailText(7)}`),
  'SHOPLINE 50': shopline('/v2/customers.json?limit=50'),
  'SHOPLINE 250': shopline('/v2/customers.json?limit=250'),
  'SHOPLINE cursor': shopline('/v2/customers.json?limit=50', 3),
  'SHOPLINE search': shopline('/customers/v2/search.json?limit=50&query_param=orders_count:3'),
  'Easycart first': easycart('currency=eur'),
  // Of 200,000 customers some 120,000 ordered in the currency: page 4,795 of 25 is their last, and page 5,000 has nobody.
  'Easycart deep': easycart((customers) => `currency=eur&page=${Math.min(5000, Math.floor(customers / 50))}`),
  'Easycart rare': easycart(`currency=${RARE.currency.toLowerCase()}`),
  'Easycart search': easycart('currency=eur&query=nowak'),
} satisfies Record<string, Ask>

export type AskName = keyof typeof ASKS
