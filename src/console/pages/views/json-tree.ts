/**
 * JSON as it was written: member order, escapes, `1.0` and numbers beyond 2^53 stay as they are, which parsing into
 * values and writing them again would change.
 */
export interface JsonNode {
  /** Names and places from the root, as RFC 6901 writes them: `/data/attributes/email`. */
  pointer: string
  kind: 'object' | 'array' | 'string' | 'number' | 'word'
  /** Of a value that holds no others, as written. */
  text: string
  children: readonly JsonChild[]
}

export interface JsonChild {
  /** As written, with its quotes; null in a list. */
  name: string | null
  node: JsonNode
}

const SPACE = /[\t\n\r ]*/y
const STRING = /"(?:[^"\\]|\\.)*"/y
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y

/** Null when the text is no JSON. */
export function readJson(text: string): JsonNode | null {
  let at = 0
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found) return null
    at += found[0].length
    return found[0]
  }
  const sign = (wanted: string): boolean => {
    take(SPACE)
    if (text[at] !== wanted) return false
    at++
    return true
  }
  const must = <T>(value: T | null | false): T => {
    if (value === null || value === false) throw new SyntaxError(`no JSON at ${at}`)
    return value
  }

  function several(end: string, child: (place: number) => JsonChild): JsonChild[] {
    const children: JsonChild[] = []
    if (sign(end)) return children
    do children.push(child(children.length))
    while (sign(','))
    must(sign(end))
    return children
  }

  function value(pointer: string): JsonNode {
    if (sign('{'))
      return {
        ...{ pointer, kind: 'object', text: '' },
        children: several('}', () => {
          take(SPACE)
          const name = must(take(STRING))
          must(sign(':'))
          return { name, node: value(`${pointer}/${escaped(JSON.parse(name))}`) }
        }),
      }
    if (sign('['))
      return {
        ...{ pointer, kind: 'array', text: '' },
        children: several(']', (place) => ({ name: null, node: value(`${pointer}/${place}`) })),
      }
    for (const [kind, pattern] of [
      ['string', STRING],
      ['number', NUMBER],
      ['word', WORD],
    ] as const) {
      const found = take(pattern)
      if (found !== null) return { pointer, kind, text: found, children: [] }
    }
    return must<JsonNode>(null)
  }

  try {
    const root = value('')
    take(SPACE)
    return at === text.length ? root : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** The member of that name; undefined where there is none. */
export const memberOf = ({ kind, children }: JsonNode, name: string): JsonNode | undefined =>
  kind === 'object' ? children.find((child) => child.name === JSON.stringify(name))?.node : undefined

/** Itself and all that it holds. */
export function* nodesOf(node: JsonNode): Iterable<JsonNode> {
  yield node
  for (const child of node.children) yield* nodesOf(child.node)
}

/** `/data/attributes` and `/data` of `/data/attributes/email`. */
export function above(pointer: string): string[] {
  const names = pointer.split('/').slice(1, -1)
  return names.map((_, place) => `/${names.slice(0, place + 1).join('/')}`).reverse()
}
