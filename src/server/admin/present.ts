/** How organizations, snapshots and credentials are shown, here and on the command line. */
import { Type } from 'typebox'
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
  rate_limit: typeof credential.rateLimits?.capacity === 'number' ? credential.rateLimits.capacity : null,
})

const TIME = Type.String({ format: 'date-time' })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

export const SNAPSHOT = Type.Object({ name: Type.String(), created_at: TIME, customers: Type.Integer() })
export type SnapshotShown = Type.Static<typeof SNAPSHOT>

export const CREDENTIAL = Type.Object({
  id: Type.String(),
  dialect: Type.String(),
  kind: orNull(Type.String()),
  name: orNull(Type.String()),
  scopes: Type.Array(Type.String()),
  created_at: TIME,
  expires_at: orNull(TIME),
  revoked_at: orNull(TIME),
  /** Its own; null: the platform's. */
  rate_limit: orNull(Type.Integer()),
})
export type CredentialShown = Type.Static<typeof CREDENTIAL>

export const ORGANIZATION = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  handle: Type.String(),
  name: Type.String(),
  currency: Type.String(),
  time_zone: Type.String(),
  mode: Type.String(),
  profile: Type.Record(Type.String(), Type.Unknown()),
  created_at: TIME,
  base_urls: Type.Record(Type.String(), Type.String()),
})
export type OrganizationShown = Type.Static<typeof ORGANIZATION>
