/**
 * What a JSON:API resource is, as data: the engine (documents, filters, sorting, includes) reads these
 * descriptions and knows no resource by name. Attributes and relationships stand in the order of the wire.
 */
import { always, type Condition, type FieldRef } from '../../core/query.ts'
import type { Json, RecordOf, RecordType } from '../../core/schema.ts'
import type { Caller } from './tokens.ts'

export type AttributeType = 'string' | 'integer' | 'float' | 'boolean' | 'datetime' | 'object'
export type AnyRecord = Readonly<Record<string, unknown>> & { key: number }
export type Scalar = string | number | boolean | null

/**
 * Where a filter or a sort finds the attribute: in a field, or in a closed list of values, each with the records
 * that have it.
 */
export type Source = FieldSource | { cases: readonly { value: Scalar; where: Condition }[] }

/** A field of the core record, or a member of one. */
export interface FieldSource {
  field: FieldRef
  /** The field is that of the related record; null where there is none. Not for what is sorted by. */
  relation?: string
  /** The field is kept folded. */
  folded?: boolean
  /** For which records; for the others it is in `otherwise` (not for what is sorted by), or null. */
  when?: Condition
  otherwise?: FieldSource
  /** This platform's words for what the core keeps. */
  names?: Readonly<Record<string, string>>
}

/** What presenting a record may use: what its resource's `load` brought, and who asks. */
export interface Context {
  caller: Caller
  related: unknown
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
  source: Source
  present(record: never, context: Context): Json
}

/**
 * How related records are found: a relation of the core record, the record itself under another type, the
 * caller's own customer, the record's history, or not at all (not kept yet).
 */
export type Link = { relation: string } | 'same' | 'owner' | 'history' | null

export interface Relationship {
  name: string
  many: boolean
  /** Several when it is polymorphic. */
  targets: readonly string[]
  includable: boolean
  filterable: boolean
  sortable: boolean
  link: Link
}

/** Brings what presenting some records needs beyond themselves, in a fixed number of statements. */
export type Load = (read: ReadRelated, keys: readonly AnyRecord[]) => Promise<(record: AnyRecord) => unknown>
/** The records that hang on the given ones by a relation of their core type, by the key they hang on. */
export type ReadRelated = <T extends RecordType>(
  type: RecordType,
  relation: string,
  keys: readonly number[],
) => Promise<Map<number, RecordOf<T>[]>>

export interface Resource {
  type: string
  /** The core's record type; null when its records are not kept yet. */
  record: RecordType | null
  attributes: readonly Attribute[]
  relationships: readonly Relationship[]
  /** Names allowed directly under `filter[…]`. */
  simpleFilters: readonly string[]
  /** Simple filters that mean a name of `filter[q]`: `country_code` of customer addresses. */
  aliases: Readonly<Record<string, string>>
  /**
   * Named filters of the resource's own (`filter[active]=true`) and which records they find; null where that is
   * not known, so that the filter is ignored.
   */
  scopes: Readonly<Record<string, Condition | null>>
  load?: Load
}

/** An attribute's value: where it is found, and how it is shown. */
export interface Value<R> {
  source: Source
  present(record: R, context: Context): Json
}

/** A core field; times are printed with milliseconds and `Z`. `show` overrides how the value is printed. */
export function stored<R>(
  field: keyof R & string,
  show?: (value: never, record: R) => Json,
  more: { folded?: boolean; when?: Condition } = {},
): Value<R> {
  return {
    source: { field, ...more },
    present: (record) => (show ? show(record[field] as never, record) : plain(record[field])),
  }
}

/** A core field whose values have other names on this platform: `mapped('status', { canceled: 'cancelled' })`. */
export function mapped<R>(field: keyof R & string, names: Readonly<Record<string, string>>): Value<R> {
  return {
    source: { field, names },
    present: (record) => names[String(record[field])] ?? null,
  }
}

/** One value for every record. */
export const constant = (value: Json): Value<unknown> => ({
  source: { cases: [{ value: typeof value === 'object' ? null : value, where: always }] },
  present: () => value,
})
/** Not kept yet: null. */
export const absent = constant(null)

/** Worked out when it is shown; neither filtered nor sorted. */
export const computed = <R>(present: (record: R, context: Context) => Json): Value<R> => ({
  source: absent.source,
  present,
})

const plain = (value: unknown): Json =>
  (value instanceof Date ? value.toISOString() : (value as Json)) ?? null

/** `'string sort filter'`: the type, then what can be done with it. */
export type AttributeRow<R> = readonly [description: string, value: Value<R>]
/** `'one customer_groups include sort filter'`: cardinality, targets joined by `|`, what can be done with it. */
export type RelationshipRow = readonly [description: string, link?: string | Link]

/** What every record that is kept can say, whatever its type. */
interface CommonRecord {
  createdAt: Date
  updatedAt: Date
  reference: string | null
  referenceOrigin: string | null
  metadata: Json
}

/** The attributes that close every resource's list (section 6, conventions). */
const common = (value: (field: keyof CommonRecord) => Value<CommonRecord>) =>
  ({
    created_at: ['datetime sort filter', value('createdAt')],
    updated_at: ['datetime sort filter', value('updatedAt')],
    reference: ['string sort filter', value('reference')],
    reference_origin: ['string sort filter', value('referenceOrigin')],
    metadata: ['object filter', value('metadata')],
  }) as const satisfies Record<string, AttributeRow<CommonRecord>>
export const COMMON = common((field) => stored<CommonRecord>(field))
/** The same for records that are not kept yet. */
export const COMMON_ABSENT = common(() => absent)

export function resource<T extends RecordType>(
  type: string,
  record: T | null,
  rows: {
    attributes: Readonly<Record<string, AttributeRow<RecordOf<T>>>>
    relationships: Readonly<Record<string, RelationshipRow>>
    aliases?: Readonly<Record<string, string>>
    scopes?: Resource['scopes']
    load?: Load
  },
): Resource {
  const attributes = Object.entries(rows.attributes).map(([name, row]) => attribute(name, row))
  const relationships = Object.entries(rows.relationships).map(([name, row]) => relationship(name, row))
  return {
    type,
    record,
    attributes,
    relationships,
    simpleFilters: [
      ...simpleFilters(attributes, relationships),
      ...Object.keys({ ...rows.aliases, ...rows.scopes }),
    ],
    aliases: rows.aliases ?? {},
    scopes: rows.scopes ?? {},
    ...(rows.load ? { load: rows.load } : {}),
  }
}

function attribute<R>(name: string, [description, value]: AttributeRow<R>): Attribute {
  const [type, ...flags] = description.split(' ')
  return {
    name,
    type: type as AttributeType,
    sortable: flags.includes('sort'),
    filterable: flags.includes('filter') || flags.includes('presence'),
    presenceOnly: flags.includes('presence'),
    hidden: flags.includes('hidden'),
    source: value.source,
    present: value.present as Attribute['present'],
  }
}

function relationship(name: string, [description, link = null]: RelationshipRow): Relationship {
  const [cardinality, targets = '', ...flags] = description.split(' ')
  return {
    name,
    many: cardinality === 'many',
    targets: targets.split('|'),
    includable: !flags.includes('closed'),
    filterable: flags.includes('filter'),
    sortable: flags.includes('sort'),
    link:
      typeof link === 'string' && !['same', 'owner', 'history'].includes(link)
        ? { relation: link }
        : (link as Link),
  }
}

/** Every filterable name, each time's bounds, and the ids of filterable relationships ("Schema filter list"). */
function simpleFilters(attributes: readonly Attribute[], relationships: readonly Relationship[]): string[] {
  const filterable = attributes.filter((one) => one.filterable && !one.hidden)
  return [
    'id',
    'ids',
    ...filterable.map((one) => one.name),
    ...filterable
      .filter((one) => one.type === 'datetime')
      .flatMap((one) => [`${one.name}_from`, `${one.name}_to`]),
    ...relationships.filter((one) => one.filterable).map((one) => `${one.name}_id`),
  ]
}

/** The id: a public one to filter by, the creation order to sort by [assumed: ids are obfuscated numbers]. */
export const ID: Attribute = {
  name: 'id',
  type: 'string',
  sortable: true,
  filterable: true,
  presenceOnly: false,
  hidden: true,
  source: { field: 'shortId' },
  present: (record: { shortId: string }) => record.shortId,
} as Attribute

export const attributeOf = (resource: Resource, name: string): Attribute | undefined =>
  name === 'id' ? ID : resource.attributes.find((attribute) => attribute.name === name)

export const relationshipOf = (resource: Resource, name: string): Relationship | undefined =>
  resource.relationships.find((relationship) => relationship.name === name)
