/** What a transaction changed, record by record: events are made of it, and the topics that webhooks hear of. */
import type { JsonObject, RecordType } from './schema.ts'

export type AnyRecord = Record<string, unknown>

export interface Change {
  type: RecordType
  action: 'create' | 'update' | 'destroy'
  /** After the change; a destroyed record as it was. */
  record: AnyRecord
  /** Before it; null for a new record, and where nobody looked. */
  before: AnyRecord | null
  /** `{ field: { from, to } }`; never a secret. */
  changes: AnyRecord
}

/** A figure that the store itself moved, after other records: a customer's status after its orders. */
export interface Derived {
  type: 'customer' | 'order'
  key: number
  field: string
  from: string
  to: string
}

/** A topic of a platform that a change makes fire. */
export interface FiredTopic {
  dialect: string
  topic: string
  change: Change
  /** Which record it tells of: the changed one, or the customer that it hangs on. */
  about: 'record' | 'customer'
  /** Whoever listens for that audience hears it in place of the others; absent: it is for all. */
  audience?: string
  /** What the record alone does not tell; kept as the notice's metadata. */
  detail?: JsonObject
}

/** Which topics the changes of one transaction make fire, in their order; every platform's at once. */
export type TopicsOf = (changes: readonly Change[]) => readonly FiredTopic[]

/** The customer that a change is about; null when it is nobody's. */
export const customerOf = ({ type, record }: Pick<Change, 'type' | 'record'>): number | null =>
  ((type === 'customer' ? record.key : record.customerKey) as number | null | undefined) ?? null
