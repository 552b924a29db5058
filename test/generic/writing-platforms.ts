/** How each platform makes a record, reads it, changes it and refuses: rows for the tests of what all have. */
import type { WireResponse } from '../../src/dialects/dialect.ts'

export interface PlatformRequest {
  method: string
  url: string
  body?: string
}

export interface WritingPlatform {
  dialect: string
  /** The request's own headers, beside those that authorize. */
  headers: Readonly<Record<string, string>>
  /** What makes a customer with that e-mail address, and the new record's id in the answer. */
  make(email: string): PlatformRequest
  idOf(answer: WireResponse): string
  /** One that is always refused with a status below 500. */
  wrong: PlatformRequest
  read(id: string): PlatformRequest
  change(id: string, note: string): PlatformRequest
  /** The status and body of a key that came with another request, and of a version that is not the one seen. */
  keyReused: readonly [number, unknown]
  notThatVersion: readonly [number, unknown]
}

const jsonApi = (status: number, code: string, title: string, detail: string) =>
  [status, { errors: [{ title, detail, code, status: String(status) }] }] as const

const data = (id: string | undefined, attributes: object) =>
  JSON.stringify({ data: { type: 'customers', ...(id ? { id } : {}), attributes } })

export const writingPlatforms: readonly WritingPlatform[] = [
  {
    dialect: 'commerce-layer',
    headers: { accept: 'application/vnd.api+json', 'content-type': 'application/vnd.api+json' },
    make: (email) => ({ method: 'POST', url: '/api/customers', body: data(undefined, { email }) }),
    idOf: ({ body }) => JSON.parse(body).data.id,
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
    dialect: 'toy',
    headers: {},
    make: (mail) => ({ method: 'POST', url: '/toy/people', body: JSON.stringify({ mail }) }),
    idOf: ({ body }) => JSON.parse(body).person,
    wrong: {
      method: 'PATCH',
      url: '/toy/people/11111111-2222-4333-8444-555555555555',
      body: JSON.stringify({ note: '' }),
    },
    read: (id) => ({ method: 'GET', url: `/toy/people/${id}` }),
    change: (id, note) => ({ method: 'PATCH', url: `/toy/people/${id}`, body: JSON.stringify({ note }) }),
    keyReused: [422, { wrong: 422 }],
    notThatVersion: [412, { wrong: 412 }],
  },
]
