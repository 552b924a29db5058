/** Files that come with a product or a variant (Get Product, Get Product Variant). */
import type { Json, JsonObject } from '../../core/schema.ts'
import { isObject } from './own-extras.ts'

/** `{file, files}` of the kept `files`; the first of them is also the legacy `file`, which is null without any. */
export function presentFiles({ files: kept }: JsonObject) {
  const files: { name: Json; url: Json }[] = (Array.isArray(kept) ? kept.filter(isObject) : []).map(
    ({ name = null, url = null }) => ({ name, url }),
  )
  return { file: files[0] ?? null, files }
}
