/** Which customers are looked at: what is searched for and filtered by, as parameters of a URL or members of a body. */
import { CONSENT_STATES } from '../../../core/customer.ts'
import { readTime } from '../../../lib/read-time.ts'
import { instantAt } from '../../../lib/time-zone.ts'
import { integer, listOf, type Member, type Members, oneOf, textUpTo } from '../read-members.ts'
import { AdminRefusal } from '../refusal.ts'

export const STATUSES = ['prospect', 'acquired', 'repeat'] as const
/** Nothing was ever said about it. */
export const NO_CONSENT = 'none'
const CONSENTS = [...CONSENT_STATES, NO_CONSENT] as const
const MOST_MONEY = Number.MAX_SAFE_INTEGER

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
export const uuid: Member<string> = {
  read: (value) => (typeof value === 'string' && UUID.test(value) ? value.toLowerCase() : undefined),
  allowed: 'a UUID',
  schema: { type: 'string', format: 'uuid' },
}

/** A day is the organization's. */
const day: Member<string> = {
  // A zone may move the first and the last day of all out of what is kept.
  read: (value) =>
    typeof value === 'string' && readTime(value) && value > '0001-01-02' && value < '9999-12-30'
      ? value
      : undefined,
  allowed: 'a day such as 2027-01-01, or an instant',
  schema: { type: 'string' },
}

const currency: Member<string> = {
  read: (value) =>
    typeof value === 'string' && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : undefined,
  allowed: 'a currency such as EUR',
  schema: { type: 'string', pattern: '^[A-Za-z]{3}$' },
}

/** Of what is repeated, any one is enough; of different members, all must be so. */
export const VIEW = {
  search: textUpTo(200),
  status: listOf(oneOf(...STATUSES)),
  group: listOf(uuid),
  tag: listOf(textUpTo(500)),
  country: listOf(textUpTo(10)),
  /** Who placed an order in it; that is also the currency of `spent_from`, `spent_to` and of the order by `spent`. */
  currency,
  /** Minor units. */
  spent_from: integer(0, MOST_MONEY),
  spent_to: integer(0, MOST_MONEY),
  email_consent: listOf(oneOf(...CONSENTS)),
  sms_consent: listOf(oneOf(...CONSENTS)),
  /** Synced from a server of that platform. */
  platform: listOf(textUpTo(100)),
  /** Brought along under a reference of that origin. */
  origin: listOf(textUpTo(500)),
  created_from: day,
  created_to: day,
  updated_from: day,
  updated_to: day,
} as const
export type View = Members<typeof VIEW>

/** Throws `invalid` where an amount is said and no currency. */
export function checkView({ currency, spent_from, spent_to }: View): void {
  if (currency === undefined && (spent_from !== undefined || spent_to !== undefined))
    throw new AdminRefusal('invalid', 'spent_from and spent_to need a currency')
}

const DAY = /^\d{4}-\d\d-\d\d$/

/** The first instant that is meant, in the organization's time zone; with `after`, the first one after all of it. */
export function instantOf(text: string, zone: string, after = false): Date {
  const at = (readTime(text) as Date).getTime()
  if (!DAY.test(text)) return new Date(after ? at + 1 : at)
  return new Date(instantAt(after ? at + 86_400_000 : at, zone))
}
