/** A customer's e-mail and phone: one of the two is needed, and both are nobody else's (sections 6.4 and 6.5). */
import { foldPhone } from '../../../core/customer.ts'
import type { Writer } from '../../../core/ports.ts'
import { where } from '../../../core/query.ts'
import type { Customer } from '../../../core/schema.ts'
import { fold } from '../../../lib/fold.ts'
import { unprocessable } from '../errors.ts'

type Contact = Partial<Pick<Customer, 'email' | 'phone'>>

/**
 * Throws 422. `before` is the customer that is changed, locked; null for a new one. Who has neither from elsewhere may
 * stay so: only what is sent is looked at.
 */
export async function checkContact(
  writer: Writer,
  organization: number,
  sent: Contact,
  before: Customer | null,
): Promise<void> {
  const { email = before?.email, phone = before?.phone } = sent
  const asked = before === null || sent.email !== undefined || sent.phone !== undefined
  // The page asks for an "email or mobile phone number"; that neither is refused is assumed.
  if (asked && !email && !phone) throw unprocessable('email', 'an email or a phone is required')
  await checkEmail(writer, organization, sent.email, before)
  await checkPhone(writer, organization, sent.phone, before)
}

/** Compared without regard to case [assumed]. */
async function checkEmail(
  writer: Writer,
  organization: number,
  email: string | null | undefined,
  before: Customer | null,
): Promise<void> {
  if (!email) return
  const owner = await writer.find(organization, 'customer', 'emailFolded', fold(email))
  if (owner && owner.key !== before?.key) throw unprocessable('email', 'has already been taken')
}

/** Compared by its digits. No index holds phones apart, since other platforms do not: whoever asks waits here. */
async function checkPhone(
  writer: Writer,
  organization: number,
  phone: string | null | undefined,
  before: Customer | null,
): Promise<void> {
  const folded = foldPhone(phone ?? null)
  if (folded === null || folded === before?.phoneFolded) return
  await writer.exclusive(`phone ${folded}`)
  const [owner] = await writer.list(organization, {
    type: 'customer',
    where: where('customer').eq('phoneFolded', folded),
    sort: [],
    limit: 1,
  })
  if (owner) throw unprocessable('phone', 'has already been taken')
}
