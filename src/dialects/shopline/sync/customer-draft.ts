/** From a customer as it is shown to one of the core's: the inverse of present.ts. */
import { ACCOUNT_STATES, CONSENT_LEVELS, CONSENT_STATES } from '../../../core/customer.ts'
import type { Draft, Pointer } from '../../../core/draft.ts'
import type { Json, JsonObject } from '../../../core/schema.ts'
import { own } from '../../../lib/own.ts'
import { type OffsetAt, readTime } from '../time.ts'
import { objectOf, textOf, textsOf } from './read-answer.ts'

const GENDERS: Readonly<Record<string, string>> = {
  1: 'male',
  2: 'female',
  3: 'secret',
  male: 'male',
  female: 'female',
  secret: 'secret',
}
/** The platform's numbers, from 1 on; 0 says that the customer is blacklisted, and not what the account is. */
const BLACKLISTED = 0

/**
 * `group` is the one that the customer was put into, null where that is none; undefined on a server whose groups all
 * have queries, which says nothing of it.
 */
export function customerDraft(
  shown: JsonObject,
  group: Pointer | null | undefined,
  offsetAt: OffsetAt,
): Draft {
  const time = (value: Json | undefined) => readTime(textOf(value) ?? '', offsetAt) ?? undefined
  const state = shown.state === null ? Number.NaN : Number(shown.state)
  const accountState = ACCOUNT_STATES[state - 1]
  const names = { firstName: textOf(shown.first_name), lastName: textOf(shown.last_name) }
  return {
    type: 'customer',
    values: {
      numberId: textOf(shown.id),
      email: textOf(shown.email),
      phone: textOf(shown.phone),
      ...names,
      nickName: ownNickName(textOf(shown.nick_name), names),
      gender: own(GENDERS, textOf(shown.gender) ?? '') ?? null,
      birthday: readBirthday(textOf(shown.birthday)),
      language: textOf(shown.language),
      ...(accountState ? { accountState } : {}),
      blacklisted: state === BLACKLISTED,
      verifiedEmail: shown.verified_email === true,
      note: textOf(shown.note),
      ...consentOf('email', shown.email_marketing_consent, offsetAt),
      ...consentOf('sms', shown.sms_marketing_consent, offsetAt),
      createdAt: time(shown.created_at),
      updatedAt: time(shown.updated_at),
    },
    links: group === undefined ? {} : { groupKey: group },
    tags: tagNames(shown).map((name) => ({ name })),
    own: {
      shopline: {
        ...textsOf(shown, ['asid', 'multipass_identifier']),
        ...(Array.isArray(shown.social_customer) ? { social_customer: shown.social_customer } : {}),
      },
    },
  }
}

/** The tags of a customer or an order, which come before what has them. */
export const tagDrafts = (shown: JsonObject): Draft[] =>
  tagNames(shown).map((name) => ({ type: 'tag', values: { name }, links: {} }))

export const tagNames = ({ tags }: JsonObject): string[] => [
  ...new Set((textOf(tags) ?? '').split(',').filter((name) => name.trim() !== '')),
]

/** What the platform makes of first and last name is no nick name of its own. */
function ownNickName(shown: string | null, { firstName, lastName }: Record<string, string | null>) {
  const made = [firstName, lastName].filter(Boolean).join(' ') || null
  return shown === made ? null : shown
}

/** `19970102`; null for what is no day. */
const readBirthday = (text: string | null): string | null =>
  text !== null && /^\d{8}$/.test(text) ? text.replace(/^(....)(..)(..)$/, '$1-$2-$3') : null

function consentOf(channel: 'email' | 'sms', value: Json | undefined, offsetAt: OffsetAt) {
  const consent = objectOf(value)
  const state = CONSENT_STATES[Number(consent.state ?? Number.NaN)] ?? null
  const given = state !== null
  return {
    [`${channel}ConsentState`]: state,
    [`${channel}ConsentLevel`]: given ? (CONSENT_LEVELS[Number(consent.opt_in_level)] ?? 'unknown') : null,
    [`${channel}ConsentAt`]: given ? readTime(textOf(consent.consent_updated_at) ?? '', offsetAt) : null,
    [`${channel}ConsentSource`]: given ? textOf(consent.consent_collected_from) : null,
  }
}
