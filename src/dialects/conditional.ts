/**
 * What no platform has and every client may use: `Idempotency-Key` on writes, `ETag` and `If-Match` on single
 * records. A client that sends neither header sees no more than an `ETag` on what it reads.
 */
import { createHash } from 'node:crypto'
import { CoreError } from '../core/errors.ts'
import { type AnswerKey, type KeptAnswer, marksIn, type NewKeptAnswer } from '../core/kept-answers.ts'
import type { JoinedStore, Version } from '../core/ports.ts'
import type { Condition } from '../core/query.ts'
import type { RecordType } from '../core/schema.ts'
import { type Services, type WireRequest, type WireResponse, withHeaders } from './dialect.ts'

/** What it adds to answers, for browsers to be let read it. */
export const ADDED_HEADERS = ['ETag', 'Idempotent-Replayed'] as const

/** The record that a URL names, as far as the caller may see it. */
export interface Target {
  type: RecordType
  where: Condition
}

export interface Asked {
  request: WireRequest
  services: Services
  organization: number
  /** The credential's id, and whom it acts for: keys of different callers have nothing to do with each other. */
  credential: string
  /** Null: the URL names no single record, or a new one. */
  target: Target | null
}

/**
 * Answers a request: one that reads with `tagged`, every other with `guarded`. What the caller can be told must be an
 * answer, not thrown, or it would not be kept.
 */
export const conditionally = (
  asked: Asked,
  answer: (services: Services) => Promise<WireResponse>,
): Promise<WireResponse> =>
  ['GET', 'HEAD'].includes(asked.request.method) ? tagged(asked, answer) : guarded(asked, answer)

/**
 * Answers a read of a single record, with the `ETag` of its version. That is read first: should the record change
 * in between, the tag is one that no longer fits rather than one that hides the change.
 */
async function tagged(
  { services, organization, target }: Asked,
  answer: (services: Services) => Promise<WireResponse>,
): Promise<WireResponse> {
  const found = target && (await services.records.version(organization, target.type, target.where))
  return withTag(await answer(services), target, found)
}

/**
 * Answers a write. With `Idempotency-Key` the same request gets the first answer again, for a day; that answer is
 * kept in the write's own transaction, so that neither is ever there without the other. With `If-Match` the write
 * happens only to the version that the caller saw. Throws `key-reused` and `precondition-failed`.
 */
export async function guarded(
  writing: Asked,
  answer: (services: Services) => Promise<WireResponse>,
): Promise<WireResponse> {
  const { request, services, organization, target } = writing
  const key = answerKeyOf(writing)
  const condition = request.headers['if-match']
  if (key === null && condition === undefined) return answer(services)
  return services.records
    .joined(organization, async (records) => {
      const kept = key && (await records.claimAnswer(key))
      if (kept === 'other-request') throw new CoreError('key-reused')
      if (kept) return replayed(kept, services)
      if (condition !== undefined && target) await holdVersion(records, organization, target, condition)
      const given = await answer({ ...services, records })
      // What failed here may succeed again: nothing of it is kept, nor the key.
      if (given.status >= 500) throw new Undone(given)
      const response = await withNewTag(given, records, organization, target)
      if (key) await records.keepAnswer(key, toKeep(response, services))
      return response
    })
    .catch((error) => {
      if (error instanceof Undone) return error.response
      throw error
    })
}

const toKeep = ({ status, headers, body }: WireResponse, { secrets }: Services): NewKeptAnswer => ({
  status,
  headers,
  sealedBody: secrets.seal(String(body)),
  marks: marksIn(String(body)),
})

const replayed = ({ status, headers, sealedBody }: KeptAnswer, { secrets }: Services): WireResponse => ({
  status,
  headers: { ...headers, 'Idempotent-Replayed': 'true' },
  body: secrets.open(sealedBody),
})

class Undone extends Error {
  readonly response: WireResponse
  constructor(response: WireResponse) {
    super(`Undone: ${response.status}`)
    this.response = response
  }
}

/** SHA-256 of the key, and of all that the request asks: method, address and body. */
function answerKeyOf({ request, credential }: Asked): AnswerKey | null {
  const key = request.headers['idempotency-key']
  if (key === undefined || key === '') return null
  const { method, path, query, body, headers } = request
  const asked = [method, path, query, headers['if-match'] ?? '', body]
  return { credential, keyHash: sha256(key), requestHash: sha256(JSON.stringify(asked)) }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()

/** Holds the record as the caller saw it until the end. One that is not there is for the platform to miss. */
async function holdVersion(
  records: JoinedStore,
  organization: number,
  target: Target,
  condition: string,
): Promise<void> {
  const seen = await records.version(organization, target.type, target.where)
  if (!seen) return
  await records.lock(target.type, seen.key)
  const held = await records.version(organization, target.type, target.where)
  if (held && !matches(condition, tagOf(target, held))) throw new CoreError('precondition-failed')
}

/** RFC 9110, 13.1.1: any of the tags, compared strongly, so that a weak one never matches; `*` is any version. */
const matches = (condition: string, tag: string): boolean =>
  condition.trim() === '*' ||
  condition
    .split(',')
    .map((one) => one.trim())
    .includes(tag)

const tagOf = ({ type }: Target, { key, version }: Version): string =>
  `"${sha256(`${type} ${key} ${version}`).toString('base64url').slice(0, 22)}"`

const withTag = (response: WireResponse, target: Target | null, found: Version | null): WireResponse =>
  response.status === 200 && target && found
    ? withHeaders(response, { ETag: tagOf(target, found) })
    : response

/** Read in the write's own transaction: nobody else's change can be in it. */
const withNewTag = async (
  response: WireResponse,
  records: JoinedStore,
  organization: number,
  target: Target | null,
): Promise<WireResponse> =>
  withTag(
    response,
    target,
    target && response.status === 200 ? await records.version(organization, target.type, target.where) : null,
  )
