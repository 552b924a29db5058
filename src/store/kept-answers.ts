/** Answers that are kept with the write they are about: claimed first, filled in before the transaction ends. */
import { sql } from 'kysely'
import { type AnswerKey, KEPT_FOR, type KeptAnswer } from '../core/kept-answers.ts'
import { type Database, rows } from './database.ts'
import { moment } from './parameters.ts'

/** Old ones that a new one takes along. */
const FORGOTTEN_AT_ONCE = 100

/**
 * Makes the key this transaction's, and waits for another that has it. Gives null where it was free, the answer
 * that is kept, or `other-request` where the key came with something else.
 */
export async function claimAnswer(
  database: Database,
  organization: number,
  { credential, keyHash, requestHash }: AnswerKey,
  now: Date,
): Promise<KeptAnswer | 'other-request' | null> {
  const old = moment(new Date(now.getTime() - KEPT_FOR))
  const [key, request] = [Buffer.from(keyHash), Buffer.from(requestHash)]
  const fresh = await rows(
    database,
    sql`insert into kept_answers as k (organization_id, credential_id, key_hash, request_hash, created_at)
      values (${organization}, ${credential}, ${key}, ${request}, ${moment(now)})
      on conflict (organization_id, credential_id, key_hash) do update
        set request_hash = excluded.request_hash, created_at = excluded.created_at, status = null, headers = null, body = null
        where k.created_at <= ${old}
      returning 1`,
  )
  if (fresh.length > 0) {
    await rows(
      database,
      sql`delete from kept_answers where organization_id = ${organization} and (credential_id, key_hash) in (
        select credential_id, key_hash from kept_answers where organization_id = ${organization}
          and created_at <= ${old} order by created_at limit ${FORGOTTEN_AT_ONCE} for update skip locked)`,
    )
    return null
  }
  const [kept] = await rows<KeptAnswer & { sameRequest: boolean }>(
    database,
    sql`select status, headers, body, request_hash = ${request} as "sameRequest" from kept_answers
      where organization_id = ${organization} and credential_id = ${credential} and key_hash = ${key}`,
  )
  // Forgotten in this very moment, a day old: whoever repeats finds the key free.
  if (!kept?.sameRequest) return 'other-request'
  return { status: kept.status, headers: kept.headers, body: kept.body }
}

export async function keepAnswer(
  database: Database,
  organization: number,
  { credential, keyHash }: AnswerKey,
  { status, headers, body }: KeptAnswer,
): Promise<void> {
  await rows(
    database,
    sql`update kept_answers set status = ${status}::int, headers = ${JSON.stringify(headers)}::jsonb, body = ${body}
      where organization_id = ${organization} and credential_id = ${credential} and key_hash = ${Buffer.from(keyHash)}`,
  )
}

/** Of a person who is erased, by any of the ids that an answer names them with. */
export async function forgetAnswersAbout(
  database: Database,
  organization: number,
  ids: readonly string[],
): Promise<void> {
  await rows(
    database,
    sql`delete from kept_answers where organization_id = ${organization}
      and exists (select 1 from unnest(${sql.val(ids)}::text[]) as id where position(id in body) > 0)`,
  )
}
