/** How Commerce Layer's cases are run against any server that speaks it. */
import { generateKeyPairSync, sign } from 'node:crypto'
import type { CaseCredential, ConformanceCase } from '../case.ts'
import type { CheckSend, Conformance } from '../conformance.ts'
import { resourceCases } from './cases/cases-resources.ts'
import { cases } from './cases.ts'
import { discoverFacts } from './checking/discover-facts.ts'
import { prepare } from './checking/prepare.ts'

type Given = Readonly<Record<string, string>>

/** The resources' before the others: these delete at their end what all of them use. */
const writing: readonly ConformanceCase[] = [...resourceCases, ...cases].filter(({ writes }) => writes)
const reading: readonly ConformanceCase[] = [...cases, ...resourceCases].filter(({ writes }) => !writes)
const PLAIN = { 'Content-Type': 'application/json', Accept: 'application/json' }

export const conformance: Conformance = {
  cases: [...reading, ...writing],
  base: (path) => `/api${path}`,
  authorize,
  discoverFacts,
  prepare,
  // The vendor's own: an organization's host answers the Core API alone [docs: core/authentication].
  originOf: (path, { protocol, host, origin }) =>
    path.startsWith('/oauth/') && /^[^.]+\.commercelayer\.(io|co)$/.test(host)
      ? `${protocol}//auth.${host.split('.').slice(1).join('.')}`
      : origin,
}

async function authorize(
  credential: CaseCredential,
  given: Given,
  send: CheckSend,
): Promise<Record<string, string> | null> {
  switch (credential) {
    case 'none':
      return {}
    case 'malformed':
      return bearer('abc')
    case 'valid':
      return bearer(given.access_token ?? (await newToken(given, send)))
    case 'revoked':
      return revoked(given, send)
    case 'foreign':
      return signedElsewhere(given.access_token ?? (await newToken(given, send)))
    // Nobody but the server can make a token that was good yesterday.
    case 'expired':
      return null
  }
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

async function newToken({ client_id, client_secret }: Given, send: CheckSend): Promise<string> {
  const { status, body } = await send({
    method: 'POST',
    url: '/oauth/token',
    headers: PLAIN,
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret }),
  })
  const token = tokenOf(body)
  if (!token) throw new Error(`/oauth/token gives no token: ${status} ${body.slice(0, 300)}`)
  return token
}

function tokenOf(body: string): string | null {
  try {
    const { access_token } = JSON.parse(body) as { access_token?: unknown }
    return typeof access_token === 'string' ? access_token : null
  } catch {
    return null
  }
}

/** A token made for the purpose; null where the server gives the same one again, which is still needed. */
async function revoked(given: Given, send: CheckSend) {
  const { client_id, client_secret } = given
  if (!client_id || !client_secret) return null
  const [kept, token] = [await newToken(given, send), await newToken(given, send)]
  if (kept === token) return null
  const body = JSON.stringify({ client_id, client_secret, token })
  const { status } = await send({ method: 'POST', url: '/oauth/revoke', headers: PLAIN, body })
  return status === 200 ? bearer(token) : null
}

/** The same header and claims under a key that no server knows; null for a token that is no JSON Web Token. */
function signedElsewhere(token: string) {
  const [header, claims, signature] = token.split('.')
  if (!header || !claims || !signature) return null
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const signed = sign('sha512', Buffer.from(`${header}.${claims}`), privateKey)
  return bearer(`${header}.${claims}.${signed.toString('base64url')}`)
}
