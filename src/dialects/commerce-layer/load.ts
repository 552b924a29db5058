/** Brings the records that a document shows: what is asked for, what it includes, what presenting needs. */
import type { Condition } from '../../core/query.ts'
import { type RecordType, relationOf, relations } from '../../core/schema.ts'
import type { Services } from '../dialect.ts'
import { Refused } from './errors.ts'
import type { IncludeTree } from './read-include.ts'
import {
  type AnyRecord,
  type ReadRelated,
  type Relationship,
  type Resource,
  relationshipOf,
} from './resource.ts'
import { resources, targetOf } from './resources/index.ts'
import { MAX_INCLUDED } from './settings.ts'
import type { Caller } from './tokens.ts'

export interface Asking {
  caller: Caller
  services: Services
}

export interface Loaded {
  resource: Resource
  record: AnyRecord
  related: unknown
  /** The identifiers of each included relationship, in order. */
  linkage: Map<string, { type: string; id: string }[]>
}

export const shortIdOf = (record: AnyRecord): string => String(record.shortId)
const keyOf = (resource: Resource, record: AnyRecord): string => `${resource.type}/${record.key}`

/**
 * The records with all that the tree includes, level by level: one statement for each relationship and
 * whatever the resources' own loads take, however many records there are. Each record stands once.
 */
export async function loadAll(
  resource: Resource,
  records: readonly AnyRecord[],
  tree: IncludeTree,
  asking: Asking,
): Promise<Loaded[]> {
  const seen = new Map<string, Loaded>()
  await visit(resource, records, tree)
  await loadWhatPresentingNeeds([...seen.values()], asking)
  return [...seen.values()]

  async function visit(here: Resource, found: readonly AnyRecord[], include: IncludeTree): Promise<void> {
    for (const record of found) {
      const key = keyOf(here, record)
      if (!seen.has(key)) seen.set(key, { resource: here, record, related: undefined, linkage: new Map() })
    }
    if (seen.size > MAX_INCLUDED) throw new Refused('include', `${here.type} are too many to include`)
    for (const [name, inner] of include) {
      const relationship = relationshipOf(here, name)
      if (!relationship) continue
      const target = targetOf(relationship)
      const byKey = await relatedRecords(here, relationship, found, asking)
      for (const record of found)
        seen.get(keyOf(here, record))?.linkage.set(
          name,
          (byKey.get(record.key) ?? []).map((one) => ({ type: target?.type ?? '', id: shortIdOf(one) })),
        )
      const next = new Map([...byKey.values()].flat().map((record) => [record.key, record]))
      if (target?.record) await visit(target, [...next.values()], inner)
    }
  }
}

async function loadWhatPresentingNeeds(loaded: readonly Loaded[], asking: Asking): Promise<void> {
  for (const resource of resources.values()) {
    const mine = loaded.filter((one) => one.resource === resource)
    if (!resource.load || mine.length === 0) continue
    const relatedOf = await resource.load(
      readRelated(asking),
      mine.map(({ record }) => record),
    )
    for (const one of mine) one.related = relatedOf(one.record)
  }
}

const readRelated =
  ({ caller, services }: Asking): ReadRelated =>
  (type, relation, keys) =>
    services.records.related(caller.organization.key, type, relation as never, keys) as never

/** The related records of each record, by its key. */
export async function relatedRecords(
  resource: Resource,
  { link, many }: Relationship,
  records: readonly AnyRecord[],
  asking: Asking,
): Promise<Map<number, AnyRecord[]>> {
  const { caller, services } = asking
  if (link === 'same') return new Map(records.map((record) => [record.key, [record]]))
  if (link === 'owner') {
    const owner = await ownerOf(asking)
    return new Map(records.map((record) => [record.key, owner ? [owner] : []]))
  }
  if (link === null || link === 'history' || !resource.record) return new Map()
  const here = relationOf(resource.record, link.relation)?.here ?? 'key'
  const keys = records.flatMap((record) => (typeof record[here] === 'number' ? [record[here]] : []))
  const sort = many ? [{ field: 'createdAt' }, { field: 'key' }] : []
  const found = await services.records.related(
    caller.organization.key,
    resource.record,
    link.relation as never,
    keys,
    { sort },
  )
  return new Map(
    records.map((record) => [
      record.key,
      (found.get(record[here] as number) ?? []) as unknown as AnyRecord[],
    ]),
  )
}

/** The customer that owns the token (section 5.6), or null. */
export async function ownerOf({ caller, services }: Asking): Promise<AnyRecord | null> {
  if (caller.owner?.type !== 'Customer') return null
  const owner = await services.records.find(caller.organization.key, 'customer', 'shortId', caller.owner.id)
  return owner as unknown as AnyRecord | null
}

/** The record of that public id, or the refusal that there is none. */
export async function findRecord(
  resource: Resource,
  id: string,
  { caller, services }: Asking,
): Promise<AnyRecord> {
  const known = resource.record && !id.includes('\0')
  const record =
    known &&
    (await services.records.find(caller.organization.key, resource.record as RecordType, 'shortId', id))
  if (!record) throw new Refused('notFound')
  return record as unknown as AnyRecord
}

/** Which records of the target hang on that one: the condition of a related list. */
export function hangsOn(type: RecordType, relation: string, record: AnyRecord): Condition {
  const known = relationOf(type, relation)
  if (!known) throw new Error(`${type} has no relation ${relation}`)
  const { through } = known
  if (!through) return { op: 'eq', field: known.there, value: record[known.here] as number }
  const back = Object.entries(relations[known.to]).find(
    ([, other]) => 'through' in other && other.through.type === through.type && other.to === type,
  )
  if (!back) throw new Error(`${known.to} does not lead back to ${type}`)
  return { op: 'some', relation: back[0], where: { op: 'eq', field: 'key', value: record.key } }
}
