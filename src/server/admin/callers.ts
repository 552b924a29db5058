/** Who asks: a program with a token in `Authorization` (RFC 6750, 2.1), or a person with the console's cookie. */
import type { Actor } from '../../core/ports.ts'
import type { WireRequest } from '../../dialects/dialect.ts'
import { AdminRefusal } from './refusal.ts'
import { type CheckParts, validToken } from './tokens.ts'

export interface AdminCaller {
  kind: 'token' | 'session'
  id: string
  name: string | null
}

/** Who a change is noted to be by. */
export const actorOf = ({ kind, id }: AdminCaller): Actor => ({
  kind: kind === 'session' ? 'console' : 'admin-api',
  id,
})

/** Null where nothing valid is presented. Throws `forbidden` for what another site makes a browser send. */
export async function callerOf(request: WireRequest, parts: CheckParts): Promise<AdminCaller | null> {
  const { authorization } = request.headers
  if (authorization !== undefined) {
    const [, text = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
    const found = await validToken(text, parts)
    return found?.kind === 'token' ? { kind: 'token', id: found.id, name: found.name } : null
  }
  const found = await validToken(cookieOf(request) ?? '', parts)
  if (found?.kind !== 'session') return null
  if (request.method !== 'GET' && !isFromHere(request))
    throw new AdminRefusal('forbidden', 'the request comes from another site')
  return { kind: 'session', id: found.id, name: found.name }
}

/** A cookie also comes with what other sites send: browsers say where a request that changes something comes from. */
function isFromHere({ headers, origin }: WireRequest): boolean {
  const sent = headers.origin
  if (sent === undefined) return headers['sec-fetch-site'] === 'same-origin'
  return withoutScheme(sent) === withoutScheme(origin)
}

/** A proxy may speak TLS for us. */
const withoutScheme = (origin: string): string => origin.replace(/^https?:\/\//, '').toLowerCase()

/** Cookies know no ports (RFC 6265, 8.5): two servers on one machine must not sign each other out. */
const cookieName = ({ origin }: WireRequest): string =>
  `clientele_${/:(\d+)$/.exec(origin)?.[1] ?? 'session'}`

function cookieOf(request: WireRequest): string | undefined {
  const name = `${cookieName(request)}=`
  const all = (request.headers.cookie ?? '').split(/; */)
  return all.find((one) => one.startsWith(name))?.slice(name.length)
}

/** The cookie of a session; of none with an age of 0. Out of reach of scripts and of other sites. */
export const sessionCookie = (request: WireRequest, token: string, seconds: number): string =>
  [
    `${cookieName(request)}=${token}`,
    'Path=/clientele',
    `Max-Age=${seconds}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(request.origin.startsWith('https:') ? ['Secure'] : []),
  ].join('; ')
