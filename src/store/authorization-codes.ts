/** Authorization codes, as their hashes. */
import { sql } from 'kysely'
import type { AuthorizationCode, GrantStore, Owner } from '../core/grants.ts'
import type { Clock } from '../core/ports.ts'
import { type Database, rows } from './database.ts'
import { bytes, moment } from './parameters.ts'

/** So many codes that are over go with each new one. */
const FORGET_AT_ONCE = 20

type Row = Omit<AuthorizationCode, 'owner'> & { ownerType: string; ownerId: string }

const list = sql`organization_id as "organization", code_hash as "hash", credential_id as "credentialId",
  redirect_uri as "redirectUri", owner_type as "ownerType", owner_id as "ownerId", scope,
  expires_at as "expiresAt", grant_id as "grantId"`

const codeFrom = ({ ownerType, ownerId, ...code }: Row): AuthorizationCode => ({
  ...code,
  owner: { type: ownerType, id: ownerId } satisfies Owner,
})

export function createCodeStore(
  database: Database,
  clock: Clock,
): Pick<GrantStore, 'addCode' | 'takeCode' | 'code'> {
  return {
    async addCode(code) {
      await rows(
        database,
        sql`with forgotten as (delete from authorization_codes
            where organization_id = ${code.organization} and code_hash in (
              select code_hash from authorization_codes
              where organization_id = ${code.organization} and expires_at < ${moment(clock())}
              order by expires_at limit ${FORGET_AT_ONCE} for update skip locked))
          insert into authorization_codes (organization_id, code_hash, credential_id, redirect_uri, owner_type,
            owner_id, scope, expires_at)
          values (${code.organization}, ${bytes(code.hash)}, ${code.credentialId}, ${code.redirectUri},
            ${code.owner.type}, ${code.owner.id}, ${code.scope}, ${moment(code.expiresAt)})`,
      )
    },
    async takeCode(organization, hash, credentialId) {
      const [taken] = await rows<Row>(
        database,
        sql`update authorization_codes set grant_id = credential_id
          where organization_id = ${organization} and code_hash = ${bytes(hash)}
            and credential_id = ${credentialId} and grant_id is null and expires_at > ${moment(clock())}
          returning ${list}`,
      )
      return taken ? codeFrom(taken) : null
    },
    async code(organization, hash) {
      const [found] = await rows<Row>(
        database,
        sql`select ${list} from authorization_codes
          where organization_id = ${organization} and code_hash = ${bytes(hash)}`,
      )
      return found ? codeFrom(found) : null
    },
  }
}
