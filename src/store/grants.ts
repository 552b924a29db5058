/** Grants and their refresh tokens, as hashes. */
import { type RawBuilder, sql } from 'kysely'
import type { FoundGrant, Grant, GrantStore, IssuedTokens } from '../core/grants.ts'
import type { Clock } from '../core/ports.ts'
import { createCodeStore } from './authorization-codes.ts'
import { changing } from './data-versions.ts'
import { type Database, rows } from './database.ts'
import { bytes, moment } from './parameters.ts'
import { revokeGrants } from './revoke-grants.ts'

type Row = Omit<Grant, 'owner'> & { ownerType: string | null; ownerId: string | null }

const list = sql`g.id, g.organization_id as "organization", g.credential_id as "credentialId",
  g.owner_type as "ownerType", g.owner_id as "ownerId", g.customer_key as "customerKey", g.custom_claim as "customClaim", g.scope`

const grantFrom = ({ ownerType, ownerId, ...grant }: Row): Grant => ({
  ...grant,
  owner: ownerType !== null && ownerId !== null ? { type: ownerType, id: ownerId } : null,
})

const FOREIGN_KEY_VIOLATION = '23503'
/** So many grants that are over go with each new one: more than come in, and never a long statement. */
const FORGET_AT_ONCE = 20

/** Appends the tokens to each grant that the common table `from` names in `grant_id`. */
const insertTokens = (organization: number, tokens: IssuedTokens, from: 'granted' | 'used') =>
  sql`insert into refresh_tokens (organization_id, token_hash, grant_id, expires_at, access_token_hash,
    access_token_expires_at)
  select ${organization}::bigint, ${bytes(tokens.refreshHash)}::bytea, grant_id,
    ${moment(tokens.refreshExpiresAt)}, ${bytes(tokens.accessHash)}::bytea, ${moment(tokens.accessExpiresAt)}
  from ${sql.id(from)}`

export function createGrantStore(database: Database, clock: Clock): GrantStore {
  /** `source`: nothing, or the common table that must have a row for the grant to be made. */
  const insertGrant = (grant: Grant, tokens: IssuedTokens, source: RawBuilder<unknown>) =>
    sql`forgotten as (delete from grants where organization_id = ${grant.organization} and id in (
        select id from grants where organization_id = ${grant.organization} and expires_at < ${moment(clock())}
        order by expires_at limit ${FORGET_AT_ONCE} for update skip locked)),
      granted as (insert into grants (organization_id, id, credential_id, owner_type, owner_id, customer_key,
          custom_claim, scope, created_at, expires_at)
        select ${grant.organization}::bigint, ${grant.id}::text, ${grant.credentialId}::text,
          ${grant.owner?.type ?? null}::text, ${grant.owner?.id ?? null}::text, ${grant.customerKey}::bigint,
          ${grant.customClaim ? JSON.stringify(grant.customClaim) : null}::json, ${grant.scope}::text,
          ${moment(clock())}, ${moment(tokens.refreshExpiresAt)} ${source}
        returning id as grant_id)
      ${insertTokens(grant.organization, tokens, 'granted')}`

  return {
    ...createCodeStore(database, clock),
    async create(grant, tokens) {
      try {
        await rows(database, sql`with ${insertGrant(grant, tokens, sql``)}`)
        return true
      } catch (error) {
        if ((error as { code?: string }).code === FOREIGN_KEY_VIOLATION) return false
        throw error
      }
    },
    async createForCode(grant, tokens, codeHash) {
      const made = await rows(
        database,
        sql`with spent as (update authorization_codes set grant_id = ${grant.id}
            where organization_id = ${grant.organization} and code_hash = ${bytes(codeHash)}
              and grant_id is null and expires_at > ${moment(clock())} returning code_hash),
          ${insertGrant(grant, tokens, sql`from spent`)} returning grant_id`,
      )
      return made.length > 0
    },
    async byRefreshToken(organization, hash) {
      const [found] = await rows<Row & Omit<FoundGrant, 'grant'>>(
        database,
        sql`select ${list}, g.revoked_at is not null as "revoked", t.used_at as "usedAt", t.expires_at as "expiresAt"
          from refresh_tokens t
          join grants g on g.organization_id = t.organization_id and g.id = t.grant_id
          where t.organization_id = ${organization} and t.token_hash = ${bytes(hash)}`,
      )
      if (!found) return null
      const { revoked, usedAt, expiresAt, ...row } = found
      return { grant: grantFrom(row), revoked, usedAt, expiresAt }
    },
    async byToken(organization, hash) {
      const [found] = await rows<Row>(
        database,
        sql`select ${list} from refresh_tokens t
          join grants g on g.organization_id = t.organization_id and g.id = t.grant_id
          where t.organization_id = ${organization}
            and (t.token_hash = ${bytes(hash)} or t.access_token_hash = ${bytes(hash)})`,
      )
      return found ? grantFrom(found) : null
    },
    async rotate(grant, usedHash, tokens) {
      // The grant's row is locked, so that it is not taken back between the check and the new tokens.
      const made = await rows(
        database,
        sql`with held as (select organization_id, id from grants
            where organization_id = ${grant.organization} and id = ${grant.id} and revoked_at is null for update),
          used as (update refresh_tokens t set used_at = ${moment(clock())} from held
            where t.organization_id = held.organization_id and t.grant_id = held.id
              and t.token_hash = ${bytes(usedHash)} and t.used_at is null and t.expires_at > ${moment(clock())}
            returning t.grant_id),
          extended as (update grants g set expires_at = ${moment(tokens.refreshExpiresAt)} from used
            where g.organization_id = ${grant.organization} and g.id = used.grant_id),
          forgotten as (delete from refresh_tokens f using used
            where f.organization_id = ${grant.organization} and f.grant_id = used.grant_id
              and f.expires_at < ${moment(clock())})
          ${insertTokens(grant.organization, tokens, 'used')} returning grant_id`,
      )
      return made.length > 0
    },
    sessionsOf: (organization, customerKey) =>
      rows(
        database,
        sql`select g.created_at as "createdAt", g.expires_at as "expiresAt", g.revoked_at as "revokedAt",
            g.credential_id as "credentialId", g.scope, g.custom_claim as "customClaim" from grants g
          where g.organization_id = ${organization} and g.customer_key = ${customerKey}
          order by g.created_at, g.id`,
      ),
    revoke: (organization, id) =>
      changing(database, async (transaction) => {
        await revokeGrants(transaction, organization, sql`g.id = ${id}`, clock())
        return { result: undefined, of: [organization] }
      }),
  }
}
