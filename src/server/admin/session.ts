/** Signing in to the console: a one-time link (or an admin token) becomes a session in a cookie. */
import { Type } from 'typebox'
import type { Clock } from '../../core/ports.ts'
import { type AdminCaller, sessionCookie } from './callers.ts'
import { required, textUpTo } from './read-members.ts'
import { AdminRefusal } from './refusal.ts'
import { type AdminAnswer, type AdminParts, made, ok, route, tokenParts } from './route.ts'
import { createAdminToken, type TokenParts, validToken } from './tokens.ts'

const SESSION_SECONDS = 7 * 86_400
const LINK_SECONDS = 3600

const session = Type.Object({
  signed_in: Type.Boolean(),
  name: Type.Union([Type.String(), Type.Null()]),
  sandbox: Type.Boolean(),
  demo: Type.Boolean(),
  version: Type.String(),
  /** By the server's clock, which a sandbox may have set. */
  now: Type.String({ format: 'date-time' }),
})
export type Session = Type.Static<typeof session>

const present = ({ features, services }: AdminParts, name: string | null, signedIn = true): Session => ({
  signed_in: signedIn,
  name,
  ...features,
  now: services.clock().toISOString(),
})

export const getSession = route({
  method: 'GET',
  path: '/session',
  about: 'Who is signed in, and what the server can do',
  answers: session,
  open: true,
  async answer({ caller }, parts): Promise<AdminAnswer> {
    return ok(present(parts, caller?.name ?? null, caller !== null))
  },
})

export const signIn = route({
  method: 'POST',
  path: '/session',
  about: 'Sign in with a one-time link or an admin token',
  body: { token: required(textUpTo(200)) },
  answers: session,
  open: true,
  async answer({ body, request }, parts): Promise<AdminAnswer> {
    const tokens = tokenParts(parts)
    const found = await validToken(body.token, tokens)
    if (
      !found ||
      found.kind === 'session' ||
      (found.kind === 'link' && !(await tokens.adminTokens.use(found.id)))
    ) {
      await parts.services.guesses.wrong(request.address)
      throw new AdminRefusal('unauthorized', 'this link or token is wrong, was used or has expired')
    }
    // Never longer than the token itself; a link is over anyway.
    const ends = found.kind === 'token' ? found.expiresAt?.getTime() : undefined
    const now = tokens.clock().getTime()
    const expiresAt = new Date(Math.min(now + SESSION_SECONDS * 1000, ends ?? Number.POSITIVE_INFINITY))
    const parentId = found.kind === 'token' ? found.id : found.parentId
    const { token } = await createAdminToken(tokens, {
      kind: 'session',
      parentId,
      name: found.name,
      expiresAt,
    })
    return {
      ...ok(present(parts, found.name)),
      headers: {
        'Set-Cookie': sessionCookie(request, token, Math.round((expiresAt.getTime() - now) / 1000)),
      },
    }
  },
})

export const signOut = route({
  method: 'DELETE',
  path: '/session',
  about: 'Sign out',
  answers: session,
  async answer({ caller, request }, parts): Promise<AdminAnswer> {
    if (caller?.kind === 'session') await parts.adminTokens.revoke(caller.id)
    return {
      ...ok(present(parts, null, false)),
      headers: { 'Set-Cookie': sessionCookie(request, '', 0) },
    }
  },
})

const link = Type.Object({ url: Type.String(), expires_at: Type.String({ format: 'date-time' }) })

export const createLink = route({
  method: 'POST',
  path: '/sign-in-links',
  about: 'Make a one-time link that signs in to the console',
  answers: link,
  status: 201,
  async answer({ request, caller }, parts): Promise<AdminAnswer> {
    const { url, expiresAt } = await signInLink(request.origin, tokenParts(parts), caller)
    return made({ url, expires_at: expiresAt.toISOString() })
  },
})

/** `http://127.0.0.1:8080/#sign-in=lnk_…`: behind the `#`, so that it is in no log and no Referer. Good for an hour, once. */
export async function signInLink(
  origin: string,
  parts: TokenParts & { clock: Clock },
  by: Pick<AdminCaller, 'kind' | 'id' | 'name'> | null = null,
): Promise<{ url: string; expiresAt: Date }> {
  const expiresAt = new Date(parts.clock().getTime() + LINK_SECONDS * 1000)
  const parentId = by?.kind === 'token' ? by.id : null
  const { token } = await createAdminToken(parts, {
    kind: 'link',
    parentId,
    name: by?.name ?? null,
    expiresAt,
  })
  return { url: `${origin}/#sign-in=${token}`, expiresAt }
}
