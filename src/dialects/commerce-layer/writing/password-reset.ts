/** A customer's password is set by whoever holds the token of a reset (section 5.9). */
import { all } from '../../../core/query.ts'
import type { Customer, JsonObject, LongTailRecord } from '../../../core/schema.ts'
import { ALPHANUMERIC, randomText } from '../../../lib/random-text.ts'
import { Refused } from '../errors.ts'
import { roleOf } from '../permissions.ts'
import type { AnyRecord } from '../resource.ts'
import { RESET_TOKEN_HOURS } from '../settings.ts'
import { secretHash } from '../values/sealed.ts'
import { passwordFields } from './customer-writing.ts'
import { ownerProblems } from './owner.ts'
import { blank, validationErrors } from './problems.ts'
import type { Changes, Draft, Problem, WriteContext } from './write-types.ts'

const PASSWORD = 'customer_password'
const TOKEN = '_reset_password_token'
/** As long as the resource's example. */
const TOKEN_LENGTH = 20
const HOUR = 3_600_000
/** More open resets of one customer than are looked at. */
const MOST = 1_000

export function newToken(_draft: Draft, { services }: WriteContext): Changes {
  const token = randomText(TOKEN_LENGTH, ALPHANUMERIC, services.random)
  return { sealedSecret: services.secrets.seal(token), secretHash: secretHash(token) }
}

export async function resetProblems(draft: Draft, context: WriteContext): Promise<Problem[]> {
  if (!draft.before) {
    // The missing e-mail is told by the attribute's own rule.
    const problems = await ownerProblems(draft, context)
    return problems.filter(({ meta }) => meta.error !== 'blank')
  }
  const sent = (name: string) => String(draft.values.get(name) ?? '') !== ''
  const needed = sent(PASSWORD) || sent(TOKEN) ? [PASSWORD, TOKEN] : byToken(context) ? [TOKEN] : []
  const lacking = needed.filter((name) => !sent(name)).map((name) => blank(name))
  if (lacking.length > 0 || needed.length === 0) return lacking
  return isGood(draft.before as unknown as LongTailRecord, draft, context) ? [] : [wrongToken]
}

/** An integration may change a reset's reference; who comes from a browser only holds the token. */
const byToken = ({ caller }: WriteContext): boolean => roleOf(caller) !== 'integration'

/** Wrong, used or too old alike; what was sent is not told back. */
const wrongToken: Problem = { field: TOKEN, message: 'is invalid', meta: { error: 'invalid' } }

const isGood = (reset: LongTailRecord, { values }: Draft, { services }: WriteContext): boolean =>
  reset.secretHash !== null &&
  services.secrets.matches(String(values.get(TOKEN)), Buffer.from(reset.secretHash, 'hex')) &&
  services.clock().getTime() < reset.createdAt.getTime() + RESET_TOKEN_HOURS * HOUR

/** With a password: sets it, and no token of the customer is good any more, this one or another. */
export async function resetPassword(
  fields: Record<string, unknown>,
  draft: Draft,
  context: WriteContext,
): Promise<AnyRecord> {
  const { writer, organization, services } = context
  const before = draft.before as unknown as LongTailRecord
  const password = draft.values.get(PASSWORD)
  if (!password || before.customerKey === null)
    return (await writer.update('record', before.key, fields)) as unknown as AnyRecord
  await writer.lockCustomers([before.customerKey])
  const where = all(
    { op: 'eq', field: 'customerKey', value: before.customerKey },
    { op: 'eq', field: 'kind', value: draft.resource.type },
    { op: 'not', of: { op: 'null', field: 'secretHash' } },
  )
  const open = await writer.list(organization, { type: 'record', where, sort: [], limit: MOST })
  // Somebody used it meanwhile.
  const reset = open.find(({ key }) => key === before.key)
  if (!reset || !isGood(reset, draft, context)) throw new Refused(validationErrors([wrongToken]))
  const changes = await passwordFields(PASSWORD)(password, context, draft)
  await writer.update('customer', before.customerKey, changes as Partial<Customer>)
  // Whoever knew the forgotten password is signed in no longer [assumed].
  await writer.endGrants(before.customerKey)
  const spent = { sealedSecret: null, secretHash: null }
  for (const { key } of open) if (key !== before.key) await writer.update('record', key, spent)
  return (await writer.update('record', before.key, {
    ...fields,
    ...spent,
    attributes: {
      ...before.attributes,
      ...(fields.attributes as JsonObject | undefined),
      reset_password_at: services.clock().toISOString(),
    },
  })) as unknown as AnyRecord
}
