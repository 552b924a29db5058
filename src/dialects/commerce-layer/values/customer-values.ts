/** Values of a customer that are not plain fields of the core. */
import type { Customer, Json, JsonObject, RecordType } from '../../../core/schema.ts'
import { fold } from '../../../lib/fold.ts'
import type { Value } from '../describe-resource.ts'
import type { Load } from '../resource.ts'

const GENERATED: ReadonlySet<string> = new Set(['shopper_reference', 'profile_id'])

/** Members that only this platform has; two of them are "auto generated if missing" (Customers). */
export function ownValue(
  customer: Pick<Customer, 'extras' | 'uuidId'>,
  name: 'shopper_reference' | 'profile_id' | 'tax_exemption_code',
): Json {
  const own = customer.extras['commerce-layer'] as JsonObject | undefined
  return own?.[name] ?? (GENERATED.has(name) ? generatedReference(customer.uuidId, name) : null)
}

/**
 * Follows from the customer's uuid alone, so that reading never writes: its 32 digits in groups of another order for each name.
 * The uuid can be read from it, which is no secret: Easycart shows it.
 */
export function generatedReference(uuid: string, name: string): string {
  const [first, second, third] = [uuid.slice(0, 8), uuid.slice(9, 13), uuid.slice(14, 18)]
  const [fourth, last] = [uuid.slice(19, 23), uuid.slice(24)]
  return name === 'profile_id'
    ? `${last}${fourth}${third}${second}${first}`
    : `${last}${first}${second}${third}${fourth}`
}

/** Where the platform allows no null: `""`. */
export const orEmpty = (value: string | null): string => value ?? ''

const INFO_MEMBERS = [
  'status',
  'requested_at',
  'started_at',
  'completed_at',
  'failed_at',
  'cancelled_at',
  'requester',
  'cancellation_requester',
]

/** Only the members that apply, times as `2025-03-15 11:39:21 UTC` (List all customers). */
export function anonymizationInfo(info: JsonObject | null): JsonObject | null {
  if (!info) return null
  const members = INFO_MEMBERS.filter((name) => info[name] !== undefined && info[name] !== null)
  return Object.fromEntries(
    members.map((name) => [
      name,
      name.endsWith('_at') ? wordyTime(String(info[name])) : inOrder(info[name] ?? null),
    ]),
  )
}

const PERSON_MEMBERS = ['id', 'first_name', 'last_name', 'email']

/** PostgreSQL keeps the members of an object in an order of its own. */
const inOrder = (value: Json): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        PERSON_MEMBERS.flatMap((name) => (value[name] === undefined ? [] : [[name, value[name]]])),
      )
    : value

const wordyTime = (text: string): string =>
  text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|\+00:00)$/, '$1 $2 UTC')

/** Loads the customer that a record hangs on; for `ownerEmail`. */
export const loadOwner =
  (type: RecordType): Load =>
  async (read, records) => {
    const keys = records.flatMap(({ customerKey }) => (typeof customerKey === 'number' ? [customerKey] : []))
    const owners = await read<'customer'>(type, 'customer', keys)
    return (record) => owners.get(record.customerKey as number)?.[0]
  }

export const ownerEmail = (owner: unknown): string => {
  const email = (owner as Customer | undefined)?.email
  return email ? fold(email.trim()) : ''
}

/** The e-mail of the customer that a record hangs on, found in the folded column. */
export const ownersEmail: Value<unknown> = {
  source: { relation: 'customer', field: 'emailFolded', folded: true },
  present: (_record, { related }) => ownerEmail(related),
}
