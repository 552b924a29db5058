/** The documents that a Commerce Layer server answers with, as far as reading them needs. */
import type { Json, JsonObject } from '../../../core/schema.ts'

export interface Identifier {
  type: string
  id: string
}
export interface ResourceObject extends Identifier {
  attributes?: JsonObject
  relationships?: Readonly<Record<string, { data?: Identifier | readonly Identifier[] | null }>>
}
export interface ListDocument {
  data: readonly ResourceObject[]
  included?: readonly ResourceObject[]
  meta?: { record_count?: number }
}

/** A server may show anything. */
export const isResource = (shown: unknown): shown is ResourceObject =>
  typeof (shown as ResourceObject | null)?.id === 'string' &&
  typeof (shown as ResourceObject).type === 'string'

/** Looks included resources up by what points to them. */
export type FindIncluded = (one: Identifier) => ResourceObject | undefined

export function findIncluded({ included = [] }: ListDocument): FindIncluded {
  const known = new Map(included.filter(isResource).map((one) => [`${one.type}/${one.id}`, one]))
  return ({ type, id }) => known.get(`${type}/${id}`)
}

/** What a relationship leads to, as a list; undefined where the answer does not say. */
export function linkage({ relationships }: ResourceObject, name: string): readonly Identifier[] | undefined {
  const data = relationships?.[name]?.data
  if (data === undefined) return undefined
  if (data === null) return []
  return Array.isArray(data) ? data : [data as Identifier]
}

export const attribute = ({ attributes }: ResourceObject, name: string): Json => attributes?.[name] ?? null
/** Where the platform prints `""` for nothing. Throws a `TypeError` for what is no text. */
export const textOrNull = (one: ResourceObject, name: string): string | null => {
  const value = attribute(one, name)
  if (value !== null && typeof value !== 'string') throw new TypeError(`${name} is no text`)
  return value || null
}
