import { confirmed } from './organizations.ts'
import { presentSnapshot } from './present.ts'
import { flag, needed, readBody, text } from './read-body.ts'
import { type AdminAnswer, type AdminAsked, type AdminParts, made, ok, param } from './route.ts'

export async function listSnapshots(asked: AdminAsked, { organizations }: AdminParts): Promise<AdminAnswer> {
  const all = await organizations.snapshots(param(asked, 'slug'))
  return ok({ snapshots: all.map(presentSnapshot) })
}

export async function saveSnapshot(asked: AdminAsked, { organizations }: AdminParts): Promise<AdminAnswer> {
  const { name, replace = false } = readBody(asked.request.body, { name: text, replace: flag })
  const saved = await organizations.save(param(asked, 'slug'), needed(name, 'name'), replace)
  return made(presentSnapshot(saved))
}

export async function restoreSnapshot(asked: AdminAsked, parts: AdminParts): Promise<AdminAnswer> {
  const slug = await confirmed(asked, parts)
  const restored = await parts.organizations.restore(slug, param(asked, 'name'))
  return ok({
    organization: slug,
    snapshot: presentSnapshot(restored),
    customers_before: restored.customersBefore,
    customers: restored.customers,
  })
}

export async function removeSnapshot(asked: AdminAsked, { organizations }: AdminParts): Promise<AdminAnswer> {
  const [slug, name] = [param(asked, 'slug'), param(asked, 'name')]
  await organizations.removeSnapshot(slug, name)
  return ok({ organization: slug, name, deleted: true })
}
