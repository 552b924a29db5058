/** What is the same on every writing endpoint: who may call, for which store, with which method. */
import type { ConformanceCase } from '../../case.ts'
import { message } from './case-shapes.ts'
import { sends, writes } from './case-writes.ts'

/** Each endpoint with an id that is none, and what its path supports. */
const ENDPOINTS = [
  ['POST', '/products'],
  ['PATCH', '/products/1'],
  ['POST', '/products/1/variants'],
  ['PATCH', '/product-variants/1'],
  ['POST', '/product-access'],
  ['DELETE', '/product-access/1'],
  ['POST', '/promotion-codes'],
  ['PATCH', '/promotion-codes/1'],
  ['POST', '/promotion-codes/1/archive'],
  ['POST', '/transactions/1/refunds'],
  ['POST', '/subscriptions/1/cancel'],
  ['POST', '/subscriptions/1/resume'],
  ['POST', '/subscriptions/1/change-plan'],
] as const

const forEach = (make: (method: string, path: string) => ConformanceCase): ConformanceCase[] =>
  ENDPOINTS.map(([method, path]) => make(method, path))

export const wireCases: ConformanceCase[] = [
  ...(['none', 'malformed', 'expired', 'revoked', 'foreign'] as const).flatMap((credential) =>
    forEach((method, path) => ({
      ...writes(
        `${method} ${path} with credential ${credential} is unauthenticated before anything is checked`,
        'Create Product',
        sends(method, path, '{'),
        401,
        message('Unauthenticated.'),
      ),
      credential,
    })),
  ),
  ...forEach((method, path) => ({
    ...writes(
      `${method} ${path} for a store that is not reachable is forbidden before anything is checked`,
      'List Stores',
      sends(method, path, '{'),
      403,
      message('You do not have API access to this store.'),
    ),
    headers: { 'X-Easycart-Store': '{foreign_store}' },
  })),
  ...forEach((_, path) => ({
    name: `PUT ${path} is not supported, though others write there`,
    source: 'assumed',
    writes: true,
    method: 'PUT',
    path,
    expect: {
      status: 405,
      headers: { Allow: /^[A-Z, ]+$/ },
      body: {
        message: /^The PUT method is not supported for route api\/v1\/.+\. Supported methods: [A-Z, ]+\.$/,
      },
    },
  })),
]
