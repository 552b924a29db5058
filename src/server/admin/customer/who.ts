/** Who changed something, as people know them: events keep ids alone. */
import type { Actor } from '../../../core/ports.ts'
import type { JsonObject } from '../../../core/schema.ts'
import type { AdminParts } from '../route.ts'
import type { WhoShown } from './shapes.ts'

/** Reads the names that there are now; one who is gone has none. `kinds` that stand for themselves stay as they are. */
export async function createWho({
  services: { credentials },
  adminTokens,
}: AdminParts): Promise<(actor: Actor) => WhoShown> {
  const applications = new Map(
    (await credentials.list()).flatMap((one) =>
      [one.id, one.publicId].filter((id) => id !== null).map((id) => [id, one] as const),
    ),
  )
  const tokens = new Map((await adminTokens.list()).map(({ id, name }) => [id, name]))
  return (actor) => {
    const application = actor.application as JsonObject | undefined
    if (application) {
      const found =
        applications.get(String(application.client_id)) ?? applications.get(String(application.id))
      const kind = actor.owner ? 'customer' : 'application'
      return { kind, name: found?.name ?? null, dialect: found?.dialect ?? null }
    }
    if (actor.owner) return { kind: 'customer', name: null, dialect: null }
    const kind = String(actor.kind ?? 'server')
    const name = kind === 'sync' ? String(actor.source ?? '') || null : (tokens.get(String(actor.id)) ?? null)
    return { kind, name, dialect: null }
  }
}
