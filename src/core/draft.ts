/** A record as an input wants it, before anybody looked whether it is there: what imports and syncs are made of. */
import type { JsonObject, RecordType } from './schema.ts'

/** The types that come and go as records of their own. */
export type ExchangedType = Exclude<
  RecordType,
  | 'customerTag'
  | 'orderLine'
  | 'customerTotal'
  | 'link'
  | 'event'
  | 'webhook'
  | 'notice'
  | 'delivery'
  | 'deliveryAttempt'
  | 'source'
  | 'sourceRecord'
  | 'heldItem'
>

/** Points to a record that is, or will be, in the store. */
export interface Pointer {
  shortId?: string
  numberId?: string
  uuidId?: string
  reference?: string
  /** With `reference`: its origin; left out when any will do. */
  referenceOrigin?: string | null
  email?: string
  /** A long-tail record's: its short id and its reference are unique among its kind only. */
  kind?: string
  /** A tag's. */
  name?: string
  /** A product's. */
  slug?: string
}

/** A link between two records, of which there is one at most of that name. */
export interface LinkDraft {
  name: string
  from: End
  to: End
}
export interface End {
  type: ExchangedType
  pointer: Pointer
}

/** One record as the input wants it. Fields that it leaves out stay as they are. */
export interface Draft {
  type: ExchangedType
  values: Record<string, unknown>
  /** By the name of the field that keeps the other's key. */
  links: Record<string, Pointer | null>
  /** A customer's tags: the whole set. */
  tags?: readonly Pointer[]
  /** An order's lines: the whole list. */
  lines?: readonly Record<string, unknown>[]
  /** Joins the metadata that is there. */
  metadata?: Readonly<JsonObject>
  /** What single platforms keep of it (`extras`), by platform: the whole of theirs; what others keep stays. */
  own?: Readonly<Record<string, JsonObject>>
  /** The records that it links to by each of these names: the whole set. */
  named?: Readonly<Record<string, readonly End[]>>
  /** Only makes sure that there is one: an existing record stays as it is. */
  onlyCreate?: boolean
  /** Counts only where the record that this link leads to is new: the name of the link's field. */
  onlyWithNew?: string
}
