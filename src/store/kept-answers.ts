/** Answers that are kept with the write they are about: claimed first, filled in before the transaction ends. */
import { sql } from 'kysely'
import {
  type AnswerKey,
  KEPT_FOR,
  type KeptAnswer,
  markOf,
  type NewKeptAnswer,
} from '../core/kept-answers.ts'
import { type Database, rows } from './database.ts'
import { moment } from './parameters.ts'

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
  const old = oldest(now)
  const [key, request] = [Buffer.from(keyHash), Buffer.from(requestHash)]
  const fresh = await rows(
    database,
    sql`insert into kept_answers as k (organization_id, credential_id, key_hash, request_hash, created_at)
      values (${organization}, ${credential}, ${key}, ${request}, ${moment(now)})
      on conflict (organization_id, credential_id, key_hash) do update
        set request_hash = excluded.request_hash, created_at = excluded.created_at, status = null, headers = null, sealed_body = null
        where k.created_at <= ${old}
      returning 1`,
  )
  if (fresh.length > 0) return null
  const [kept] = await rows<KeptAnswer & { sameRequest: boolean }>(
    database,
    sql`select status, headers, sealed_body as "sealedBody", request_hash = ${request} as "sameRequest" from kept_answers
      where organization_id = ${organization} and credential_id = ${credential} and key_hash = ${key}`,
  )
  // One that was forgotten in this very moment is a day old: whoever repeats it finds the key free.
  if (!kept?.sameRequest) return 'other-request'
  return { status: kept.status, headers: kept.headers, sealedBody: kept.sealedBody }
}

/** `about`: keys of the records that the write changed, and of their customers. */
export async function keepAnswer(
  database: Database,
  organization: number,
  { credential, keyHash }: AnswerKey,
  { status, headers, sealedBody, marks }: NewKeptAnswer,
  about: readonly number[],
): Promise<void> {
  await rows(
    database,
    sql`update kept_answers set status = ${status}::int, headers = ${JSON.stringify(headers)}::json,
        sealed_body = ${sealedBody}, about = ${sql.val(about)}::bigint[], marks = ${sql.val(marks)}::bigint[]
      where organization_id = ${organization} and credential_id = ${credential} and key_hash = ${Buffer.from(keyHash)}`,
  )
}

/** Those that are a day old; their keys are free already. */
export async function forgetOldAnswers(database: Database, organization: number, now: Date): Promise<void> {
  await rows(
    database,
    sql`delete from kept_answers where organization_id = ${organization} and created_at <= ${oldest(now)}`,
  )
}

/**
 * Those about a person who is erased: what the write changed was theirs (`keys`), or the answer names them by
 * one of these names. Gives how many.
 */
export async function forgetAnswersAbout(
  database: Database,
  organization: number,
  keys: readonly number[],
  names: readonly string[],
): Promise<number> {
  const gone = await rows(
    database,
    sql`delete from kept_answers where organization_id = ${organization}
      and (about && ${sql.val(keys)}::bigint[] or marks && ${sql.val(names.map(markOf))}::bigint[])
      returning 1`,
  )
  return gone.length
}

const oldest = (now: Date) => moment(new Date(now.getTime() - KEPT_FOR))
