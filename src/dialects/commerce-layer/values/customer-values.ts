/** Values of a customer that are not plain fields of the core. */
import { isRow, WRITE_PARTS } from '../../../core/row.ts'
import type { Customer, Json, JsonObject, RecordType } from '../../../core/schema.ts'
import type { ByteText } from '../../../lib/byte-text.ts'
import { fold } from '../../../lib/fold.ts'
import type { Value } from '../describe-resource.ts'
import type { Load } from '../resource.ts'

type OwnMember = 'shopper_reference' | 'profile_id' | 'tax_exemption_code'
type Owning = Pick<Customer, 'extras' | 'uuidId'>

/** From and to, of the digits of a uuid. */
type Span = readonly [number, number]
const [FIRST, SECOND, THIRD, FOURTH, LAST]: Span[] = [
  [0, 8],
  [9, 13],
  [14, 18],
  [19, 23],
  [24, 36],
] as const
/** Two members are "auto generated if missing" (Customers): they are the uuid's digits in groups of another order each. */
const GENERATED: Readonly<Partial<Record<OwnMember, readonly Span[]>>> = {
  shopper_reference: [LAST, FIRST, SECOND, THIRD, FOURTH],
  profile_id: [LAST, FOURTH, THIRD, SECOND, FIRST],
}

/** Members that only this platform has. */
export function ownValue(customer: Owning, name: OwnMember): Json {
  const spans = GENERATED[name]
  return keptOf(customer, name) ?? (spans ? generatedReference(customer.uuidId, spans) : null)
}

/** Puts the same as JSON. */
export function putterOfOwn(name: OwnMember): (out: ByteText, customer: Owning) => void {
  const spans = GENERATED[name]
  return (out, customer) => {
    const kept = keptOf(customer, name)
    if (kept !== undefined || !spans) out.text(JSON.stringify(kept ?? null))
    else if (isRow(customer)) {
      out.text('"')
      customer[WRITE_PARTS](out, 'uuidId', spans)
      out.text('"')
    } else out.json(generatedReference(customer.uuidId, spans))
  }
}

const keptOf = ({ extras }: Owning, name: OwnMember): Json | undefined =>
  (extras['commerce-layer'] as JsonObject | undefined)?.[name] ?? undefined

/**
 * Follows from the customer's uuid alone, so that reading never writes. The uuid can be read from it, which is no secret:
 * Easycart shows it.
 */
const generatedReference = (uuid: string, spans: readonly Span[]): string =>
  spans.map(([from, to]) => uuid.slice(from, to)).join('')

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
