/** A customer as it stands among the members of a group: 23 keys, one of them its own (section 8.1). */
import { type CustomerField, knownFields } from '../customers/fields.ts'
import { type PresentingRules, presentCustomer, type ShownCustomer } from '../present.ts'
import { presentTime } from '../time.ts'
import { utc } from './present-group.ts'

/** The keys in order; those that the list does not have are null here and made below. */
const FIELDS = {
  id: 'id',
  email: 'email',
  phone: 'phone',
  first_name: 'first_name',
  last_name: 'last_name',
  nick_name: 'nick_name',
  currency: 'currency',
  state: 'state',
  verified_email: 'verified_email',
  note: 'note',
  tags: 'tags',
  orders_count: 'orders_count',
  total_spent: 'total_spent',
  last_order_id: 'last_order_id',
  last_order_name: 'last_order_name',
  last_order_time: null,
  created_at: 'created_at',
  updated_at: 'updated_at',
  addresses: 'addresses',
  email_subscribe_flag: 'email_subscribe_flag',
  mobile_subscribe_flag: 'mobile_subscribe_flag',
  accepts_marketing: 'accepts_marketing',
  accepts_marketing_updated_at: 'accepts_marketing_updated_at',
} as const satisfies Record<string, CustomerField | null>
export type MemberField = keyof typeof FIELDS

export const readMemberFields = (text: string | undefined): MemberField[] | null => knownFields(text, FIELDS)

/** The keys of the list that these members are made of. */
export const listed = (fields: readonly MemberField[] | null): CustomerField[] =>
  (fields ?? (Object.keys(FIELDS) as MemberField[])).flatMap((field) => FIELDS[field] ?? [])

/** [assumed] Awaiting confirmation is 3 here; nothing that we know of is 4 (invalid) or 5 (deleted). */
export const CONFIRMING = '3'

export function presentMember(
  shown: ShownCustomer,
  rules: Pick<PresentingRules, 'currency' | 'settings'>,
): Record<MemberField, unknown> {
  const { lastPlacedAt, smsConsentState } = shown.customer
  const like = presentCustomer(shown, { ...rules, endpoint: 'list', offsetAt: utc })
  const own = {
    last_order_time: lastPlacedAt && presentTime(lastPlacedAt, utc),
    mobile_subscribe_flag:
      smsConsentState === 'awaiting_confirmation' ? CONFIRMING : String(like.mobile_subscribe_flag),
  }
  const all = { ...like, ...own }
  return Object.fromEntries(
    (Object.keys(FIELDS) as MemberField[]).map((field) => [field, all[field]]),
  ) as Record<MemberField, unknown>
}
