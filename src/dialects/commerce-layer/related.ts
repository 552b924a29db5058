/** The related records of many records, in a fixed number of statements a relationship. */
import { all, any, type Condition, type Sort } from '../../core/query.ts'
import { type RecordType, relationOf } from '../../core/schema.ts'
import { inScope, ownRecord } from './links.ts'
import type { Asking } from './load.ts'
import { visible } from './permissions.ts'
import type { AnyRecord, Link, RelationLink, Relationship, Resource } from './resource.ts'
import { resources } from './resources/index.ts'

/** A record as the resource that shows it. */
export interface Found {
  resource: Resource
  record: AnyRecord
}

const OLDEST_FIRST: readonly Sort[] = [{ field: 'createdAt' }, { field: 'key' }]
const NEWEST_FIRST: readonly Sort[] = OLDEST_FIRST.map((sort) => ({ ...sort, descending: true }))
/** More than a document may include. */
const LIMIT = 20_000

/** What the relationship leads to from each record, by its key, as far as the caller may see it. */
export async function relatedRecords(
  resource: Resource,
  { link, targets }: Pick<Relationship, 'link' | 'targets'>,
  records: readonly AnyRecord[],
  asking: Asking,
): Promise<Map<number, Found[]>> {
  const candidates = targets.flatMap((type) => resources.get(type) ?? [])
  const [target] = candidates
  if (link === null || link === 'history' || !resource.record || !target) return new Map()
  if (link === 'same') return each(records, (record) => [{ resource: target, record }])
  if (link === 'owner' || link === 'scope') {
    const where = link === 'owner' ? ownRecord(asking.caller) : inScope(target, asking.caller)
    const found = await listOf([target], where, asking)
    return each(records, () => found)
  }
  if ('relation' in link) return byRelation(resource.record, link, target, records, asking)
  return throughLinks(resource.record, link, candidates, records, asking)
}

const each = (records: readonly AnyRecord[], found: (record: AnyRecord) => Found[]) =>
  new Map(records.map((record) => [record.key, found(record)]))

async function byRelation(
  type: RecordType,
  { relation, where: only, last }: RelationLink,
  target: Resource,
  records: readonly AnyRecord[],
  { caller, services }: Asking,
): Promise<Map<number, Found[]>> {
  const here = relationOf(type, relation)?.here ?? 'key'
  const keys = records.flatMap((record) => (typeof record[here] === 'number' ? [record[here]] : []))
  const where = all(target.only, only, visible(target, caller))
  const found = await services.records.relatedRows(caller.organization.key, type, relation as never, keys, {
    where,
    ...(last === undefined ? { sort: OLDEST_FIRST } : { sort: NEWEST_FIRST, limitPerKey: last }),
  })
  return each(records, (record) =>
    ((found.get(record[here] as number) ?? []) as unknown as AnyRecord[]).map((one) => ({
      resource: target,
      record: one,
    })),
  )
}

/** The links of that name, then the records at their other end, a statement for each of the core's types. */
async function throughLinks(
  type: RecordType,
  link: Extract<Link, { linked: string } | { backlink: string }>,
  candidates: readonly Resource[],
  records: readonly AnyRecord[],
  asking: Asking,
): Promise<Map<number, Found[]>> {
  const forward = 'linked' in link
  const found = await asking.services.records.related(
    asking.caller.organization.key,
    type,
    (forward ? 'links' : 'backlinks') as never,
    records.map(({ key }) => key),
    {
      where: { op: 'eq', field: 'name', value: forward ? link.linked : link.backlink },
      sort: [{ field: 'key' }],
    },
  )
  const links = found as unknown as Map<number, { toKey: number; fromKey: number }[]>
  const far = (one: { toKey: number; fromKey: number }) => (forward ? one.toKey : one.fromKey)
  const keys = [...new Set([...links.values()].flat().map(far))]
  const where: Condition = { op: 'in', field: 'key', values: keys }
  const others = keys.length > 0 ? await listOf(candidates, where, asking) : []
  const byKey = new Map(others.map((one) => [one.record.key, one]))
  return each(records, ({ key }) => (links.get(key) ?? []).flatMap((one) => byKey.get(far(one)) ?? []))
}

/** The records that these resources show; `customer_addresses` and `addresses` never stand side by side. */
async function listOf(candidates: readonly Resource[], where: Condition, asking: Asking): Promise<Found[]> {
  const { caller, services } = asking
  const types = [...new Set(candidates.flatMap(({ record }) => record ?? []))]
  const found: Found[] = []
  for (const type of types) {
    const mine = candidates.filter(({ record }) => record === type)
    const seen = any(...mine.map((one) => all(one.only, visible(one, caller))))
    const records = (await services.records.list(caller.organization.key, {
      type,
      where: all(where, seen),
      sort: OLDEST_FIRST,
      limit: LIMIT,
    })) as unknown as AnyRecord[]
    for (const record of records) {
      const resource = mine.find(({ kind }) => kind === null || kind === record.kind)
      if (resource) found.push({ resource, record })
    }
  }
  return found
}
