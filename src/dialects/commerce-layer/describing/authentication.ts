/** The Authentication API (section 2): how an application gets its token. */
import { closed, input, integer, listOf, oneOf, type Schema, text } from '../../../lib/json-schema.ts'
import { answer, type Operation } from '../../../lib/openapi.ts'
import { AUTH_CONTENT_TYPE } from '../oauth/auth-errors.ts'
import { grantTypes } from '../oauth/grants/index.ts'
import { authRefusals } from './refusals.ts'

export const TOKEN: Schema = closed(
  {
    access_token: text,
    token_type: oneOf('bearer'),
    expires_in: { ...integer, description: 'Seconds.' },
    refresh_token: text,
    scope: text,
    created_at: { ...integer, description: 'Seconds since 1970.' },
    owner_id: text,
    owner_type: oneOf('customer', 'user'),
  },
  { optional: ['refresh_token', 'owner_id', 'owner_type'] },
)
export const KEYS: Schema = closed({
  keys: listOf(closed({ kty: text, kid: text, n: text, e: text, alg: oneOf('RS512'), use: oneOf('sig') })),
})

const members = [
  'client_id',
  'client_secret',
  'scope',
  ...[...grantTypes.values()].flatMap((one) => one.required),
]
const FORMS = ['application/json', 'application/x-www-form-urlencoded']
const page = answer('A page for people.', 'text/html; charset=utf-8', text)
const moved = { description: 'Leads on.', headers: { Location: { schema: { type: 'string' } } } }

export const AUTHENTICATION: Readonly<
  Record<string, Pick<Operation, 'id' | 'summary' | 'answers' | 'body' | 'parameters'>>
> = {
  'POST /oauth/token': {
    id: 'createToken',
    summary: 'Get an access token',
    body: {
      types: FORMS,
      schema: input(
        {
          grant_type: { type: 'string', enum: [...grantTypes.keys()] },
          ...Object.fromEntries([...new Set(members)].map((name) => [name, { type: 'string' }])),
        },
        ['grant_type', 'client_id'],
      ),
      required: true,
    },
    answers: {
      200: answer('The token.', AUTH_CONTENT_TYPE, { $ref: '#/components/schemas/Token' }),
      ...authRefusals([400, 401, 429, 500, 503, 504]),
    },
  },
  'POST /oauth/revoke': {
    id: 'revokeToken',
    summary: 'Take a token back',
    body: {
      types: FORMS,
      schema: input({ token: text, client_id: text, client_secret: text }, ['token']),
      required: true,
    },
    answers: {
      200: answer('Done.', AUTH_CONTENT_TYPE, closed({})),
      ...authRefusals([400, 403, 500, 503, 504]),
    },
  },
  'GET /oauth/authorize': {
    id: 'showAuthorization',
    summary: 'Ask a person whether a webapp may act for them',
    parameters: ['client_id', 'redirect_uri', 'response_type', 'scope', 'state'].map((name) => ({
      name,
      in: 'query',
      schema: { type: 'string' },
    })),
    answers: { 200: page, 303: moved, 400: page, ...authRefusals([500, 503, 504]) },
  },
  'POST /oauth/authorize': {
    id: 'answerAuthorization',
    summary: 'The person’s answer',
    body: {
      types: [FORMS[1] ?? ''],
      schema: input({ request: text, decision: text, client_id: text, client_secret: text }),
      required: true,
    },
    answers: { 200: page, 303: moved, 400: page, 429: page, ...authRefusals([500, 503, 504]) },
  },
  'GET /.well-known/jwks.json': {
    id: 'getKeys',
    summary: 'Get the keys that access tokens are verified with',
    answers: {
      200: answer('The keys.', AUTH_CONTENT_TYPE, { $ref: '#/components/schemas/Keys' }),
      ...authRefusals([500, 503, 504]),
    },
  },
}
