/** Credentials, the organizations they reach, revoked tokens and the server's signing keys. */
import { sql } from 'kysely'
import type { Credential, CredentialStore, SigningKey } from '../core/credentials.ts'
import type { Clock } from '../core/ports.ts'
import { anySealed } from './any-sealed.ts'
import { type CredentialLookups, createCredentialLookups, credentialColumns } from './credential-lookups.ts'
import { changing, raiseVersion } from './data-versions.ts'
import { type Database, rows } from './database.ts'
import type { Moments } from './moments.ts'
import { moment } from './parameters.ts'
import { createRememberedCallers } from './remembered-callers.ts'

const keyList = sql`key_id as "keyId", public_key as "publicKey", private_key as "privateKey",
  created_at as "createdAt"`

export function createCredentialStore(
  database: Database,
  clock: Clock,
  moments: Moments,
  lookups: CredentialLookups = createCredentialLookups(database),
): CredentialStore {
  const first = async (condition: ReturnType<typeof sql>): Promise<Credential | null> => {
    const [found] = await rows<Credential>(
      database,
      sql`select ${credentialColumns} from credentials where ${condition}`,
    )
    return found ?? null
  }
  /** False when there is none of that id. */
  const change = (id: string, to: ReturnType<typeof sql>): Promise<boolean> =>
    changing(database, async (transaction) => {
      const changed = await rows<{ organization: number }>(
        transaction,
        sql`update credentials set ${to} where id = ${id} returning organization_id as "organization"`,
      )
      return { result: changed.length > 0, of: changed.map(({ organization }) => organization) }
    })
  const keysFor = (purpose: string): Promise<SigningKey[]> =>
    rows(
      database,
      sql`select ${keyList} from signing_keys where purpose = ${purpose} order by created_at, key_id`,
    )

  return {
    create: (given, reach) =>
      changing(database, async (transaction) => {
        const [created] = await rows<Credential>(
          transaction,
          sql`insert into credentials (organization_id, id, dialect, kind, name, public_id, secret_hash,
              signing_secret, scopes, settings, rate_limits, created_at, expires_at)
            values (${given.organization}, ${given.id}, ${given.dialect}, ${given.kind}, ${given.name},
              ${given.publicId}, ${given.secretHash}, ${given.signingSecret}, ${sql.val(given.scopes)}::text[],
              ${JSON.stringify(given.settings)}::jsonb,
              ${given.rateLimits ? JSON.stringify(given.rateLimits) : null}::jsonb, ${clock().toISOString()}::timestamptz,
              ${given.expiresAt?.toISOString() ?? null}::timestamptz)
            returning ${credentialColumns}`,
        )
        const places = reach.map(
          (organization, position) => sql`(${organization}::bigint, ${given.id}, ${position}::int)`,
        )
        await rows(
          transaction,
          sql`insert into credential_reach (organization_id, credential_id, position) values ${sql.join(places)}`,
        )
        return { result: created as Credential, of: [given.organization, ...reach] }
      }),
    list: (organization) =>
      rows(
        database,
        sql`select ${credentialColumns} from credentials
          where ${organization ?? null}::bigint is null or organization_id = ${organization ?? null}::bigint
          order by created_at, key`,
      ),
    byId: (id) => first(sql`id = ${id}`),
    byPublicId: (dialect, publicId) => first(sql`dialect = ${dialect} and public_id = ${publicId}`),
    ...createRememberedCallers(lookups, moments, clock),
    async revoke(id) {
      return change(id, sql`revoked_at = coalesce(revoked_at, ${clock().toISOString()}::timestamptz)`)
    },
    async limit(id, rateLimits) {
      return change(id, sql`rate_limits = ${rateLimits ? JSON.stringify(rateLimits) : null}::jsonb`)
    },
    revokeToken: (organization, hash, expiresAt) =>
      changing(database, async (transaction) => {
        await rows(
          transaction,
          sql`with forgotten as (delete from revoked_tokens
            where organization_id = ${organization} and expires_at < ${clock().toISOString()}::timestamptz)
          insert into revoked_tokens (organization_id, token_hash, expires_at)
          values (${organization}, ${Buffer.from(hash)}, ${expiresAt.toISOString()}::timestamptz)
          on conflict (organization_id, token_hash) do update set effective_at = null`,
        )
        return { result: undefined, of: [organization] }
      }),
    renewToken: (id, { secretHash, expiresAt, scopes, oldUntil }) =>
      database.transaction().execute(async (transaction) => {
        const [old] = await rows<Pick<Credential, 'organization' | 'secretHash' | 'expiresAt'>>(
          transaction,
          sql`select organization_id as "organization", secret_hash as "secretHash", expires_at as "expiresAt"
            from credentials where id = ${id} and revoked_at is null for update`,
        )
        if (!old) return false
        // Of the same millisecond, and so the same token.
        const isSame = old.secretHash && Buffer.compare(old.secretHash, secretHash) === 0
        if (old.secretHash && old.expiresAt && !isSame)
          await rows(
            transaction,
            sql`insert into revoked_tokens (organization_id, token_hash, expires_at, effective_at)
              values (${old.organization}, ${Buffer.from(old.secretHash)}, ${moment(old.expiresAt)}, ${moment(oldUntil)})
              on conflict do nothing`,
          )
        await rows(
          transaction,
          sql`update credentials set secret_hash = ${Buffer.from(secretHash)}, expires_at = ${moment(expiresAt)},
              scopes = ${sql.val(scopes)}::text[] where id = ${id}`,
        )
        await raiseVersion(transaction, old.organization)
        return true
      }),
    async isTokenRevoked(organization, hash) {
      const found = await rows(
        database,
        sql`select 1 from revoked_tokens where organization_id = ${organization} and token_hash = ${Buffer.from(hash)}
          and (effective_at is null or effective_at <= ${moment(clock())})`,
      )
      return found.length > 0
    },
    anySealed: () => anySealed(database),
    signingKeys: keysFor,
    async addSigningKey(purpose, key) {
      // The lock makes two starting nodes agree on one key.
      await database.transaction().execute(async (transaction) => {
        await rows(transaction, sql`lock table signing_keys in share row exclusive mode`)
        await rows(
          transaction,
          sql`insert into signing_keys (key_id, purpose, public_key, private_key, created_at)
            select ${key.keyId}, ${purpose}, ${JSON.stringify(key.publicKey)}::jsonb, ${key.privateKey},
              ${clock().toISOString()}::timestamptz
            where not exists (select 1 from signing_keys where purpose = ${purpose})`,
        )
      })
      const [kept] = await keysFor(purpose)
      return kept as SigningKey
    },
    async succeedSigningKey(purpose, key) {
      await rows(
        database,
        sql`insert into signing_keys (key_id, purpose, public_key, private_key, created_at)
          values (${key.keyId}, ${purpose}, ${JSON.stringify(key.publicKey)}::jsonb, ${key.privateKey},
            greatest(${moment(clock())}, (select max(created_at) + interval '1 ms' from signing_keys
              where purpose = ${purpose})))`,
      )
    },
    removeSigningKeys: (purpose, keyIds) =>
      changing(database, async (transaction) => {
        await rows(
          transaction,
          sql`delete from signing_keys where purpose = ${purpose} and key_id = any(${sql.val(keyIds)}::text[])`,
        )
        // Answers that were given to such a token are not given again from memory.
        const all = await rows<{ key: number }>(
          transaction,
          sql`select key from organizations where snapshot_of is null order by key`,
        )
        return { result: undefined, of: all.map(({ key }) => key) }
      }),
  }
}
