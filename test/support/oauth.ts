/** Speaks to a world's Authentication API, and to its Core API with what that gave. */
import { SignJWT } from 'jose'
import type { WireRequest } from '../../src/dialects/dialect.ts'
import type { World } from './world.ts'
import { writePerson } from './write-person.ts'

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

export type TokenAnswer = Record<string, unknown> & {
  access_token: string
  refresh_token: string
  scope: string
}

export function oauthOf(world: World) {
  const post = async (url: string, body: object, more: Partial<WireRequest> = {}) => {
    const answer = await world.send({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...more,
    })
    return { status: answer.status, headers: answer.headers, body: answer.json() as TokenAnswer }
  }
  return {
    ask: (body: object, more?: Partial<WireRequest>) => post('/oauth/token', body, more),
    revoke: (body: object, more?: Partial<WireRequest>) => post('/oauth/revoke', body, more),
    /** A Core API request; its status, and the code of its first error. */
    async read(path: string, token: string) {
      const answer = await world.send({ url: path, headers: { authorization: `Bearer ${token}` } })
      const { errors } = JSON.parse(answer.body) as { errors?: { code: string }[] }
      return [answer.status, errors?.[0]?.code]
    },
    /** A customer who can sign in. */
    async customer(
      email: string,
      password: string,
      more: Parameters<typeof writePerson>[1]['customer'] = {},
    ) {
      const passwordHash = await world.services.passwords.hash(password)
      return writePerson(world, { customer: { email, passwordHash, ...more } })
    },
  }
}

/** An assertion as the vendor's library makes it: HS512 under a secret that everybody knows. */
export const assertionOf = (claims: unknown, more: object = {}): Promise<string> =>
  new SignJWT({ 'https://commercelayer.io/claims': claims, iat: 1_700_000_000, ...more })
    .setProtectedHeader({ alg: 'HS512', typ: 'JWT' })
    .sign(Buffer.from('cl'))

/** Refusals are `{"errors":[{title, detail, code, status, meta}]}` with a number as status (section 2.6). */
export const refusal = (title: string, code: string, status: number, detail: string) => ({
  errors: [{ title, detail, code, status, meta: {} }],
})
export const INVALID_GRANT = refusal(
  'invalid_grant',
  'BAD_REQUEST',
  400,
  'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
)
export const INVALID_ASSERTION = refusal(
  'invalid_assertion',
  'BAD_REQUEST',
  400,
  'The provided assertion is invalid.',
)
export const INVALID_SCOPE = refusal(
  'invalid_scope',
  'BAD_REQUEST',
  400,
  'The requested scope is invalid, unknown, or malformed.',
)
export const INVALID_CLIENT = refusal(
  'invalid_client',
  'UNAUTHORIZED',
  401,
  'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
)
export const FORBIDDEN = refusal(
  'unauthorized_client',
  'FORBIDDEN',
  403,
  'You are not authorized to revoke this token',
)
export const WRONG_KIND = refusal(
  'unauthorized_client',
  'BAD_REQUEST',
  400,
  'The client is not authorized to perform this request using this method.',
)
export const missing = (name: string) =>
  refusal('invalid_request', 'BAD_REQUEST', 400, `Missing required parameter: ${name}.`)
