/**
 * The rows that resources are written as. An attribute is a line of words (`'string create update sort
 * filter'`), where its value is found and shown, and what it must be; without a value it is the platform's
 * own: kept beside what all platforms share, under the attribute's name.
 */
import { always, type Condition } from '../../core/query.ts'
import {
  type FieldType,
  fieldOf,
  type Json,
  type JsonObject,
  type RecordOf,
  type RecordType,
} from '../../core/schema.ts'
import type { ByteText } from '../../lib/byte-text.ts'
import {
  type Attribute,
  type AttributeType,
  type Context,
  type Link,
  type Load,
  OPERATIONS,
  type Operation,
  type Put,
  type Relationship,
  type Resource,
  type Rules,
  type Shown,
  type Singleton,
  type Source,
  type Writing,
} from './resource.ts'
import { MAX_INDEXED_TEXT } from './settings.ts'
import type { Prepare, Trigger, Write } from './writing/write-types.ts'

/** An attribute's value: where it is found, how it is shown, what a sent one changes. */
export interface Value<R> {
  source: Source
  present(record: R, context: Context): Json
  shown?: Shown
  reads?: readonly string[]
  write?: Write
  prepare?: Prepare
  trigger?: Trigger
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
    ...(show ? {} : { shown: { field } }),
    ...(show && show.length > 1 ? {} : { reads: [field] }),
    write: (value) => ({ [field]: value }),
  }
}

/** The same of a text, where the platform allows no null: `""`. */
export const orEmpty = <R>(field: keyof R & string, more?: Parameters<typeof stored>[2]): Value<R> => ({
  ...stored<R>(field, (value: string | null) => value ?? '', more),
  shown: { field, missing: '' },
})

/** A core field whose values have other names on this platform: `mapped('status', { canceled: 'cancelled' })`. */
export function mapped<R>(field: keyof R & string, names: Readonly<Record<string, string>>): Value<R> {
  const present = (record: R) => names[String(record[field])] ?? null
  return { source: { field, names }, present, reads: [field] }
}

/** One value for every record. */
export const constant = (value: Json): Value<unknown> => ({
  source: { cases: [{ value: typeof value === 'object' ? null : value, where: always }] },
  present: () => value,
  shown: { value },
  reads: [],
})
/** What Clientele has no knowledge of: null. */
export const absent = constant(null)

/** Worked out when it is shown; neither filtered nor sorted. `reads` are the fields that it looks at, if that is known; `put` writes the same as JSON. */
export const computed = <R>(
  present: (record: R, context: Context) => Json,
  reads?: readonly (keyof R & string)[],
  put?: (out: ByteText, record: R, context: Context) => void,
): Value<R> => ({
  source: absent.source,
  present,
  ...(reads ? { reads } : {}),
  ...(put ? { shown: { put: put as Put } } : {}),
})

/** A core field that is taken in and never shown. */
export const writeOnly = (write: Write): Value<unknown> => ({ ...absent, write })

/** An attribute that starts something instead of being kept (section 5.3). */
export const trigger = (run: Trigger): Value<unknown> => ({ ...absent, trigger: run })

const plain = (value: unknown): Json =>
  (value instanceof Date ? value.toISOString() : (value as Json)) ?? null

/** Where a record keeps what only this platform knows: under its name, or as the whole of a long-tail record. */
export const OWN_MEMBERS = 'commerce-layer'
const ownPath = (type: RecordType | null, name: string) =>
  type === 'record' ? { json: 'attributes', path: [name] } : { json: 'extras', path: [OWN_MEMBERS, name] }

/** What the record holds of this platform's own. */
export const ownMembers = (type: RecordType | null, record: Readonly<Record<string, unknown>>): JsonObject =>
  ((type === 'record'
    ? record.attributes
    : (record.extras as JsonObject | undefined)?.[OWN_MEMBERS]) as JsonObject) ?? {}

const FIELD_TYPES: Readonly<Record<AttributeType, FieldType>> = {
  string: 'text',
  integer: 'integer',
  float: 'float',
  boolean: 'boolean',
  datetime: 'time',
  object: 'json',
  array: 'json',
}

/** The platform's own attribute of that name, `missing` where the record has none. */
export function own<R>(
  type: RecordType | null,
  name: string,
  as: AttributeType,
  missing: Json = null,
): Value<R> {
  return {
    source: { field: { ...ownPath(type, name), as: FIELD_TYPES[as] } },
    present: (record) => ownMembers(type, record as Record<string, unknown>)[name] ?? missing,
    reads: [ownPath(type, name).json],
    write: (value) => ({ own: { [name]: value as Json } }),
  }
}

/** `'string create update sort filter'`: the type, then what can be done with it. */
export type AttributeRow<R> = readonly [description: string, value?: Value<R> | null, rules?: Rules]
/** `'one customer_groups create update filter'`: cardinality, targets joined by `|`, what can be done with it. */
export type RelationshipRow = readonly [description: string, link?: Link | string]

/** What every record can say, whatever its type. */
interface CommonRecord {
  createdAt: Date
  updatedAt: Date
  reference: string | null
  referenceOrigin: string | null
  metadata: Json
}

const common = (value: (field: keyof CommonRecord) => Value<CommonRecord>) =>
  ({
    created_at: ['datetime sort filter', value('createdAt')],
    updated_at: ['datetime sort filter', value('updatedAt')],
    reference: ['string create update sort filter', value('reference'), { max: MAX_INDEXED_TEXT }],
    reference_origin: ['string create update sort filter', value('referenceOrigin')],
    metadata: ['object create update filter', value('metadata')],
  }) as const satisfies Record<string, AttributeRow<CommonRecord>>
/** A code "must be unique within the environment" (types of SDK 7.12.1). */
export const UNIQUE_CODE: Rules = { unique: 'by turns' }

/** The attributes that close every resource's list (section 6, conventions). */
export const COMMON = common((field) => stored<CommonRecord>(field))

/** The same, never shown; null of every record where the core's type has no such field (a payment's reference). */
const hiddenCommon = (record: RecordType): Readonly<Record<string, AttributeRow<never>>> =>
  Object.fromEntries(
    Object.entries(COMMON).map(([name, [description, value]]) => {
      const { source } = value
      const known = 'field' in source && typeof source.field === 'string' && fieldOf(record, source.field)
      return [name, [`${description} hidden`, known ? value : absent] as const]
    }),
  )

export interface ResourceRows<R> {
  attributes: Readonly<Record<string, AttributeRow<R>>>
  relationships: Readonly<Record<string, RelationshipRow>>
  /** Which operations there are; default all five. */
  operations?: readonly Operation[]
  /** Which records of the core's type these are; for the long tail, those of that kind. */
  only?: Condition
  idField?: string
  aliases?: Readonly<Record<string, string>>
  scopes?: Resource['scopes']
  load?: Load
  ownedBy?: Resource['ownedBy']
  openToWriters?: boolean
  singleton?: Singleton
  writing?: Writing
}

/** Most records that a customer owns say so by the customer's key. */
export const byCustomerKey: Resource['ownedBy'] = ({ key }) => ({
  op: 'eq',
  field: 'customerKey',
  value: key,
})

export function resource<T extends RecordType>(
  type: string,
  record: T | null,
  rows: ResourceRows<RecordOf<T>>,
): Resource {
  const attributes = Object.entries(rows.attributes).map(([name, row]) => attribute(record, name, row))
  const relationships = Object.entries(rows.relationships).map(([name, row]) => relationship(name, row))
  return {
    type,
    record,
    kind: record === 'record' ? type : null,
    ...onlyOf(type, record, rows.only),
    idField: rows.idField ?? 'shortId',
    served: true,
    singleton: rows.singleton ?? null,
    operations: new Set(rows.operations ?? OPERATIONS),
    attributes,
    relationships,
    simpleFilters: [
      ...simpleFilters(attributes, relationships),
      ...Object.keys({ ...rows.aliases, ...rows.scopes }),
    ],
    aliases: rows.aliases ?? {},
    scopes: rows.scopes ?? {},
    ...(rows.load ? { load: rows.load } : {}),
    ownedBy: rows.ownedBy ?? null,
    openToWriters: rows.openToWriters ?? false,
    writing: rows.writing ?? {},
  }
}

function onlyOf(type: string, record: RecordType | null, only: Condition | undefined): { only?: Condition } {
  if (record === 'record') return { only: { op: 'eq', field: 'kind', value: type } }
  return only ? { only } : {}
}

/**
 * A type that others link to and that is not described: of its records nothing is known but the id. What every
 * resource has may be asked of it in a filter, and is never shown.
 */
export const bareResource = (type: string, record: RecordType = 'record'): Resource => ({
  ...resource(type, record, { attributes: hiddenCommon(record), relationships: {} }),
  served: false,
})

function attribute<R>(type: RecordType | null, name: string, row: AttributeRow<R>): Attribute {
  const [description, given, rules = {}] = row
  const [as, ...flags] = description.split(' ') as [AttributeType, ...string[]]
  const value = given ?? own<R>(type, name, as)
  const writable = flags.includes('create') || flags.includes('update')
  return {
    name,
    type: as,
    sortable: flags.includes('sort'),
    filterable: flags.includes('filter') || flags.includes('presence'),
    presenceOnly: flags.includes('presence'),
    hidden: flags.includes('hidden') || value.trigger !== undefined,
    nullable: mayBeNull(type, value.source),
    creatable: flags.includes('create'),
    updatable: flags.includes('update'),
    required: flags.includes('required'),
    staff: flags.includes('staff'),
    rules,
    source: value.source,
    present: value.present as Attribute['present'],
    shown: value.shown ?? null,
    reads: value.reads ?? null,
    write: writable ? (value.write ?? null) : null,
    prepare: value.prepare ?? null,
    trigger: value.trigger ?? null,
  }
}

/** Known not to be: a field that the core never leaves empty, or one value for every record. */
function mayBeNull(type: RecordType | null, source: Source): boolean {
  if ('cases' in source) return source.cases.length !== 1 || source.cases[0]?.value === null
  const { field, when, otherwise, relation } = source
  const plainField = typeof field === 'string' && !when && !otherwise && !relation
  return !plainField || type === null || (fieldOf(type, field)?.nullable ?? true)
}

const NAMED_LINKS: ReadonlySet<unknown> = new Set(['same', 'owner', 'scope', 'history'])

function relationship(name: string, [description, link = null]: RelationshipRow): Relationship {
  const [cardinality, targets = '', ...flags] = description.split(' ')
  return {
    name,
    many: cardinality === 'many',
    targets: targets.split('|'),
    includable: !flags.includes('closed'),
    filterable: flags.includes('filter'),
    sortable: flags.includes('sort'),
    creatable: flags.includes('create'),
    updatable: flags.includes('update'),
    required: flags.includes('required'),
    staff: flags.includes('staff'),
    link: typeof link === 'string' && !NAMED_LINKS.has(link) ? { relation: link } : (link as Link),
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
