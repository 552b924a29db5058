/** The named links between records that are given as lines of their own: each is added where it is not there. */
import type { Writer } from '../../core/ports.ts'
import { all, where } from '../../core/query.ts'
import type { Link } from '../../core/schema.ts'

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

const nameOf = ({ fromKey, name, toKey }: NewLink): string => `${fromKey} ${toKey} ${name}`
