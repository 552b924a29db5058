/** What writing a customer needs beyond its attributes (sections 5.2, 5.8). */
import { all, always, any, type Condition } from '../../../core/query.ts'
import type { AnyRecord } from '../resource.ts'
import { MAX_PASSWORD } from '../settings.ts'
import { PLACED } from '../values/order-statuses.ts'
import type { Prepare, Write, WriteContext } from './write-types.ts'

/** Hashing is slow on purpose, so it happens before the transaction; a text too long to be one is left alone. */
export const hashedPassword: Prepare = (text, { passwords }) =>
  [...text].length > MAX_PASSWORD ? Promise.resolve(null) : passwords.hash(text)

/** Only the hash is kept; whoever has a password has an account on every platform. */
export const passwordFields =
  (attribute: string): Write =>
  (_value, { prepared }) => {
    const passwordHash = prepared.get(attribute)
    return passwordHash ? { passwordHash, accountState: 'registered' } : {}
  }

/**
 * A customer with placed orders or order subscriptions stays [assumed]; so does one whose payments the books
 * still name.
 */
export async function customerLock(record: AnyRecord, context: WriteContext): Promise<string | null> {
  const { writer, organization } = context
  await writer.lockCustomers([record.key])
  const owns = (relation: string, where: Condition): Condition => ({ op: 'some', relation, where })
  const held = any(owns('orders', PLACED), owns('subscriptions', always), owns('payments', always))
  const where = all({ op: 'eq', field: 'key', value: record.key }, held)
  const [found] = await writer.list(organization, { type: 'customer', where, sort: [], limit: 1 })
  return found ? `Failed to destroy Customer with id=${String(record.shortId)}` : null
}
