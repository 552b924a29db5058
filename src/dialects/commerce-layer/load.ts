/** Brings the records that a document shows: what is asked for, what it includes, what presenting needs. */

import { all, type Condition, never } from '../../core/query.ts'
import type { Services } from '../dialect.ts'
import { Refused } from './errors.ts'
import { visible } from './permissions.ts'
import type { IncludeTree } from './query/read-include.ts'
import { type Found, relatedRecords } from './related.ts'
import { type AnyRecord, publicIdOf, type ReadRelated, type Resource, relationshipOf } from './resource.ts'
import { resources } from './resources/index.ts'
import { MAX_INCLUDED } from './settings.ts'
import type { Caller } from './tokens.ts'

export interface Asking {
  /** Of the answer; absent: made when it is written. */
  traceId?: string
  caller: Caller
  services: Services
}

export interface Loaded {
  resource: Resource
  record: AnyRecord
  related: unknown
  /** The identifiers of each included relationship, in order. */
  linkage: ReadonlyMap<string, readonly { type: string; id: string }[]>
}
export const NOTHING_LINKED: Loaded['linkage'] = new Map()

const keyOf = ({ resource, record }: Found): string => `${resource.type}/${record.key}`
export const identifierOf = ({ resource, record }: Found) => ({
  type: resource.type,
  id: publicIdOf(resource, record),
})

/**
 * The records with all that the tree includes, level by level: a fixed number of statements for each
 * relationship and whatever the resources' own loads take, however many records there are. Each stands once.
 */
export async function loadAll(
  resource: Resource,
  records: readonly AnyRecord[],
  tree: IncludeTree,
  asking: Asking,
): Promise<Loaded[]> {
  if (tree.size === 0) {
    const loaded = records.map((record) => ({
      resource,
      record,
      related: undefined,
      linkage: NOTHING_LINKED,
    }))
    await loadWhatPresentingNeeds(loaded, asking)
    return loaded
  }
  const seen = new Map<string, Loaded>()
  const linkages = new Map<string, Map<string, { type: string; id: string }[]>>()
  await visit(
    resource,
    records.map((record) => ({ resource, record })),
    tree,
  )
  await loadWhatPresentingNeeds([...seen.values()], asking)
  return [...seen.values()]

  async function visit(here: Resource, found: readonly Found[], include: IncludeTree): Promise<void> {
    for (const one of found)
      if (!seen.has(keyOf(one))) {
        linkages.set(keyOf(one), new Map())
        seen.set(keyOf(one), { ...one, related: undefined, linkage: linkages.get(keyOf(one)) ?? new Map() })
      }
    if (seen.size > MAX_INCLUDED) throw new Refused('include', `${here.type} are too many to include`)
    const mine = found.filter((one) => one.resource === here)
    for (const [name, inner] of include) {
      const relationship = relationshipOf(here, name)
      if (!relationship) continue
      const byKey = await relatedRecords(
        here,
        relationship,
        mine.map(({ record }) => record),
        asking,
      )
      for (const one of mine)
        linkages.get(keyOf(one))?.set(name, (byKey.get(one.record.key) ?? []).map(identifierOf))
      const next = new Map([...byKey.values()].flat().map((one) => [keyOf(one), one]))
      const target = resources.get(relationship.targets[0] ?? '')
      if (target && next.size > 0) await visit(target, [...next.values()], inner)
    }
  }
}

async function loadWhatPresentingNeeds(loaded: readonly Loaded[], asking: Asking): Promise<void> {
  // Most show none that needs anything.
  if (!loaded.some(({ resource }) => resource.load)) return
  for (const resource of new Set(loaded.map((one) => one.resource))) {
    if (!resource.load) continue
    const mine = loaded.filter((one) => one.resource === resource)
    const relatedOf = await resource.load(
      readRelated(asking),
      mine.map(({ record }) => record),
      asking,
    )
    for (const one of mine) one.related = relatedOf(one.record)
  }
}

const readRelated =
  ({ caller, services }: Asking): ReadRelated =>
  (type, relation, keys) =>
    services.records.related(caller.organization.key, type, relation as never, keys) as never

/**
 * The record of that public id; refuses when there is none (404), and when the caller may not see it: 401,
 * not 404 (section 7.4).
 */
export async function findRecord(resource: Resource, id: string, asking: Asking): Promise<AnyRecord> {
  const { record: type } = resource
  const record = type && !id.includes('\0') ? await first(withId(resource, id)) : undefined
  if (!type || !record) throw new Refused('notFound')
  const limit = visible(resource, asking.caller)
  if (limit && !(await first(all({ op: 'eq', field: 'key', value: record.key }, limit))))
    throw new Refused('unauthorized')
  return record

  async function first(where: Condition): Promise<AnyRecord | undefined> {
    if (!type) return undefined
    const { records } = asking.services
    const [found] = await records.list(asking.caller.organization.key, { type, where, sort: [], limit: 1 })
    return found as AnyRecord | undefined
  }
}

export const withId = ({ only, idField }: Resource, id: string): Condition => {
  if (idField !== 'key') return all(only, { op: 'eq', field: idField, value: id })
  return /^\d{1,15}$/.test(id) ? all(only, { op: 'eq', field: idField, value: Number(id) }) : never
}
