import type { Organization } from '../core/ports.ts'
import type { Store } from '../store/open-store.ts'
import { Refusal } from './explain.ts'

/** The organization of that slug, or a refusal that says how to make it. */
export async function organizationBySlug(store: Store, slug: string): Promise<Organization> {
  const found = await store.organizations.bySlug(slug)
  if (!found) throw new Refusal(`no organization ${slug}: make it with \`clientele org create ${slug}\``)
  return found
}
