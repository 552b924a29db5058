/** How organizations, snapshots and credentials are shown, here and on the command line. */
import type { Credential } from '../../core/credentials.ts'
import type { OrganizationSnapshot } from '../../core/organization-snapshots.ts'
import type { Organization } from '../../core/ports.ts'

export const presentOrganization = (organization: Organization) => ({
  id: organization.shortId,
  slug: organization.slug,
  handle: organization.handle,
  name: organization.name,
  currency: organization.currency,
  time_zone: organization.timeZone,
  mode: organization.mode,
})

export const presentSnapshot = ({ name, createdAt, customers }: OrganizationSnapshot) => ({
  name,
  created_at: createdAt.toISOString(),
  customers,
})

export const presentCredential = (credential: Credential) => ({
  id: credential.id,
  dialect: credential.dialect,
  kind: credential.kind,
  name: credential.name,
  scopes: credential.scopes,
  created_at: credential.createdAt.toISOString(),
  expires_at: credential.expiresAt?.toISOString() ?? null,
  revoked_at: credential.revokedAt?.toISOString() ?? null,
})
