/** Tags of an object: set as a whole, added and removed by name; at most ten (Tagging resources). */
import { all, type Condition } from '../../../core/query.ts'
import type { RecordType, Tag } from '../../../core/schema.ts'
import { trigger, type Value } from '../describe-resource.ts'
import { Refused } from '../errors.ts'
import type { AnyRecord, Resource } from '../resource.ts'
import { MAX_TAGS } from '../settings.ts'
import { tooMany, validationErrors } from './problems.ts'
import type { Reference, WriteContext } from './write-types.ts'

/** `relationships.tags` replaces the whole set. */
export async function setTags(
  { record: type }: Resource,
  record: AnyRecord,
  references: readonly Reference[],
  context: WriteContext,
): Promise<void> {
  if (!type) return
  await holdTags(type, record, context)
  await keepOnly(type, record, new Set(references.map((one) => one.record.key)), context)
}

/** `_add_tags` and `_remove_tags` of a type: comma-separated names; unknown ones are dropped. */
export const addTags = (type: RecordType): Value<unknown> =>
  trigger(async (record, value, context) => {
    const tags = await byNames(String(value), context)
    await holdTags(type, record, context)
    const now = new Set(await tagKeysOf(type, record, context))
    const wanted = new Set([...now, ...tags.map(({ key }) => key)])
    if (wanted.size > MAX_TAGS) throw refusal('_add_tags', wanted.size)
    await keepOnly(type, record, wanted, context)
    return record
  })

export const removeTags = (type: RecordType): Value<unknown> =>
  trigger(async (record, value, context) => {
    const gone = new Set((await byNames(String(value), context)).map(({ key }) => key))
    await holdTags(type, record, context)
    const now = await tagKeysOf(type, record, context)
    await keepOnly(type, record, new Set(now.filter((key) => !gone.has(key))), context)
    return record
  })

const refusal = (field: string, count: number) =>
  new Refused(validationErrors([tooMany(field, count, MAX_TAGS)]))

/** Two changes of one object's tags happen one after the other, so that none is lost and ten stay ten. */
const holdTags = (type: RecordType, { key }: AnyRecord, { writer }: WriteContext): Promise<void> =>
  writer.lock(type, key)

async function byNames(text: string, { writer, organization }: WriteContext): Promise<Tag[]> {
  const names = [
    ...new Set(
      text
        .replaceAll('\0', '')
        .split(',')
        .map((name) => name.trim().toLowerCase()),
    ),
  ]
  const where: Condition = { op: 'in', field: 'name', values: names }
  return writer.list(organization, { type: 'tag', where, sort: [], limit: names.length })
}

/** A customer's tags are the core's own; those of other records are links. */
async function tagKeysOf(
  type: RecordType,
  { key }: AnyRecord,
  { writer, organization }: WriteContext,
): Promise<number[]> {
  if (type === 'customer') {
    const rows = await writer.list(organization, {
      type: 'customerTag',
      where: ofCustomer(key),
      sort: [],
      limit: 1000,
    })
    return rows.map(({ tagKey }) => tagKey)
  }
  const where = all({ op: 'eq', field: 'fromKey', value: key }, { op: 'eq', field: 'name', value: 'tags' })
  const links = await writer.list(organization, { type: 'link', where, sort: [], limit: 1000 })
  return links.map(({ toKey }) => toKey)
}

const ofCustomer = (key: number): Condition => ({ op: 'eq', field: 'customerKey', value: key })

async function keepOnly(
  type: RecordType,
  { key }: AnyRecord,
  wanted: ReadonlySet<number>,
  { writer, organization }: WriteContext,
): Promise<void> {
  if (type !== 'customer') {
    const targets = [...wanted].map((tag) => ({ type: 'tag' as const, key: tag }))
    return writer.setLinks(type, key, 'tags', targets)
  }
  const rows = await writer.list(organization, {
    type: 'customerTag',
    where: ofCustomer(key),
    sort: [],
    limit: 1000,
  })
  const now = new Set(rows.map(({ tagKey }) => tagKey))
  const gone = rows.filter(({ tagKey }) => !wanted.has(tagKey))
  await writer.remove(
    'customerTag',
    gone.map((row) => row.key),
  )
  const fresh = [...wanted].filter((tag) => !now.has(tag))
  await writer.create(
    'customerTag',
    fresh.map((tagKey) => ({ customerKey: key, tagKey })),
  )
}
