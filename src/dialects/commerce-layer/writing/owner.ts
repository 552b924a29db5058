/** Whose a record is: named by a relationship, or by the customer's e-mail as a short cut. */
import type { Customer } from '../../../core/schema.ts'
import { fold } from '../../../lib/fold.ts'
import { Refused } from '../errors.ts'
import { roleOf } from '../permissions.ts'
import { EMAIL } from '../settings.ts'
import { blank, invalid, mustExist } from './problems.ts'
import type { Changes, Draft, Problem, Write, WriteContext, WriteValue } from './write-types.ts'

export async function customerByEmail(
  email: string,
  { writer, organization }: Pick<WriteContext, 'writer' | 'organization'>,
): Promise<Customer | null> {
  const folded = fold(email.trim())
  return folded === '' ? null : writer.find(organization, 'customer', 'emailFolded', folded)
}

/** The same as it stays until the end: who is erased or renamed meanwhile has that address no more. */
export async function holdByEmail(
  email: string,
  context: Pick<WriteContext, 'writer' | 'organization'>,
): Promise<Customer | null> {
  const seen = await customerByEmail(email, context)
  if (!seen) return null
  await context.writer.lock('customer', seen.key)
  return customerByEmail(email, context)
}

/** A customer's own token may name nobody else's e-mail (section 2.4). */
export function refuseOthers(customer: Pick<Customer, 'key'> | null, { caller }: WriteContext): void {
  if (roleOf(caller) === 'customer' && customer?.key !== caller.owner?.key) throw new Refused('unauthorized')
}

/** `customer_email` as the customer's key; the relationship, where both are sent, says who it is. */
export const ownerByEmail: Write = async (value, context, draft): Promise<Changes> => {
  if (draft.references.get('customer')?.length || typeof value !== 'string') return {}
  const customer = await customerByEmail(value, context)
  refuseOthers(customer, context)
  return customer ? { customerKey: customer.key } : {}
}

/** Either the e-mail or the relationship must lead to a customer [assumed] (section 6, notes). */
export async function ownerProblems(draft: Draft, context: WriteContext): Promise<Problem[]> {
  if (draft.before || draft.references.get('customer')?.length) return []
  const email = draft.values.get('customer_email')
  if (typeof email !== 'string' || email.trim() === '') return [blank('customer_email')]
  if (!EMAIL.test(email.trim())) return [invalid('customer_email', email as WriteValue)]
  const customer = await customerByEmail(email, context)
  // Refused whether there is such a customer or not, so that nobody learns it.
  refuseOthers(customer, context)
  return customer ? [] : [mustExist('customer')]
}
