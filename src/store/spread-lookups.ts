/**
 * Who a caller is, where credentials are on every node of a cluster and the data of their organization on one: no statement
 * sees both at one moment. So the version is read before what it is remembered under, which then is of that version or of a
 * newer one.
 */
import { sql } from 'kysely'
import type { AsOf } from '../core/as-of.ts'
import type { Credential, Reach } from '../core/credentials.ts'
import type { Organization } from '../core/ports.ts'
import { type CredentialLookups, credentialColumns, type FoundStanding } from './credential-lookups.ts'
import { type Database, rows } from './database.ts'
import type { Moments } from './moments.ts'
import { organizationColumns } from './organizations.ts'

type Which = ReturnType<typeof sql>

export function createSpreadLookups(database: Database, moments: Moments): CredentialLookups {
  /** Of which organization it is never changes. */
  async function credential(which: Which): Promise<(Credential & { asOf: AsOf }) | null> {
    const [home] = await rows<{ organization: number }>(
      database,
      sql`select organization_id as "organization" from credentials where ${which}`,
    )
    if (!home) return null
    const { version } = await moments.at(home.organization)
    const [found] = await rows<Credential>(
      database,
      sql`select ${credentialColumns} from credentials where ${which}`,
    )
    return found ? { ...found, asOf: [[home.organization, version]] } : null
  }

  return {
    async standing(dialect, publicId, tokenHash, customer) {
      const found = await credential(sql`dialect = ${dialect} and public_id = ${publicId}`)
      if (!found) return null
      const { asOf, ...own } = found
      const [organization] = await rows<Organization>(
        database,
        sql`select ${organizationColumns} from organizations where key = ${own.organization}`,
      )
      const [standing] = await rows<Pick<FoundStanding, 'tokenRevokedFrom' | 'customerKey'>>(
        database,
        sql`select (select coalesce(t.effective_at, 'epoch') from revoked_tokens t
            where t.organization_id = ${own.organization} and t.token_hash = ${Buffer.from(tokenHash)}) as "tokenRevokedFrom",
          (select p.key from customers p where p.organization_id = ${own.organization}
            and p.short_id = ${customer}::text) as "customerKey"`,
      )
      if (!organization || !standing) return null
      return { credential: own, organization, ...standing, asOf }
    },
    bySecretHash: (dialect, hash) =>
      credential(sql`dialect = ${dialect} and secret_hash = ${Buffer.from(hash)} and public_id is null`),
    async reach(id) {
      const keys = await rows<{ key: number }>(
        database,
        sql`select organization_id as "key" from credential_reach where credential_id = ${id}`,
      )
      const versions = new Map(
        await Promise.all(keys.map(async ({ key }) => [key, (await moments.at(key)).version] as const)),
      )
      const found = await rows<Organization & { role: Reach['role']; position: number }>(
        database,
        sql`select ${organizationColumns}, r.role, r.position from credential_reach r
          join organizations o on o.key = r.organization_id where r.credential_id = ${id} order by r.position`,
      )
      return found.map(({ role, position, ...organization }) => ({
        organization,
        role,
        position,
        asOf: [[organization.key, versions.get(organization.key) ?? '']],
      }))
    },
  }
}
