/** What of an organization a snapshot holds, as data: a test compares it with the migrated database. */
import { type RawBuilder, sql } from 'kysely'
import type { RecordType } from '../core/schema.ts'
import { columnOf, fieldNames, GENERATED, TABLES } from './tables.ts'

/** What a foreign key points to comes before what points to it. */
const TYPES_IN_ORDER: readonly RecordType[] = [
  'group',
  'customer',
  'tag',
  'customerTag',
  'address',
  'product',
  'productVariant',
  'promotionCode',
  'order',
  'orderLine',
  'subscription',
  'payment',
  'refund',
  'productAccess',
  'paymentSource',
  'record',
  'link',
  'customerTotal',
  'event',
  'webhook',
  'notice',
  'delivery',
  'deliveryAttempt',
  'source',
  'sourceRecord',
  'heldItem',
]

export interface CopiedTable {
  name: string
  /** What tells the rows of one organization apart. */
  identity: readonly string[]
  /** All but `organization_id` and what the database works out itself. */
  columns: readonly string[]
  /** Columns that are not taken as they are. */
  instead: Readonly<Record<string, RawBuilder<unknown>>>
}

const INSTEAD: Partial<Record<RecordType, CopiedTable['instead']>> = {
  // What was on its way when the copy was made is sent by the original, once.
  delivery: { state: sql`case state when 'pending' then 'dead' else state end`, locked_until: sql`null` },
  // Whoever syncs the original does not sync the copy; one that is restored starts the sync again where it was.
  source: { locked_by: sql`null`, locked_until: sql`null` },
}

/** Where it is not the record's key. */
const IDENTITY: Partial<Record<RecordType, readonly string[]>> = {
  customerTotal: ['customer_key', 'currency'],
}

const columnsOf = (type: RecordType): string[] =>
  fieldNames(type)
    .filter((field) => !GENERATED[type]?.includes(field))
    .map(columnOf)

export const COPIED: readonly CopiedTable[] = [
  ...TYPES_IN_ORDER.map((type) => ({
    name: TABLES[type],
    identity: IDENTITY[type] ?? ['key'],
    columns: columnsOf(type),
    instead: INSTEAD[type] ?? {},
  })),
  { name: 'counters', identity: ['name', 'slot'], columns: ['name', 'slot', 'value'], instead: {} },
]

/** Tables with an `organization_id` that are not copied, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  credentials: 'whoever has one goes on with it, and a copy has its own',
  credential_reach: 'goes with its credential',
  revoked_tokens: 'a token that was taken back stays so',
  grants: 'what an application may do is no data of the shop; a restore keeps them',
  refresh_tokens: 'goes with its grant',
  authorization_codes: 'lives for ten minutes',
  data_versions: 'goes on counting: what was seen at a version before is not what is there after a restore',
  rank_blocks: 'counted anew from what is there',
  rank_moves: 'what was not yet counted is, with everything',
  rank_heads: 'goes on counting: whoever remembers blocks from before sees that they are others',
  audit_entries: 'who was shown what was shown it, whatever is restored since',
  kept_answers: 'an answer to a write that a restore undoes would be wrong: a restore forgets them',
}
