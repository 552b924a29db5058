import { sql } from 'kysely'
import type { AdminToken, AdminTokens } from '../core/admin-tokens.ts'
import type { Clock } from '../core/ports.ts'
import { type Database, rows } from './database.ts'
import { bytes, moment } from './parameters.ts'

const list = sql`id, name, secret_hash as "secretHash", created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt"`

export function createAdminTokens(database: Database, clock: Clock): AdminTokens {
  return {
    async create({ id, name, secretHash, expiresAt }) {
      const [created] = await rows<AdminToken>(
        database,
        sql`insert into admin_tokens (id, name, secret_hash, created_at, expires_at)
          values (${id}, ${name}, ${bytes(secretHash)}, ${moment(clock())}, ${expiresAt ? moment(expiresAt) : null})
          returning ${list}`,
      )
      return created as AdminToken
    },
    list: () => rows(database, sql`select ${list} from admin_tokens order by created_at, id`),
    async byId(id) {
      const [found] = await rows<AdminToken>(database, sql`select ${list} from admin_tokens where id = ${id}`)
      return found ?? null
    },
    async revoke(id) {
      const revoked = await rows(
        database,
        sql`update admin_tokens set revoked_at = coalesce(revoked_at, ${moment(clock())})
          where id = ${id} returning id`,
      )
      return revoked.length > 0
    },
  }
}
