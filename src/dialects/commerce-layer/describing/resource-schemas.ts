/** What the resource descriptions say, as JSON Schema: objects, documents, and what may be written. */
import {
  anyOf,
  COMPLETE_WITHOUT,
  closed,
  exactly,
  integer,
  listOf,
  named,
  nothing,
  oneOf,
  orNull,
  type Schema,
  sparse,
  text,
} from '../../../lib/json-schema.ts'
import type { Attribute, AttributeType, Relationship, Resource } from '../resource.ts'
import { resources } from '../resources/index.ts'

const TYPES: Readonly<Record<AttributeType, Schema>> = {
  string: text,
  integer: { type: 'integer' },
  float: { type: 'number' },
  boolean: { type: 'boolean' },
  datetime: {
    type: 'string',
    format: 'date-time',
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
  },
  object: { type: 'object' },
  array: { type: 'array', items: {} },
}

/** Event stores show these otherwise than their description has it (present-event.ts). */
const EVENT_TIME: Schema = { type: 'string', format: 'date-time', pattern: '\\+00:00$' }
const OVERRIDES: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  event_stores: {
    created_at: EVENT_TIME,
    updated_at: EVENT_TIME,
    reference: { type: 'object' },
    reference_origin: { type: 'object' },
  },
}

const shownAs = ({ type }: Resource, { name, type: as, nullable }: Attribute): Schema =>
  OVERRIDES[type]?.[name] ?? (nullable ? orNull(TYPES[as]) : TYPES[as])

const attributesOf = (resource: Resource): Record<string, Schema> =>
  Object.fromEntries(
    resource.attributes.filter(({ hidden }) => !hidden).map((one) => [one.name, shownAs(resource, one)]),
  )

export const identifierOf = (types: readonly string[]): Schema =>
  closed({ type: types.length === 1 ? exactly(types[0] ?? '') : oneOf(...types), id: text })

const linkageOf = ({ many, targets }: Relationship): Schema =>
  many ? listOf(identifierOf(targets)) : orNull(identifierOf(targets))

const relationshipSchema = (relationship: Relationship): Schema =>
  closed({ links: named('RelationshipLinks'), data: linkageOf(relationship) }, { optional: ['data'] })

/** The object; without `fields` it has all of its attributes and relationships. */
export function objectSchema(resource: Resource): Schema {
  const attributes = attributesOf(resource)
  const relationships = Object.fromEntries(
    resource.relationships.map((one) => [one.name, relationshipSchema(one)]),
  )
  const shown = {
    ...(Object.keys(attributes).length > 0 ? { attributes: sparse('fields', attributes) } : {}),
    ...(Object.keys(relationships).length > 0 ? { relationships: sparse('fields', relationships) } : {}),
  }
  const head = { id: text, type: exactly(resource.type), links: named('SelfLink') }
  return {
    ...closed({ ...head, ...shown, meta: named('ObjectMeta') }, { optional: Object.keys(shown) as never }),
    [COMPLETE_WITHOUT]: 'fields',
  }
}

/** Of types that are only linked to, nothing is known but the id. */
export const bareSchema = (types: readonly string[]): Schema =>
  closed({
    id: text,
    type: types.length === 1 ? exactly(types[0] ?? '') : oneOf(...types),
    links: named('SelfLink'),
    meta: named('ObjectMeta'),
  })

/** An object of that type, wherever it stands. */
const objectOf = (type: string): Schema => (resources.get(type)?.served ? named(type) : bareSchema([type]))

export const SHARED: Readonly<Record<string, Schema>> = {
  SelfLink: closed({ self: text }),
  RelationshipLinks: closed({ self: text, related: text }),
  ObjectMeta: closed({
    mode: oneOf('test', 'live'),
    organization_id: text,
    trace_id: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  }),
  PageMeta: closed({ record_count: integer, page_count: integer }),
  PageLinks: closed({ first: text, prev: text, next: text, last: text }, { optional: ['prev', 'next'] }),
}

/** A document of one object of these types. */
export const singleOf = (types: readonly string[], { orNone = false } = {}): Schema => {
  const one = types.length === 1 ? objectOf(types[0] ?? '') : anyOf(...types.map(objectOf))
  return closed({ data: orNone ? anyOf(one, nothing) : one, included: INCLUDED }, { optional: ['included'] })
}
export const pageOf = (type: string | null): Schema =>
  closed(
    {
      data: type === null ? { type: 'array', maxItems: 0 } : listOf(objectOf(type)),
      included: INCLUDED,
      meta: named('PageMeta'),
      links: named('PageLinks'),
    },
    { optional: ['included'] },
  )
const INCLUDED = listOf(named('AnyResource'))

export const historyPage = closed({
  data: listOf(named('event_stores')),
  meta: closed({}),
  links: closed({ next: text }, { optional: ['next'] }),
})
export const linkageDocument = (relationship: Relationship): Schema =>
  closed({ links: named('RelationshipLinks'), data: linkageOf(relationship) })

const writtenAs = ({ type, rules: { min, max, format, in: words } }: Attribute): Schema => ({
  ...orNull(type === 'datetime' ? { type: 'string', format: 'date-time' } : TYPES[type]),
  ...(min === undefined ? {} : { minLength: min }),
  ...(max === undefined ? {} : { maxLength: max }),
  ...(format ? { pattern: format.source } : {}),
  ...(words ? { enum: [...words, null] } : {}),
})

/** The body of a creation, or of a change. */
export function bodySchema(resource: Resource, creating: boolean): Schema {
  const takes = (one: Attribute | Relationship) => (creating ? one.creatable : one.updatable)
  const attributes = resource.attributes.filter(takes)
  const relationships = resource.relationships.filter(takes)
  const needed = (all: readonly (Attribute | Relationship)[]) =>
    creating ? all.filter(({ required }) => required).map(({ name }) => name) : []
  const part = (members: [string, Schema][], required: readonly string[]): Schema => ({
    type: 'object',
    properties: Object.fromEntries(members),
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
  })
  const parts = {
    ...(attributes.length > 0
      ? {
          attributes: part(
            attributes.map((one) => [one.name, writtenAs(one)]),
            needed(attributes),
          ),
        }
      : {}),
    ...(relationships.length > 0
      ? {
          relationships: part(
            relationships.map((one) => [one.name, closed({ data: linkageOf(one) })]),
            needed(relationships),
          ),
        }
      : {}),
  }
  const head = { type: exactly(resource.type), ...(creating ? {} : { id: text }) }
  return closed({ data: closed({ ...head, ...parts }, { optional: Object.keys(parts) as never }) })
}
