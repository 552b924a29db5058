/** Short words for JSON Schema 2020-12, as OpenAPI 3.1 has it. Pure data. */

export type Schema = { readonly [keyword: string]: unknown }

export const text: Schema = { type: 'string' }
export const integer: Schema = { type: 'integer' }
export const number: Schema = { type: 'number' }
export const flag: Schema = { type: 'boolean' }
/** Members of their own, that nobody here knows. */
export const anyObject: Schema = { type: 'object' }
export const anything: Schema = {}
export const nothing: Schema = { type: 'null' }

export const textOf = (pattern: RegExp): Schema => ({ type: 'string', pattern: pattern.source })
export const oneOf = (...words: readonly string[]): Schema => ({ type: 'string', enum: words })
export const exactly = (value: string | number | boolean): Schema => ({ const: value })
export const listOf = (items: Schema): Schema => ({ type: 'array', items })
export const anyOf = (...schemas: readonly Schema[]): Schema => ({ anyOf: schemas })
/** A schema of the document's own: `named('Customer')`. */
export const named = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

/** `orNull({ type: 'string' })` is `{ type: ['string', 'null'] }`; what is no plain type gets an alternative. */
export function orNull(schema: Schema): Schema {
  const { type, enum: values, ...others } = schema
  if (typeof type !== 'string') return anyOf(schema, nothing)
  return { type: [type, 'null'], ...(Array.isArray(values) ? { enum: [...values, null] } : {}), ...others }
}

type Members = Readonly<Record<string, Schema>>

/** An object of these members and no others, all of which are there but for `optional`. */
export const closed = <M extends Members>(
  properties: M,
  { optional = [] }: { optional?: readonly (keyof M & string)[] } = {},
): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
})

/** Whoever asks without that parameter gets all members. */
export const COMPLETE_WITHOUT = 'x-complete-without'

/** An object of which the caller chooses the members with a parameter: `fields`. */
export const sparse = (parameter: string, properties: Members): Schema => ({
  type: 'object',
  properties,
  additionalProperties: false,
  [COMPLETE_WITHOUT]: parameter,
})

/** What a body may hold. */
export const input = (properties: Members, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
})

/** The schemas with each object of known members closed to others: what is said of an answer is all of it. */
export function closedThroughout(schema: Schema): Schema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, within(keyword, value)]),
  )
  return 'properties' in schema && !('additionalProperties' in schema)
    ? { ...inner, additionalProperties: false }
    : inner
}

/** Keywords whose members are schemas, by name. */
const BY_NAME = new Set(['properties', 'patternProperties', '$defs'])
const LISTS = new Set(['anyOf', 'oneOf', 'prefixItems'])
const SINGLE = new Set(['items', 'additionalProperties', 'not'])

function within(keyword: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (BY_NAME.has(keyword))
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, closedThroughout(one as Schema)]),
    )
  if (LISTS.has(keyword)) return (value as Schema[]).map(closedThroughout)
  return SINGLE.has(keyword) ? closedThroughout(value as Schema) : value
}
