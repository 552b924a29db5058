import type { Customer } from '../../../core/schema.ts'
import { setTags, tagsNamed } from '../../../core/tags.ts'
import { fold } from '../../../lib/fold.ts'
import type { Members } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'
import { ok, route } from '../route.ts'
import { changeCustomer, type Held } from './change-customer.ts'
import { CUSTOMER_CHANGES } from './members.ts'
import { CUSTOMER } from './shapes.ts'

type Sent = Members<typeof CUSTOMER_CHANGES>

export const updateCustomer = route({
  method: 'PATCH',
  path: '/organizations/:slug/customers/:id',
  about: 'Change a customer; what is left out stays, an empty text empties a field',
  body: CUSTOMER_CHANGES,
  answers: CUSTOMER,
  async answer(asked, parts) {
    const sent = asked.body
    return ok(
      await changeCustomer(asked, sent.version, parts, async (held) => {
        const { writer, organization, customer } = held
        await writer.update('customer', customer.key, await changesOf(sent, held, parts.services.clock()))
        if (sent.tags) {
          const tags = await tagsNamed(writer, organization.key, [...new Set(sent.tags)])
          await setTags(writer, organization.key, customer.key, tags)
        }
      }),
    )
  },
})

/** The fields by the members that name them, where nothing else hangs on them. */
const PLAIN = {
  first_name: 'firstName',
  last_name: 'lastName',
  full_name: 'fullName',
  nick_name: 'nickName',
  verified_email: 'verifiedEmail',
  phone: 'phone',
  gender: 'gender',
  birthday: 'birthday',
  language: 'language',
  note: 'note',
  account_state: 'accountState',
  blacklisted: 'blacklisted',
} as const satisfies Partial<Record<keyof Sent, keyof Customer>>

async function changesOf(sent: Sent, held: Held, now: Date): Promise<Partial<Customer>> {
  const plain = Object.entries(PLAIN)
    .filter(([member]) => sent[member as keyof Sent] !== undefined)
    .map(([member, field]) => [field, sent[member as keyof Sent]])
  const changes: Partial<Customer> = {
    ...renamed(sent, held.customer),
    ...(await emailOf(sent, held)),
    ...Object.fromEntries(plain),
    ...(await groupOf(sent, held)),
  }
  const after = { ...held.customer, ...changes }
  if ((sent.email !== undefined || sent.phone !== undefined) && !after.email && !after.phone)
    throw new AdminRefusal('invalid', 'email or phone is needed: without both nobody can be reached')
  return {
    ...changes,
    ...consentOf('email', sent.email_consent, held.customer, after.email, now),
    ...consentOf('sms', sent.sms_consent, held.customer, after.phone, now),
  }
}

/** A full name is that of the names before: who is called otherwise now has it no more. */
const renamed = (sent: Sent, before: Customer): Partial<Customer> =>
  (sent.first_name !== undefined && sent.first_name !== before.firstName) ||
  (sent.last_name !== undefined && sent.last_name !== before.lastName)
    ? { fullName: null }
    : {}

/** Whether an address is proven is said of that one, and of no other. */
async function emailOf({ email }: Sent, held: Held): Promise<Partial<Customer>> {
  const { writer, organization, customer } = held
  if (email === undefined || email === customer.email) return {}
  if (email === null) return { email, verifiedEmail: false }
  const folded = fold(email)
  if (folded === customer.emailFolded) return { email }
  const owner = await writer.find(organization.key, 'customer', 'emailFolded', folded)
  if (owner) throw new AdminRefusal('invalid', 'email is another customer’s: two cannot have the same')
  return { email, verifiedEmail: false }
}

async function groupOf({ group }: Sent, { writer, organization }: Held): Promise<Partial<Customer>> {
  if (group === undefined) return {}
  if (group === null) return { groupKey: null }
  const found = await writer.find(organization.key, 'group', 'uuidId', group)
  if (!found) throw new AdminRefusal('invalid', 'group must be the id of one of the organization’s groups')
  if (found.query !== null)
    throw new AdminRefusal('invalid', 'group finds its members by a rule: nobody is put into it by hand')
  return { groupKey: found.key }
}

/** Said anew, it counts from now; said again as it is, nothing changes. */
function consentOf(
  channel: 'email' | 'sms',
  sent: Sent['email_consent'],
  before: Customer,
  reached: string | null,
  now: Date,
): Partial<Customer> {
  if (!sent) return {}
  const was = {
    state: before[`${channel}ConsentState`],
    level: before[`${channel}ConsentLevel`],
    source: before[`${channel}ConsentSource`],
  }
  const { state } = sent
  const next = {
    state,
    level: state === null ? null : (sent.level ?? was.level ?? 'unknown'),
    source: state === null ? null : sent.source === undefined ? was.source : sent.source,
  }
  if (next.state === was.state && next.level === was.level && next.source === was.source) return {}
  if (state === 'subscribed' && !reached)
    throw new AdminRefusal(
      'invalid',
      channel === 'email'
        ? 'email_consent needs an e-mail address to write to'
        : 'sms_consent needs a phone number to write to',
    )
  return {
    [`${channel}ConsentState`]: next.state,
    [`${channel}ConsentLevel`]: next.level,
    [`${channel}ConsentSource`]: next.source,
    // To the second, as every platform shows it: what is read and sent back changes nothing.
    [`${channel}ConsentAt`]: state === null ? null : new Date(Math.floor(now.getTime() / 1000) * 1000),
  }
}
