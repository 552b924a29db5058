/** A customer's tags: written by name as a whole, taken away one by one (sections 6.4, 6.5, 6.12). */
import type { Writer } from '../../../core/ports.ts'
import { where } from '../../../core/query.ts'
import type { Json } from '../../../core/schema.ts'
import { MAX_TAG_NAME, MAX_TAGS, tagPairsOf } from '../../../core/tags.ts'
import { unprocessable } from '../errors.ts'
import { readText } from '../input/read-input.ts'

const MAX_TEXT = 1000

/** `'vip, loyal,,vip'` is `['vip', 'loyal']`. */
export function readTags(value: Json, name: string): string[] {
  const text = value === null ? '' : readText(value, name)
  if ([...text].length > MAX_TEXT) throw unprocessable(name, `must be at most ${MAX_TEXT} characters`)
  const names = [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '')
  if (names.length > MAX_TAGS) throw unprocessable(name, `at most ${MAX_TAGS} tags are allowed`)
  if (names.some((tag) => [...tag].length > MAX_TAG_NAME))
    throw unprocessable(name, `a tag must be at most ${MAX_TAG_NAME} characters`)
  return names
}

/** A tag's id is `SL201UT…`; no customer shows it, so its text is taken for it too [assumed]. */
export async function removeTags(
  writer: Writer,
  organization: number,
  customerKey: number,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  const named = (field: 'numberId' | 'name') => where('tag').in(field, ids)
  const tags = await writer.list(organization, {
    type: 'tag',
    where: { op: 'any', of: [named('numberId'), named('name')] },
    sort: [],
    limit: 2 * ids.length,
  })
  const gone = new Set(tags.map(({ key }) => key))
  const now = await tagPairsOf(writer, organization, customerKey)
  await writer.remove(
    'customerTag',
    now.filter(({ tagKey }) => gone.has(tagKey)).map(({ key }) => key),
  )
}
