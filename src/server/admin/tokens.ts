/** The credentials of the admin API: `adm_<id>.<secret>`, of which SHA-256 is kept. A link begins `lnk_`, a session `ses_`. */
import type { Secrets } from '../../auth/secrets.ts'
import type { AdminToken, AdminTokenKind, AdminTokens } from '../../core/admin-tokens.ts'
import type { Clock, RandomSource } from '../../core/ports.ts'
import { ALPHANUMERIC, randomText } from '../../lib/random-text.ts'

export interface TokenParts {
  adminTokens: AdminTokens
  secrets: Secrets
  random: RandomSource
}

const PREFIXES: Record<AdminTokenKind, string> = { token: 'adm', link: 'lnk', session: 'ses' }

/** Makes and keeps one; what it returns is shown once. 43 characters of 62 are 256 bits. */
export async function createAdminToken(
  { adminTokens, secrets, random }: TokenParts,
  {
    kind = 'token',
    parentId = null,
    ...given
  }: { kind?: AdminTokenKind; parentId?: string | null; name: string | null; expiresAt: Date | null },
): Promise<{ id: string; token: string }> {
  const id = `${PREFIXES[kind]}_${randomText(12, ALPHANUMERIC, random)}`
  const token = `${id}.${randomText(43, ALPHANUMERIC, random)}`
  await adminTokens.create({ ...given, id, kind, parentId, secretHash: secrets.hash(token) })
  return { id, token }
}

export type CheckParts = Pick<TokenParts, 'adminTokens' | 'secrets'> & { clock: Clock }

/** What is kept of a token that is valid now; null for every other text. */
export async function validToken(
  text: string,
  { adminTokens, secrets, clock }: CheckParts,
): Promise<AdminToken | null> {
  const [, token = '', id = ''] = /^(((?:adm|lnk|ses)_[A-Za-z0-9]{12})\.[A-Za-z0-9]{43})$/.exec(text) ?? []
  if (id === '') return null
  const kept = await adminTokens.byId(id)
  const isRight = secrets.matches(token, kept?.secretHash ?? null)
  const isOver = !kept || kept.revokedAt !== null || (kept.expiresAt !== null && kept.expiresAt <= clock())
  return isRight && !isOver ? kept : null
}
