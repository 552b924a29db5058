/** Where two answers differ: members of JSON by their path, everything else as a whole. */
import { jsonTokens, looksLikeJson } from '../../lib/json-text.ts'

export interface Difference {
  /** `data.0.attributes.email`; empty: the whole body. */
  path: string
  /** As it stands in the text; null: it is not there. */
  before: string | null
  after: string | null
}

/** Longer lists help nobody. */
const MOST = 200

/**
 * `shown` gives each text as it may be shown: what is masked differs by what is behind the mask, and shows the mask.
 */
export function differencesOf(before: string, after: string, shown: (text: string) => string): Difference[] {
  if (before === after) return []
  if (!looksLikeJson(before) || !looksLikeJson(after))
    return [{ path: '', before: shown(before), after: shown(after) }]
  const [was, is] = [valuesOf(before), valuesOf(after)]
  const [shownBefore, shownAfter] = [valuesOf(shown(before)), valuesOf(shown(after))]
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((path) => was.get(path) !== is.get(path))
    .slice(0, MOST)
    .map((path) => ({
      path,
      before: shownBefore.get(path) ?? null,
      after: shownAfter.get(path) ?? null,
    }))
}

const valuesOf = (text: string): Map<string, string> =>
  new Map([...jsonTokens(text)].map(({ path, text: value }) => [path.join('.'), value]))
