/** Who a caller is: the statements behind what is remembered of callers. */
import { sql } from 'kysely'
import type { AsOf } from '../core/as-of.ts'
import type { Credential, Reach, Standing } from '../core/credentials.ts'
import type { Organization } from '../core/ports.ts'
import { type Database, rows } from './database.ts'
import { versionOf } from './moments.ts'
import { organizationColumn, organizationFrom } from './organizations.ts'

export const credentialColumns = sql`organization_id as "organization", id, dialect, kind, name, public_id as "publicId",
  secret_hash as "secretHash", signing_secret as "signingSecret", scopes, settings, rate_limits as "rateLimits",
  created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt"`

/** With the time from which the token counts no more, past or future; null: none. */
export type FoundStanding = Omit<Standing, 'tokenRevoked' | 'goodUntil'> & {
  tokenRevokedFrom: Date | null
  asOf: AsOf
}

export type CredentialLookups = ReturnType<typeof createCredentialLookups>

export function createCredentialLookups(database: Database) {
  return {
    async standing(
      dialect: string,
      publicId: string,
      tokenHash: Uint8Array,
      customer: string | null,
    ): Promise<FoundStanding | null> {
      const [found] = await rows<
        Credential & {
          home: Parameters<typeof organizationFrom>[0]
          version: string
          tokenRevokedFrom: Date | null
          customerKey: number | null
        }
      >(
        database,
        sql`select ${credentialColumns},
            (select ${organizationColumn('o')} from organizations o where o.key = c.organization_id) as "home",
            ${versionOf(sql`c.organization_id`)} as "version",
            (select coalesce(t.effective_at, 'epoch') from revoked_tokens t where t.organization_id = c.organization_id
              and t.token_hash = ${Buffer.from(tokenHash)}) as "tokenRevokedFrom",
            (select p.key from customers p where p.organization_id = c.organization_id
              and p.short_id = ${customer}::text) as "customerKey"
          from credentials c where dialect = ${dialect} and public_id = ${publicId}`,
      )
      if (!found) return null
      const { home, version, tokenRevokedFrom, customerKey, ...credential } = found
      return {
        credential,
        organization: organizationFrom(home),
        tokenRevokedFrom,
        customerKey,
        asOf: [[credential.organization, version]],
      }
    },
    async bySecretHash(dialect: string, hash: Uint8Array): Promise<(Credential & { asOf: AsOf }) | null> {
      const [found] = await rows<Credential & { version: string }>(
        database,
        sql`select ${credentialColumns}, ${versionOf(sql`c.organization_id`)} as "version" from credentials c
          where dialect = ${dialect} and secret_hash = ${Buffer.from(hash)} and public_id is null`,
      )
      if (!found) return null
      const { version, ...credential } = found
      return { ...credential, asOf: [[credential.organization, version]] }
    },
    async reach(id: string): Promise<Reach[]> {
      const found = await rows<Organization & { role: Reach['role']; position: number; version: string }>(
        database,
        sql`select o.key, o.short_id as "shortId", o.number_id as "numberId", o.uuid_id as "uuidId",
            o.merchant_id as "merchantId", o.slug, o.handle, o.name, o.currency, o.time_zone as "timeZone", o.mode,
            o.profile, o.created_at as "createdAt", r.role, r.position, ${versionOf(sql`o.key`)} as "version"
          from credential_reach r join organizations o on o.key = r.organization_id
          where r.credential_id = ${id} order by r.position`,
      )
      return found.map(({ role, position, version, ...organization }) => ({
        organization,
        role,
        position,
        asOf: [[organization.key, version]],
      }))
    },
  }
}
