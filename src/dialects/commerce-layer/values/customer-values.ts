/** Values of a customer that are not plain fields of the core. */
import { createHash } from 'node:crypto'
import type { Customer, Json, JsonObject, RecordType } from '../../../core/schema.ts'
import { fold } from '../../../lib/fold.ts'
import { createRecent } from '../../../lib/recent.ts'
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

/** Of as many customers: a hash costs more than all else that a page shows of one. */
const MOST_KEPT = 10_000
const generated = new Map([...GENERATED].map((name) => [name, createRecent<string>(MOST_KEPT)]))

/** Follows from the customer's uuid alone, so that reading never writes: 32 hexadecimal digits. */
export function generatedReference(uuid: string, name: string): string {
  const make = () => createHash('sha256').update(`${name}:${uuid}`).digest('hex').slice(0, 32)
  return generated.get(name)?.of(uuid, make) ?? make()
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
