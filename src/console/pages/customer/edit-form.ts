/** What the form of a customer holds, and the change that it asks for. */
import type { CustomerShown } from '../../../server/admin/customer/shapes.ts'

export const formOf = (customer: CustomerShown) => ({
  first_name: customer.first_name ?? '',
  last_name: customer.last_name ?? '',
  full_name: customer.full_name ?? '',
  nick_name: customer.nick_name ?? '',
  email: customer.email ?? '',
  verified_email: customer.verified_email,
  phone: customer.phone ?? '',
  gender: customer.gender ?? '',
  birthday: customer.birthday ?? '',
  language: customer.language ?? '',
  note: customer.note ?? '',
  account_state: customer.account_state,
  blacklisted: customer.blacklisted,
  group: customer.group?.id ?? '',
  tags: customer.tags,
  email_consent_state: customer.email_consent.state ?? '',
  email_consent_level: customer.email_consent.level ?? 'unknown',
  email_consent_source: customer.email_consent.source ?? '',
  sms_consent_state: customer.sms_consent.state ?? '',
  sms_consent_level: customer.sms_consent.level ?? 'unknown',
  sms_consent_source: customer.sms_consent.source ?? '',
})
export type Form = ReturnType<typeof formOf>
export type FormField = keyof Form

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** The fields in which the two differ. */
export const changedFields = (before: Form, after: Form): FormField[] =>
  (Object.keys(before) as FormField[]).filter((field) => !same(before[field], after[field]))

const CONSENT = /^(email|sms)_consent_(state|level|source)$/

/** Only what was changed is sent, so that nobody's change to another field is undone; a consent as a whole. */
export function changesOf(before: Form, after: Form): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  for (const field of changedFields(before, after)) {
    const [, channel] = CONSENT.exec(field) ?? []
    if (channel === 'email' || channel === 'sms')
      changes[`${channel}_consent`] = {
        state: after[`${channel}_consent_state`],
        level: after[`${channel}_consent_level`],
        source: after[`${channel}_consent_source`],
      }
    else changes[field] = after[field]
  }
  return changes
}

/** What somebody else made of it meanwhile, with one's own changes on top. */
export function mineOver(theirs: Form, before: Form, mine: Form): Form {
  const own = changedFields(before, mine).map((field) => [field, mine[field]])
  return { ...theirs, ...Object.fromEntries(own) }
}
