/** The credential of the admin API: `adm_<id>.<secret>`, of which SHA-256 is kept. */
import type { Secrets } from '../../auth/secrets.ts'
import type { AdminToken, AdminTokens } from '../../core/admin-tokens.ts'
import type { Clock, RandomSource } from '../../core/ports.ts'
import { ALPHANUMERIC, randomText } from '../../lib/random-text.ts'

export interface TokenParts {
  adminTokens: AdminTokens
  secrets: Secrets
  random: RandomSource
}

/** Makes and keeps one; what it returns is shown once. 43 characters of 62 are 256 bits. */
export async function createAdminToken(
  { adminTokens, secrets, random }: TokenParts,
  given: { name: string | null; expiresAt: Date | null },
): Promise<{ id: string; token: string }> {
  const id = `adm_${randomText(12, ALPHANUMERIC, random)}`
  const token = `${id}.${randomText(43, ALPHANUMERIC, random)}`
  await adminTokens.create({ ...given, id, secretHash: secrets.hash(token) })
  return { id, token }
}

/** Whose token the request presents (RFC 6750, 2.1); null where it presents none that is valid now. */
export async function presentedToken(
  authorization: string | undefined,
  { adminTokens, secrets, clock }: Pick<TokenParts, 'adminTokens' | 'secrets'> & { clock: Clock },
): Promise<AdminToken | null> {
  const [, token = '', id = ''] =
    /^Bearer +((adm_[A-Za-z0-9]{12})\.[A-Za-z0-9]{43})$/i.exec(authorization ?? '') ?? []
  if (id === '') return null
  const kept = await adminTokens.byId(id)
  const isRight = secrets.matches(token, kept?.secretHash ?? null)
  const isOver = !kept || kept.revokedAt !== null || (kept.expiresAt !== null && kept.expiresAt <= clock())
  return isRight && !isOver ? kept : null
}
