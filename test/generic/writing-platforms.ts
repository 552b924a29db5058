/** How each platform makes a record, reads it, changes it and refuses: rows for the tests of what all have. */
import type { WireResponse } from '../../src/dialects/dialect.ts'

export interface PlatformRequest {
  method: string
  url: string
  body?: string
}

export interface WritingPlatform {
  dialect: string
  /** What its credentials must be given to write. */
  scopes?: readonly string[]
  /** The request's own headers, beside those that authorize. */
  headers: Readonly<Record<string, string>>
  /** What is made: customers by their e-mail address, or something else by its name. */
  record: 'customer' | 'promotionCode'
  /** What makes the record of that name, and its id in the answer. */
  make(name: string): PlatformRequest
  idOf(answer: WireResponse): string
  /** One that is always refused with a status below 500. */
  wrong: PlatformRequest
  read(id: string): PlatformRequest
  change(id: string, note: string): PlatformRequest
  /** An id that nothing has. */
  nobody: string
  /** The status and body of a key that came with another request, and of a version that is not the one seen. */
  keyReused: readonly [number, unknown]
  notThatVersion: readonly [number, unknown]
}

const NOBODY = '11111111-2222-4333-8444-555555555555'
const SHOPLINE = '/admin/openapi/v20260301'

const jsonApi = (status: number, code: string, title: string, detail: string) =>
  [status, { errors: [{ title, detail, code, status: String(status) }] }] as const

const data = (id: string | undefined, attributes: object) =>
  JSON.stringify({ data: { type: 'customers', ...(id ? { id } : {}), attributes } })

export const writingPlatforms: readonly WritingPlatform[] = [
  {
    dialect: 'commerce-layer',
    record: 'customer',
    nobody: 'nobody0000',
    headers: { accept: 'application/vnd.api+json', 'content-type': 'application/vnd.api+json' },
    make: (email) => ({ method: 'POST', url: '/api/customers', body: data(undefined, { email }) }),
    idOf: ({ body }) => JSON.parse(String(body)).data.id,
    wrong: { method: 'POST', url: '/api/customers', body: data(undefined, { email: 'nobody' }) },
    read: (id) => ({ method: 'GET', url: `/api/customers/${id}` }),
    change: (id, note) => ({
      method: 'PATCH',
      url: `/api/customers/${id}`,
      body: data(id, { metadata: { note } }),
    }),
    keyReused: jsonApi(
      422,
      'IDEMPOTENCY_KEY_REUSED',
      'Idempotency key reused',
      'The Idempotency-Key was used with another request.',
    ),
    notThatVersion: jsonApi(
      412,
      'PRECONDITION_FAILED',
      'Precondition failed',
      'The resource has changed since you read it.',
    ),
  },
  {
    dialect: 'shopline',
    scopes: ['read_customers', 'write_customers'],
    record: 'customer',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    make: (email) => ({
      method: 'POST',
      url: `${SHOPLINE}/customers.json`,
      body: JSON.stringify({ customer: { email, tags: 'new' } }),
    }),
    idOf: ({ body }) => JSON.parse(String(body)).customer.id,
    wrong: { method: 'POST', url: `${SHOPLINE}/customers.json`, body: '{"customer":{"email":"nobody"}}' },
    read: (id) => ({ method: 'GET', url: `${SHOPLINE}/customers/v2/${id}.json` }),
    change: (id, note) => ({
      method: 'PUT',
      url: `${SHOPLINE}/customers/${id}.json`,
      body: JSON.stringify({ customer: { note } }),
    }),
    nobody: '999',
    keyReused: [422, { errors: 'Idempotency-Key: was used with another request' }],
    notThatVersion: [412, { errors: 'Precondition Failed' }],
  },
  {
    dialect: 'easycart',
    record: 'promotionCode',
    headers: { 'content-type': 'application/json' },
    make: (code) => ({
      method: 'POST',
      url: '/api/v1/promotion-codes',
      body: JSON.stringify({ code, discount_type: 'percent_off', percent_off: 10, duration: 'once' }),
    }),
    idOf: ({ body }) => JSON.parse(String(body)).id,
    wrong: { method: 'POST', url: '/api/v1/promotion-codes', body: '{"code":""}' },
    read: (id) => ({ method: 'GET', url: `/api/v1/promotion-codes/${id}` }),
    change: (id, name) => ({
      method: 'PATCH',
      url: `/api/v1/promotion-codes/${id}`,
      body: JSON.stringify({ name }),
    }),
    nobody: NOBODY,
    keyReused: [422, { message: 'The Idempotency-Key was used with another request.' }],
    notThatVersion: [412, { message: 'Precondition failed.' }],
  },
  {
    dialect: 'toy',
    record: 'customer',
    nobody: NOBODY,
    headers: {},
    make: (mail) => ({ method: 'POST', url: '/toy/people', body: JSON.stringify({ mail }) }),
    idOf: ({ body }) => JSON.parse(String(body)).person,
    wrong: {
      method: 'PATCH',
      url: `/toy/people/${NOBODY}`,
      body: JSON.stringify({ note: '' }),
    },
    read: (id) => ({ method: 'GET', url: `/toy/people/${id}` }),
    change: (id, note) => ({ method: 'PATCH', url: `/toy/people/${id}`, body: JSON.stringify({ note }) }),
    keyReused: [422, { wrong: 422 }],
    notThatVersion: [412, { wrong: 412 }],
  },
]
