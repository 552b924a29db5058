/** Conformance cases of the Authentication API (section 2): what it gives, and what it refuses. */
import type { ConformanceCase, Facts, Shape } from '../../case.ts'

const SOURCE = 'Authentication'
const JSON_TYPE = { 'Content-Type': 'application/json' }
const ANSWERED = { 'Content-Type': /^application\/json/ }

const post = (
  name: string,
  source: string,
  path: string,
  body: Readonly<Record<string, string>>,
  expect: { status: number; body: Shape },
  needs: readonly string[] = [],
): ConformanceCase => ({
  name,
  source,
  ...(needs.length > 0 ? { needs } : {}),
  credential: 'none',
  method: 'POST',
  path,
  headers: JSON_TYPE,
  body: JSON.stringify(body),
  expect: { ...expect, headers: ANSWERED },
})

const refused = (status: number, title: string, code: string, detail: string) => ({
  status,
  body: { errors: [{ title, detail, code, status, meta: {} }] },
})
const invalid = (title: string, detail: string) => refused(400, title, 'BAD_REQUEST', detail)

const INVALID_CLIENT = refused(
  401,
  'invalid_client',
  'UNAUTHORIZED',
  'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
)
const INVALID_SCOPE = invalid('invalid_scope', 'The requested scope is invalid, unknown, or malformed.')
const FORBIDDEN = refused(
  403,
  'unauthorized_client',
  'FORBIDDEN',
  'You are not authorized to revoke this token',
)

const CLIENT = { client_id: '{client_id}', client_secret: '{client_secret}' }
const KNOWN = ['client_id', 'client_secret']
const token = (
  name: string,
  body: Readonly<Record<string, string>>,
  expect: { status: number; body: Shape },
) => post(name, SOURCE, '//oauth/token', body, expect, JSON.stringify(body).includes('{client_') ? KNOWN : [])

const ISSUED = {
  status: 200,
  body: {
    access_token: /^[\w-]+\.[\w-]+\.[\w-]+$/,
    token_type: 'bearer',
    expires_in: 7200,
    scope: (value: unknown, facts: Facts) =>
      facts.fixture === undefined
        ? typeof value === 'string' || 'a text'
        : value === 'market:all' || '"market:all"',
    created_at: (value: unknown) => Number.isInteger(value) || 'created_at is a whole number',
  } as Shape,
}

const grant = { grant_type: 'client_credentials', ...CLIENT }

export const authentication: readonly ConformanceCase[] = [
  token('an integration’s token: exactly five members', grant, ISSUED),
  token('an empty scope is none', { ...grant, scope: '' }, ISSUED),
  token('members that nobody knows are ignored', { ...grant, slug: 'acme' }, ISSUED),
  token(
    'a stock location without its market',
    { ...grant, scope: 'stock_location:id:klmnopqrst' },
    INVALID_SCOPE,
  ),
  token('a scope that is none', { ...grant, scope: 'everything' }, INVALID_SCOPE),
  token('an unknown client', { grant_type: 'client_credentials', client_id: 'nobody' }, INVALID_CLIENT),
  token('a wrong secret', { ...grant, client_secret: 'wrong' }, INVALID_CLIENT),
  token(
    'no grant type',
    { client_id: 'nobody' },
    invalid('invalid_request', 'Missing required parameter: grant_type.'),
  ),
  token(
    'no client id',
    { grant_type: 'client_credentials' },
    invalid('invalid_request', 'Missing required parameter: client_id.'),
  ),
  token(
    'a grant type that nobody knows',
    { grant_type: 'implicit', client_id: 'nobody' },
    invalid(
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
    ),
  ),
  token(
    'an assertion that is none',
    { ...grant, grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'x' },
    invalid('invalid_assertion', 'The provided assertion is invalid.'),
  ),
  token(
    'a refresh token that is none',
    { ...grant, grant_type: 'refresh_token', refresh_token: 'x' },
    invalid(
      'invalid_grant',
      'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
    ),
  ),
  post('revoking without a client', 'Revoking a token', '//oauth/revoke', { token: 'x' }, FORBIDDEN),
  post(
    'revoking with a wrong secret',
    'Revoking a token',
    '//oauth/revoke',
    { ...CLIENT, client_secret: 'wrong', token: 'x' },
    FORBIDDEN,
    KNOWN,
  ),
  post(
    'revoking what is no token answers an empty object',
    'Revoking a token',
    '//oauth/revoke',
    { ...CLIENT, token: 'x' },
    { status: 200, body: {} },
    KNOWN,
  ),
]
