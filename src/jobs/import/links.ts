/** The named links between records: given as lines of their own, each is added; as the whole set of a record, others go. */
import type { Writer } from '../../core/ports.ts'
import { all, where } from '../../core/query.ts'
import type { Link, RecordType } from '../../core/schema.ts'

export type NewLink = Omit<Link, 'key'>

/** Returns the items whose link was not there before. */
export async function writeLinks<T extends { link: NewLink }>(
  writer: Writer,
  organization: number,
  items: readonly T[],
): Promise<T[]> {
  if (items.length === 0) return []
  const { in: among } = where('link')
  const keysOf = (end: 'fromKey' | 'toKey') => [...new Set(items.map(({ link }) => link[end]))]
  const before = await writer.list(organization, {
    type: 'link',
    where: all(among('fromKey', keysOf('fromKey')), among('toKey', keysOf('toKey'))),
    sort: [],
    limit: 1_000_000,
  })
  const known = new Set(before.map(nameOf))
  const fresh = items.filter(({ link }) => {
    const isNew = !known.has(nameOf(link))
    known.add(nameOf(link))
    return isNew
  })
  await writer.create(
    'link',
    fresh.map(({ link }) => link),
  )
  return fresh
}

/** Everything that a record links to by one name. */
export interface NamedLinks {
  /** What says so. */
  item: unknown
  name: string
  from: { type: RecordType; key: number }
  to: readonly { type: RecordType; key: number }[]
}

/** Makes these the only links of that name; returns those that changed. No record's `updatedAt` follows. */
export async function setNamedLinks(
  writer: Writer,
  organization: number,
  sets: readonly NamedLinks[],
): Promise<NamedLinks[]> {
  if (sets.length === 0) return []
  const before = await writer.list(organization, {
    type: 'link',
    where: where('link').in('fromKey', [...new Set(sets.map(({ from }) => from.key))]),
    sort: [],
    limit: 1_000_000,
  })
  const stale: number[] = []
  const fresh: NewLink[] = []
  const changed = sets.filter(({ name, from, to }) => {
    const now = before.filter((link) => link.fromKey === from.key && link.name === name)
    const gone = now.filter((link) => !to.some(({ key }) => key === link.toKey))
    const added = to.filter(({ key }) => !now.some((link) => link.toKey === key))
    stale.push(...gone.map(({ key }) => key))
    for (const { type, key } of added)
      fresh.push({ name, fromType: from.type, fromKey: from.key, toType: type, toKey: key })
    return gone.length + added.length > 0
  })
  await writer.remove('link', stale)
  await writer.create('link', fresh)
  return changed
}

const nameOf = ({ fromKey, name, toKey }: NewLink): string => `${fromKey} ${toKey} ${name}`
