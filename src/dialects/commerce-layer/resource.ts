/**
 * What a JSON:API resource is, as data: the engine (documents, filters, sorting, includes, writing) reads
 * these descriptions and knows no resource by name. Attributes and relationships stand in the order of the
 * wire. The rows they are written as: describe-resource.ts.
 */
import type { Condition, FieldRef } from '../../core/query.ts'
import type { Json, RecordOf, RecordType } from '../../core/schema.ts'
import type { ByteText } from '../../lib/byte-text.ts'
import type { Services } from '../dialect.ts'
import type { Caller } from './tokens.ts'
import type { Draft, Prepare, Problem, Trigger, Write, WriteContext } from './writing/write-types.ts'

export type AttributeType = 'string' | 'integer' | 'float' | 'boolean' | 'datetime' | 'object' | 'array'
export type AnyRecord = Readonly<Record<string, unknown>> & { key: number }
export type Scalar = string | number | boolean | null

/**
 * Where a filter or a sort finds the attribute: in a field, or in a closed list of values, each with the
 * records that have it.
 */
export type Source = FieldSource | { cases: readonly { value: Scalar; where: Condition }[] }

/** A field of the core record, or a member of one. */
export interface FieldSource {
  field: FieldRef
  /** The field is that of the related record; null where there is none. Not for what is sorted by. */
  relation?: string
  /** The field is kept folded. */
  folded?: boolean
  /** The field holds the SHA-256 of the value: it can be looked for, and not compared otherwise. */
  hashed?: boolean
  /** For which records; for the others it is in `otherwise`, or null. */
  when?: Condition
  otherwise?: Source
  /** This platform's words for what the core keeps. */
  names?: Readonly<Record<string, string>>
}

/** What presenting a record may use: what its resource's `load` brought, and who asks. */
export interface Context {
  caller: Caller
  related: unknown
}

/**
 * What `present` gives, where that is known without it: what the field holds (`missing` where it is null), one value for
 * every record, or what `put` writes as JSON.
 */
export type Shown = { field: string; missing?: Json } | { value: Json } | { put: Put }
export type Put = (out: ByteText, record: AnyRecord, context: Context) => void

/** What a value must be, beyond its type (section 5.4). */
export interface Rules {
  /** Fewest and most characters. */
  min?: number
  max?: number
  format?: RegExp
  in?: readonly string[]
  /** What the list of allowed values is, where it cannot be written out. */
  matching?: RegExp
  /** No other record has it: the store sees to that, or who writes one waits for the others. */
  unique?: 'stored' | 'by turns'
}

export interface Attribute {
  name: string
  type: AttributeType
  sortable: boolean
  filterable: boolean
  /** Only the presence matchers apply (a password). */
  presenceOnly: boolean
  /** Never in an answer. */
  hidden: boolean
  /** It may be null in an answer. */
  nullable: boolean
  creatable: boolean
  updatable: boolean
  /** A new record must have it, and it may not be blanked. */
  required: boolean
  /** Not for sales channels. */
  staff: boolean
  rules: Rules
  source: Source
  present(record: never, context: Context): Json
  /** Null: only `present` knows. */
  shown: Shown | null
  /** The core fields that `present` looks at; null: it may be any. */
  reads: readonly string[] | null
  /** The core fields that a sent value sets; null when a value is none of its business. */
  write: Write | null
  /** Runs on a sent text before the transaction; `write` and `trigger` find its result in `prepared`. */
  prepare: Prepare | null
  /** What a sent value sets off, once the record is written. */
  trigger: Trigger | null
}

/** `where`: only these of them; `last`: where they are included, only the newest so many. */
export interface RelationLink {
  relation: string
  where?: Condition
  last?: number
}

/**
 * How related records are found: a relation of the core record; links of that name from it, or to it; the
 * record itself under another type; the caller's own customer; the caller's markets or stock locations; the
 * record's history; or not at all (not kept).
 */
export type Link =
  | RelationLink
  | { linked: string }
  | { backlink: string }
  | 'same'
  | 'owner'
  | 'scope'
  | 'history'
  | null

/** A link that is a word of its own. */
export const isNamedLink = (link: Link): link is 'same' | 'owner' | 'scope' | 'history' =>
  typeof link === 'string'

export interface Relationship {
  name: string
  many: boolean
  /** Several when it is polymorphic. */
  targets: readonly string[]
  includable: boolean
  filterable: boolean
  sortable: boolean
  creatable: boolean
  updatable: boolean
  required: boolean
  staff: boolean
  link: Link
}

/** Brings what presenting some records needs beyond themselves, in a fixed number of statements. */
export type Load = (
  read: ReadRelated,
  records: readonly AnyRecord[],
  asking: { caller: Caller; services: Services },
) => Promise<(record: AnyRecord) => unknown>
/** The records that hang on the given ones by a relation of their core type, by the key they hang on. */
export type ReadRelated = <T extends RecordType>(
  type: RecordType,
  relation: string,
  keys: readonly number[],
) => Promise<Map<number, RecordOf<T>[]>>

export type Operation = 'list' | 'retrieve' | 'create' | 'update' | 'delete'
export const OPERATIONS: readonly Operation[] = ['list', 'retrieve', 'create', 'update', 'delete']

/** What writing a resource needs to know beyond its attributes and relationships. */
export interface Writing {
  /** What concerns several members at once, or other records (section 5.4). */
  check?(draft: Draft, context: WriteContext): readonly Problem[] | Promise<readonly Problem[]>
  /** Core fields of a new record that nobody sent. */
  initial?(draft: Draft, context: WriteContext): Record<string, unknown> | Promise<Record<string, unknown>>
  /** Makes the record in another way than by creating one; `fields` are the core's. */
  create?(fields: Record<string, unknown>, draft: Draft, context: WriteContext): Promise<AnyRecord>
  /** Changes the record in another way than by updating it. */
  update?(fields: Record<string, unknown>, draft: Draft, context: WriteContext): Promise<AnyRecord>
  /** Why it may not be deleted now, for the 423; null when it may. */
  locked?(record: AnyRecord, context: WriteContext): Promise<string | null>
  /** Deletes in another way than by removing the record. */
  remove?(record: AnyRecord, context: WriteContext): Promise<void>
}

export interface Singleton {
  /** Its place below `/api`, without an id: `organization`. */
  path: string
  of(caller: Caller): AnyRecord
}

export interface Resource {
  type: string
  /** The core's record type; null when its records are none of the core's. */
  record: RecordType | null
  /** Which of the core's long-tail records these are. */
  kind: string | null
  /** Which of the core's records of that type these are; absent: all of them. */
  only?: Condition
  /** The core field that holds the public id. */
  idField: string
  /** False: known by its id alone, because others link to it; it has no endpoint. */
  served: boolean
  /** There is one for each caller, and no list. */
  singleton: Singleton | null
  operations: ReadonlySet<Operation>
  attributes: readonly Attribute[]
  relationships: readonly Relationship[]
  /** Names allowed directly under `filter[…]`. */
  simpleFilters: readonly string[]
  /** Simple filters that mean a name of `filter[q]`: `country_code` of customer addresses. */
  aliases: Readonly<Record<string, string>>
  /**
   * Named filters of the resource's own (`filter[active]=true`) and which records they find; null where that
   * is not known, so that the filter is ignored.
   */
  scopes: Readonly<Record<string, Condition | null>>
  load?: Load
  /** The records of a customer, for a token that may see no others; null: none of them are a customer's. */
  ownedBy: ((customer: { key: number; id: string }) => Condition) | null
  /** Whoever may write at all may write any of them: by what right, its own writing checks. */
  openToWriters: boolean
  writing: Writing
}

/** The id: a public one to filter by, the creation order to sort by [assumed: ids are obfuscated numbers]. */
const idAttribute = (field: string, type: AttributeType = 'string'): Attribute => ({
  name: 'id',
  type,
  sortable: true,
  filterable: true,
  presenceOnly: false,
  hidden: true,
  nullable: false,
  creatable: false,
  updatable: false,
  required: false,
  staff: false,
  rules: {},
  source: { field },
  present: (record: Record<string, Json>) => record[field] ?? null,
  shown: null,
  reads: [field],
  write: null,
  prepare: null,
  trigger: null,
})
const IDS: Readonly<Record<string, Attribute>> = {
  shortId: idAttribute('shortId'),
  entryShortId: idAttribute('entryShortId'),
  /** A version's number. */
  key: idAttribute('key', 'integer'),
}
export const isId = (attribute: Attribute): boolean => attribute.name === 'id'

export const attributeOf = (resource: Resource, name: string): Attribute | undefined =>
  name === 'id' ? IDS[resource.idField] : resource.attributes.find((attribute) => attribute.name === name)

export const relationshipOf = (resource: Resource, name: string): Relationship | undefined =>
  resource.relationships.find((relationship) => relationship.name === name)

export const publicIdOf = (resource: Resource, record: AnyRecord): string => String(record[resource.idField])
