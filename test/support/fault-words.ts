/** Every fault in every platform's words: what answers to it, by address and fault. */
import { expect } from 'vitest'

export const LISTS = {
  'commerce-layer': '/api/customers',
  shopline: '/admin/openapi/v20260301/v2/customers.json',
  easycart: '/api/v1/customers?currency=usd',
} as const
export type Name = keyof typeof LISTS

const jsonApi = (status: number, code: string, title: string, detail: string = title) => ({
  status,
  body: { errors: [{ title, detail, code, status: String(status) }] },
})
const authError = (status: number, code: string, title: string, detail: string | object = title) => ({
  status,
  body: { errors: [{ title, detail, code, status, meta: {} }] },
})
const envelope = (code: number, i18nCode: string) => ({
  status: 200,
  body: { code, i18nCode, message: expect.any(String), data: null, traceId: expect.any(String) },
})
const flat = (status: number, errors: string) => ({ status, body: { errors } })
const message = (status: number, text: string) => ({ status, body: { message: text } })
/** Clientele's own: nothing of the platform can fail so there. */
export const nowhere = { status: 400 }

export const TOKEN = '/oauth/token'
const CREATE = '/admin/oauth/token/create'
export const POST = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }

export const WORDS: readonly [Name, url: string, Record<string, object>][] = [
  [
    'commerce-layer',
    LISTS['commerce-layer'],
    {
      'rate-limit': jsonApi(
        429,
        'TOO_MANY_REQUESTS',
        'Too many requests',
        'You have reached your rate limit. Try again later.',
      ),
      'expired-token': jsonApi(
        401,
        'INVALID_TOKEN',
        'Invalid token',
        'The access token you provided is invalid.',
      ),
      'server-error': jsonApi(500, 'INTERNAL_SERVER_ERROR', 'Internal Server Error'),
      'timeout=20': jsonApi(504, 'GATEWAY_TIMEOUT', 'Gateway Timeout'),
      'invalid-cursor': jsonApi(
        400,
        'INVALID_PAGE_VALUE',
        'Invalid page value',
        '0 is not a valid value for number page parameter.',
      ),
    },
  ],
  [
    'commerce-layer',
    TOKEN,
    {
      'rate-limit': authError(
        429,
        'TOO_MANY_REQUESTS',
        'Too many requests',
        'You have reached your rate limit. Try again later.',
      ),
      'expired-token': authError(
        400,
        'BAD_REQUEST',
        'invalid_grant',
        expect.stringContaining('invalid, expired'),
      ),
      'server-error': authError(500, 'INTERNAL_SERVER_ERROR', 'Internal Server Error'),
      'timeout=20': authError(504, 'GATEWAY_TIMEOUT', 'Gateway Timeout'),
      'invalid-cursor': nowhere,
    },
  ],
  [
    'shopline',
    LISTS.shopline,
    {
      'rate-limit': flat(429, 'Too many request'),
      'expired-token': flat(401, 'Unauthorized: access token has expired'),
      'server-error': flat(500, 'Internal Server Error'),
      'timeout=20': flat(504, 'Gateway Timeout'),
      'invalid-cursor': flat(422, 'page_info: invalid'),
    },
  ],
  [
    'shopline',
    CREATE,
    {
      'rate-limit': envelope(400, 'REQUEST_FREQUENTLY'),
      'expired-token': envelope(400, 'OAUTH_CODE_INVALID'),
      'server-error': envelope(500, 'TOKEN_CREATE_EXCEPTION'),
      'timeout=20': flat(504, 'Gateway Timeout'),
      'invalid-cursor': nowhere,
    },
  ],
  [
    'easycart',
    LISTS.easycart,
    {
      'rate-limit': message(429, 'Too Many Attempts.'),
      'expired-token': message(401, 'Unauthenticated.'),
      'server-error': message(500, 'Server Error'),
      'timeout=20': message(504, 'Gateway Timeout'),
      'invalid-cursor': message(400, 'A valid page query parameter is required'),
    },
  ],
]
export const isTokenRequest = (url: string) => url === TOKEN || url === CREATE
