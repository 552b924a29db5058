/** The body of a write, read once; the first structural error ends it (section 5.1). */
import type { Json, JsonObject } from '../../../core/schema.ts'
import { isDeeper } from '../../../lib/json-depth.ts'
import { Refused } from '../errors.ts'
import { roleOf } from '../permissions.ts'
import { attributeOf, type Relationship, type Resource, relationshipOf } from '../resource.ts'
import { MAX_BODY_DEPTH } from '../settings.ts'
import type { Caller } from '../tokens.ts'
import { isWritable } from './write-types.ts'

export interface Identifier {
  type: string
  id: string
}

export interface Input {
  attributes: ReadonlyMap<string, Json>
  /** To-one relationships as a list of at most one. */
  relationships: ReadonlyMap<string, readonly Identifier[]>
}

/** `id` is the one in the URL of an update; null for a creation. */
export function readInput(body: string, resource: Resource, id: string | null, caller: Caller): Input {
  const data = readData(body)
  if (data.type === undefined || data.type === null) throw missing('type')
  if (data.type !== resource.type)
    throw new Refused('resource', `${text(data.type)} is not a valid resource.`)
  if (id !== null) checkKey(data.id, id)
  const attributes = members(data.attributes)
  const relationships = members(data.relationships)
  const creating = id === null
  const stranger =
    Object.keys(data).find((name) => !isMember(name, creating)) ??
    Object.keys(attributes).find((name) => !isAttribute(resource, name, creating, caller)) ??
    Object.keys(relationships).find((name) => !isRelationship(resource, name, creating, caller))
  if (stranger !== undefined) throw new Refused('paramNotAllowed', `${stranger} is not allowed.`)
  return {
    attributes: new Map(Object.entries(attributes)),
    relationships: new Map(
      Object.entries(relationships).map(([name, value]) => [
        name,
        readLinkage(relationshipOf(resource, name) as Relationship, value),
      ]),
    ),
  }
}

function readData(body: string): JsonObject {
  const document = parse(body)
  if (!isObject(document) || document.data === undefined || document.data === null) throw missing('data')
  if (!isObject(document.data)) throw new Refused('dataFormat')
  return document.data
}

/** No body is no document; a document nested too deeply is none that the platform's own reader would take. */
function parse(body: string): Json {
  if (body.trim() === '') return null
  try {
    const document = JSON.parse(body) as Json
    if (!isDeeper(document, MAX_BODY_DEPTH)) return document
  } catch {}
  throw new Refused('badRequest')
}

const missing = (name: string) => new Refused('paramMissing', `The required parameter, ${name}, is missing.`)

function checkKey(given: Json | undefined, id: string): void {
  if (given === undefined || given === null) throw new Refused('noKey')
  if (text(given) !== id) throw new Refused('otherKey', `The URL does not support the key ${text(given)}`)
}

/** Attributes or relationships; the vendor's client sends both even when they are empty. */
function members(value: Json | undefined): JsonObject {
  if (value === undefined || value === null) return {}
  if (!isObject(value)) throw new Refused('dataFormat')
  return value
}

const isMember = (name: string, creating: boolean): boolean =>
  ['type', 'attributes', 'relationships'].includes(name) || (name === 'id' && !creating)

/** What sales channels may not send is refused as if it did not exist [assumed] (section 2.4). */
function isAttribute(resource: Resource, name: string, creating: boolean, caller: Caller): boolean {
  const attribute = name === 'id' ? undefined : attributeOf(resource, name)
  if (!attribute || (attribute.staff && roleOf(caller) !== 'integration')) return false
  return creating ? attribute.creatable : attribute.updatable
}

function isRelationship(resource: Resource, name: string, creating: boolean, caller: Caller): boolean {
  const relationship = relationshipOf(resource, name)
  if (!relationship || (relationship.staff && roleOf(caller) !== 'integration')) return false
  return isWritable(relationship, creating)
}

function readLinkage({ many, targets }: Relationship, value: Json | undefined): Identifier[] {
  if (!isObject(value) || value.data === undefined) throw new Refused('linksObject')
  const { data } = value
  if (many !== Array.isArray(data)) throw new Refused('linksObject')
  const entries = Array.isArray(data) ? data : data === null ? [] : [data]
  return entries.map((entry) => {
    if (!isObject(entry) || typeof entry.type !== 'string' || !isKey(entry.id))
      throw new Refused('linksObject')
    if (!targets.includes(entry.type))
      throw new Refused('typeMismatch', `${entry.type} is not a valid type for this operation.`)
    return { type: entry.type, id: String(entry.id) }
  })
}

const isKey = (id: Json | undefined): boolean =>
  (typeof id === 'string' && id !== '') || typeof id === 'number'
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
