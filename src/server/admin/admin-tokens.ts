/** Who may use the admin API and the console, as `clientele admin-token` does it. */
import { Type } from 'typebox'
import { instant, text } from './read-members.ts'
import { AdminRefusal } from './refusal.ts'
import { made, ok, param, route, tokenParts } from './route.ts'
import { createAdminToken } from './tokens.ts'

const TIME = Type.String({ format: 'date-time' })
const ADMIN_TOKEN = Type.Object({
  id: Type.String(),
  /** `token`: a program's; `session`: somebody who is signed in; `link`: a link that nobody followed yet. */
  kind: Type.String(),
  name: Type.Union([Type.String(), Type.Null()]),
  created_at: TIME,
  expires_at: Type.Union([TIME, Type.Null()]),
  /** It is what this request came with. */
  own: Type.Boolean(),
})
export type AdminTokenShown = Type.Static<typeof ADMIN_TOKEN>

export const listAdminTokens = route({
  method: 'GET',
  path: '/admin-tokens',
  about: 'List the admin tokens, sessions and links that are good now',
  answers: Type.Object({ admin_tokens: Type.Array(ADMIN_TOKEN) }),
  async answer({ caller }, { adminTokens, wallClock }) {
    const now = wallClock()
    const good = (await adminTokens.list()).filter(
      ({ revokedAt, expiresAt }) => !revokedAt && (!expiresAt || expiresAt > now),
    )
    return ok({
      admin_tokens: good.map(
        ({ id, kind, name, createdAt, expiresAt }): AdminTokenShown => ({
          id,
          kind,
          name,
          created_at: createdAt.toISOString(),
          expires_at: expiresAt?.toISOString() ?? null,
          own: id === caller?.id,
        }),
      ),
    })
  },
})

export const newAdminToken = route({
  method: 'POST',
  path: '/admin-tokens',
  about: 'Make an admin token; it is shown this once',
  body: { name: text, expires_at: instant },
  answers: Type.Object({ id: Type.String(), token: Type.String() }),
  status: 201,
  async answer({ body }, parts) {
    const { name = null, expires_at: expiresAt = null } = body
    if (expiresAt && expiresAt <= parts.wallClock())
      throw new AdminRefusal('invalid', 'expires_at must be in the future')
    return made(await createAdminToken(tokenParts(parts), { name, expiresAt }))
  },
})

export const revokeAdminToken = route({
  method: 'DELETE',
  path: '/admin-tokens/:id',
  about: 'Revoke an admin token, a session or a link',
  answers: Type.Object({ id: Type.String(), revoked: Type.Literal(true) }),
  async answer(asked, { adminTokens }) {
    const id = param(asked, 'id')
    if (!(await adminTokens.revoke(id)))
      throw new AdminRefusal('not_found', 'there is no admin token of that id')
    return ok({ id, revoked: true })
  },
})
