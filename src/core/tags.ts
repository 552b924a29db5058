/** Tags: what one may be called, how many a customer may have, and how they are found or made by their names. */
import type { Writer } from './ports.ts'
import { where } from './query.ts'
import type { RecordOf, Tag } from './schema.ts'

/** Most tags that can be written to one customer, and the longest name: SHOPLINE's, the widest that any platform has. */
export const MAX_TAGS = 100
export const MAX_TAG_NAME = 128
/** More than any platform lets write. */
const MOST = 10_000

/** The name as it is kept, or null where none of the platforms could write it: `' vip '` is `vip`, `a,b` is none. */
export function tagName(text: string): string | null {
  const name = text.trim()
  // A comma is what stands between two tags where they travel as one text.
  return name === '' || [...name].length > MAX_TAG_NAME || /[,\p{Cc}]/u.test(name) ? null : name
}

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
