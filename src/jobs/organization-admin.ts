/** Whatever is done to organizations as a whole: values are checked here, the store does the rest. */
import { CoreError } from '../core/errors.ts'
import { type OrganizationAdmin, START } from '../core/organization-admin.ts'
import type { Organization, PublicIds } from '../core/ports.ts'
import type { Store } from '../store/open-store.ts'
import { checkLabels, createOrganization } from './create-organization.ts'
import { createOverviews } from './organization-overview.ts'
import { changeProfile } from './organization-profile.ts'

/** It stands in URLs and on command lines. */
const SNAPSHOT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

export interface AdminParts {
  store: Pick<Store, 'organizations' | 'copies' | 'overviews'>
  identities: { mintOrganization(): PublicIds & { merchantId: string } }
}

export function createOrganizationAdmin({
  store: { organizations, copies, overviews },
  identities,
}: AdminParts): OrganizationAdmin {
  async function get(slug: string): Promise<Organization> {
    const found = await organizations.bySlug(slug)
    if (!found)
      throw new CoreError(
        'record-not-found',
        { type: 'organization' },
        `no organization ${slug}: make it with \`clientele org create ${slug}\``,
      )
    return found
  }
  const overview = createOverviews(overviews)
  const keyOf = async (slug: string): Promise<number> => (await get(slug)).key

  return {
    get,
    list: organizations.list,
    create: (input, profile) =>
      createOrganization(organizations, identities, { ...input, profile: changeProfile({}, profile) }),
    async copy(from, { slug, handle = slug, name }) {
      const organization = await keyOf(from.slug)
      await checkLabels(organizations, slug, handle)
      const { merchantId: _, ...ids } = identities.mintOrganization()
      return copies.copy(
        { organization, snapshot: from.snapshot },
        { ...ids, slug, handle, name: name ?? null },
      )
    },
    remove: async (slug) => copies.removeOrganization(await keyOf(slug)),
    snapshots: async (slug) => copies.list(await keyOf(slug)),
    async save(slug, name, replace) {
      checkName(name)
      return copies.save(await keyOf(slug), name, { replace }).catch((error) => {
        throw error instanceof CoreError && error.code === 'not-unique' ? taken(slug, name) : error
      })
    },
    restore: async (slug, name) => copies.restore(await keyOf(slug), name),
    removeSnapshot: async (slug, name) => copies.remove(await keyOf(slug), name),
    async reset(slug) {
      const key = await keyOf(slug)
      const hasStart = (await copies.list(key)).some(({ name }) => name === START)
      if (!hasStart) return { snapshot: null, customersBefore: await copies.empty(key) }
      const { customersBefore, ...snapshot } = await copies.restore(key, START)
      return { snapshot, customersBefore }
    },
    overview: async (slug) => overview(await get(slug)),
  }
}

function checkName(name: string): void {
  if (!SNAPSHOT_NAME.test(name))
    throw new CoreError(
      'invalid-value',
      { field: 'name' },
      `snapshot name ${JSON.stringify(name)} is not allowed: use up to 63 letters, digits, dots, hyphens and underscores`,
    )
}

const taken = (slug: string, name: string) =>
  new CoreError(
    'not-unique',
    { field: 'name' },
    `${slug} has a snapshot ${name} already: choose another name, or replace it`,
  )
