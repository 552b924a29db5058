/** Whose an order is: its customer, found or made by `customer_email` as a short cut (Orders). */
import type { Order } from '../../../../core/schema.ts'
import { fold } from '../../../../lib/fold.ts'
import { passwordFields } from '../customer-writing.ts'
import { refusal } from '../effects.ts'
import { holdByEmail, refuseOthers } from '../owner.ts'
import { blank } from '../problems.ts'
import type { Changes, Draft, Problem, Write } from '../write-types.ts'

const PASSWORD = 'customer_password'

/** The customer of that e-mail, made when there is none, and then with `customer_password` as its password. */
export const orderOwner: Write = async (value, context, draft): Promise<Changes> => {
  const email = typeof value === 'string' && value.trim() !== '' ? value.trim() : null
  if (email === null || draft.references.get('customer')?.length) return { customerEmail: email }
  // Two first orders of one customer at the same time: the second finds the customer that the first made.
  await context.writer.exclusive(`order-customer:${fold(email)}`)
  const known = await holdByEmail(email, context)
  refuseOthers(known, context)
  const password = await passwordFields(PASSWORD)(null, context, draft)
  if (known && Object.keys(password).length > 0) throw refusal(passwordOfKnown)
  if (known) refuseOtherOwner(draft, known.key)
  const customer = known ?? (await context.writer.create('customer', [{ email, ...password }]))[0]
  if (customer) refuseOtherOwner(draft, customer.key)
  return { customerEmail: email, customerKey: customer?.key }
}

/** Who knows an e-mail address must not be able to take over its account. */
const passwordOfKnown: Problem = {
  field: PASSWORD,
  message: 'is only for a new customer',
  meta: { error: 'invalid' },
}

/** What was placed is in its customer's books, with the payments [assumed]. */
const ownerStays: Problem = {
  field: 'customer',
  relationship: true,
  message: "can't be changed once the order is placed",
  meta: { error: 'invalid' },
}

function refuseOtherOwner({ before }: Draft, key: number | null): void {
  if (changesOwner(before as unknown as Order | null, key)) throw refusal(ownerStays)
}

const changesOwner = (before: Order | null, key: number | null): boolean =>
  before !== null && before.status !== 'created' && before.customerKey !== null && before.customerKey !== key

export function ownerOfOrderProblems({ before, values, references }: Draft): Problem[] {
  const customer = references.get('customer')
  const problems: Problem[] = []
  if (customer && changesOwner(before as unknown as Order | null, customer[0]?.record.key ?? null))
    problems.push(ownerStays)
  if (!isBlank(values.get(PASSWORD))) {
    if (customer?.length) problems.push(passwordOfKnown)
    else if (isBlank(values.get('customer_email'))) problems.push(blank('customer_email'))
  }
  return problems
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || fold(String(value)).trim() === ''
