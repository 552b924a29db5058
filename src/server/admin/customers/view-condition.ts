/** A view as the core's condition: what an index serves is asked so that it does. */
import { foldPhone } from '../../../core/customer.ts'
import type { Organization } from '../../../core/ports.ts'
import { all, any, type Condition, escapeLike, where } from '../../../core/query.ts'
import { fold } from '../../../lib/fold.ts'
import { instantOf, NO_CONSENT, type View } from './view.ts'

const customer = where('customer')

/** Words beyond this one do not make a search any sharper. */
const MOST_WORDS = 8

/** Undefined: everybody. */
export function viewCondition(
  view: View,
  organization: Pick<Organization, 'timeZone'>,
): Condition | undefined {
  const at = (text: string, after = false) => instantOf(text, organization.timeZone, after)
  const conditions = [
    ...words(view.search ?? '').map(wordCondition),
    either(view.status, statusCondition),
    view.group && customer.some('group', where('group').in('uuidId', view.group)),
    view.tag && customer.some('tags', where('tag').in('name', view.tag)),
    view.country && customer.some('addresses', where('address').in('countryCode', view.country)),
    view.currency === undefined ? undefined : customer.some('totals', totalCondition(view.currency, view)),
    either(view.email_consent, (state) => consent('emailConsentState', state)),
    either(view.sms_consent, (state) => consent('smsConsentState', state)),
    view.platform && platformCondition(view.platform),
    view.origin && customer.in('referenceOrigin', view.origin),
    view.created_from === undefined ? undefined : customer.gte('createdAt', at(view.created_from)),
    view.created_to === undefined ? undefined : customer.lt('createdAt', at(view.created_to, true)),
    view.updated_from === undefined ? undefined : customer.gte('updatedAt', at(view.updated_from)),
    view.updated_to === undefined ? undefined : customer.lt('updatedAt', at(view.updated_to, true)),
  ].filter((condition) => condition !== undefined)
  return conditions.length === 0 ? undefined : all(...conditions)
}

const either = <T>(values: readonly T[] | undefined, of: (value: T) => Condition): Condition | undefined =>
  values && any(...values.map(of))

/** What is typed, word by word: `'Anna  KOW'` is `['anna', 'kow']`. */
const words = (search: string): string[] =>
  fold(search)
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS)

/** Any part of the name, the e-mail or the phone. A number is one however it is written: `(48)` is in `+48 600…`. */
function wordCondition(word: string): Condition {
  const pattern = `%${escapeLike(word)}%`
  const digits = /^[+(\d][\d()+./-]*$/.test(word) ? foldPhone(word) : null
  return any(
    customer.like('nameFolded', pattern),
    customer.like('emailFolded', pattern),
    digits === null ? undefined : customer.like('phoneFolded', `%${digits}%`),
  )
}

/** Kept with the count of orders, which has the index. */
function statusCondition(status: NonNullable<View['status']>[number]): Condition {
  if (status === 'repeat') return customer.gte('placedOrdersCount', 2)
  return customer.eq('placedOrdersCount', status === 'prospect' ? 0 : 1)
}

const consent = (field: 'emailConsentState' | 'smsConsentState', state: string): Condition =>
  state === NO_CONSENT ? customer.isNull(field) : customer.eq(field, state)

const total = where('customerTotal')

/** Of the kept totals in that currency. */
export const totalCondition = (
  currency: string,
  { spent_from, spent_to }: Pick<View, 'spent_from' | 'spent_to'>,
): Condition =>
  all(
    total.eq('currency', currency),
    total.gt('placedCount', 0),
    spent_from === undefined ? undefined : total.gte('spentAmount', spent_from),
    spent_to === undefined ? undefined : total.lte('spentAmount', spent_to),
  )

const platformCondition = (dialects: readonly string[]): Condition =>
  customer.some(
    'sources',
    all(
      where('sourceRecord').eq('recordType', 'customer'),
      where('sourceRecord').some('source', where('source').in('dialect', dialects)),
    ),
  )
