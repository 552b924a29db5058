/** A customer's tags by name, written as a whole. */
import type { Writer } from './ports.ts'
import { where } from './query.ts'
import type { RecordOf, Tag } from './schema.ts'

/** More than any platform lets write. */
const MOST = 10_000

/** The tags of these names; those that there are not yet are made. */
export async function tagsNamed(
  writer: Writer,
  organization: number,
  names: readonly string[],
): Promise<Tag[]> {
  const lacking = async (): Promise<[Tag[], string[]]> => {
    const found = await writer.list(organization, {
      type: 'tag',
      where: where('tag').in('name', names),
      sort: [],
      limit: names.length,
    })
    const known = new Set(found.map(({ name }) => name))
    return [found, names.filter((name) => !known.has(name))]
  }
  if (names.length === 0) return []
  const [found, missing] = await lacking()
  if (missing.length === 0) return found
  // Two requests that bring the same new tag make it once.
  await writer.exclusive('tags')
  const [known, fresh] = await lacking()
  return [
    ...known,
    ...(await writer.create(
      'tag',
      fresh.map((name) => ({ name })),
    )),
  ]
}

/** Makes these the customer's only tags. */
export async function setTags(
  writer: Writer,
  organization: number,
  customerKey: number,
  tags: readonly Tag[],
): Promise<void> {
  const wanted = new Set(tags.map(({ key }) => key))
  const now = await tagPairsOf(writer, organization, customerKey)
  const had = new Set(now.map(({ tagKey }) => tagKey))
  await writer.remove(
    'customerTag',
    now.filter(({ tagKey }) => !wanted.has(tagKey)).map(({ key }) => key),
  )
  const fresh = [...wanted].filter((tagKey) => !had.has(tagKey))
  await writer.create(
    'customerTag',
    fresh.map((tagKey) => ({ customerKey, tagKey })),
  )
}

/** The pairs that join the customer to its tags. */
export const tagPairsOf = (
  writer: Writer,
  organization: number,
  customerKey: number,
): Promise<RecordOf<'customerTag'>[]> =>
  writer.list(organization, {
    type: 'customerTag',
    where: where('customerTag').eq('customerKey', customerKey),
    sort: [],
    limit: MOST,
  })
