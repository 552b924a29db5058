import { sql } from 'kysely'
import type { AdminToken, AdminTokens } from '../core/admin-tokens.ts'
import type { Clock } from '../core/ports.ts'
import { type Database, rows } from './database.ts'
import { bytes, moment } from './parameters.ts'

const list = sql`id, kind, parent_id as "parentId", name, secret_hash as "secretHash", created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt"`

/** `clock` is the real one: whoever sets a sandbox's clock stays signed in. */
export function createAdminTokens(database: Database, clock: Clock = () => new Date()): AdminTokens {
  return {
    async create({ id, kind, parentId, name, secretHash, expiresAt }) {
      await rows(
        database,
        sql`delete from admin_tokens where kind <> 'token' and expires_at < ${moment(dayBefore(clock()))}`,
      )
      const [created] = await rows<AdminToken>(
        database,
        sql`insert into admin_tokens (id, kind, parent_id, name, secret_hash, created_at, expires_at)
          values (${id}, ${kind}, ${parentId}, ${name}, ${bytes(secretHash)}, ${moment(clock())}, ${expiresAt ? moment(expiresAt) : null})
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
      const revoked = await rows<{ id: string }>(
        database,
        sql`update admin_tokens set revoked_at = coalesce(revoked_at, ${moment(clock())})
          where id = ${id} or parent_id = ${id} returning id`,
      )
      return revoked.some((one) => one.id === id)
    },
    async use(id) {
      const used = await rows(
        database,
        sql`update admin_tokens set revoked_at = ${moment(clock())}
          where id = ${id} and revoked_at is null returning id`,
      )
      return used.length > 0
    },
  }
}

const dayBefore = (now: Date): Date => new Date(now.getTime() - 86_400_000)
