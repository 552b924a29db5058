/**
 * Goes through JSON as text: numbers keep their digits and everything its place, and text that is cut off or is not
 * quite JSON is gone through as far as it makes sense.
 */

export interface JsonToken {
  /** Names of members and numbers of items from the outside in: `['data', '0', 'email']`. */
  path: readonly string[]
  /** It lies deeper than its path tells. */
  isBelow: boolean
  kind: 'string' | 'number' | 'word' | 'name'
  /** As it stands: `"Ada"`, `12`, `true`. */
  text: string
  /** Its first and the character behind its last, in the text that is gone through. */
  from: number
  to: number
}

const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|[{}[\],:]|[^\s"{}[\],:]+/g
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** Nothing that means something is deeper, and a longer path would be written anew for each value. */
export const DEEPEST = 64

interface Level {
  isObject: boolean
  name: string
  index: number
  /** What comes next is a member's name. */
  expectsName: boolean
}

/**
 * The values of the text that hold no others, in their order. A word or text where a name should be counts as one.
 * `names`: these as well, as part of their own path.
 */
export function* jsonTokens(text: string, names = false): Generator<JsonToken> {
  const levels: Level[] = []
  /** The path of all levels but the last; null: not known yet. Most values stand beside the one before. */
  let outer: readonly string[] | null = null
  for (const { 0: token, index: from } of text.matchAll(TOKEN)) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') {
      levels.push({ isObject: token === '{', name: '', index: 0, expectsName: token === '{' })
      outer = null
    } else if (token === '}' || token === ']') {
      levels.pop()
      outer = null
    } else if (token === ':') {
      if (level) level.expectsName = false
    } else if (token === ',') {
      if (level) {
        level.index += 1
        level.expectsName = level.isObject
      }
    } else {
      const isName = level?.expectsName === true
      if (level && isName) level.name = nameIn(token)
      if (isName && !names) continue
      const isBelow = levels.length > DEEPEST
      outer ??= levels.slice(0, isBelow ? DEEPEST : -1).map(nameOf)
      const path = level && !isBelow ? [...outer, nameOf(level)] : outer
      yield {
        path,
        isBelow,
        kind: isName ? 'name' : kindOf(token),
        text: token,
        from,
        to: from + token.length,
      }
    }
  }
}

/** The same text with other values: `change` gives what stands in a value's place; null leaves it. `names`: in theirs too. */
export function rewriteJson(
  text: string,
  change: (token: JsonToken) => string | null,
  names = false,
): string {
  const parts: string[] = []
  let at = 0
  for (const token of jsonTokens(text, names)) {
    const changed = change(token)
    if (changed === null) continue
    parts.push(text.slice(at, token.from), changed)
    at = token.to
  }
  return at === 0 ? text : parts.join('') + text.slice(at)
}

export const looksLikeJson = (text: string): boolean => /^\s*[{[]/.test(text)

/** What a string's text says; as it stands where it is cut off. */
export function stringIn(token: string): string {
  try {
    return String(JSON.parse(token))
  } catch {
    return token.replace(/^"|"$/g, '')
  }
}

const nameIn = (token: string): string => (token.startsWith('"') ? stringIn(token) : token)

const nameOf = ({ isObject, name, index }: Level): string => (isObject ? name : String(index))

function kindOf(token: string): JsonToken['kind'] {
  if (token.startsWith('"')) return 'string'
  return NUMBER.test(token) ? 'number' : 'word'
}

/** Something to escape, or what may be half of a surrogate pair. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes them (RFC 8259, 7)
const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/

/** `quote('a"b') === '"a\\"b"'`; several times as fast as `JSON.stringify` where there is nothing to escape. */
export const quote = (text: string): string => (SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`)
