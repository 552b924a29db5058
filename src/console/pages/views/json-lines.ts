/** A JSON text as lines, each with one member, some of them folded. */
import { above, type JsonNode, nodesOf } from './json-tree.ts'

export interface JsonLine {
  pointer: string
  level: number
  /** As written; null in a list and at the root. */
  name: string | null
  /** A value that is shown whole on the line. */
  leaf: JsonNode | null
  /** What opens or closes what others are in: `{`, `],`. */
  bracket: string
  role: 'leaf' | 'open' | 'folded' | 'close'
  /** How many it holds. */
  count: number
  comma: boolean
}

export function linesOf(root: JsonNode, isFolded: (node: JsonNode) => boolean): JsonLine[] {
  const lines: JsonLine[] = []
  const add = (node: JsonNode, name: string | null, level: number, comma: boolean): void => {
    const count = node.children.length
    const [opening, closing] = node.kind === 'array' ? '[]' : '{}'
    const line = { pointer: node.pointer, level, name, count, comma }
    if (count === 0) {
      const text = node.text || `${opening}${closing}`
      lines.push({ ...line, role: 'leaf', leaf: { ...node, text }, bracket: '' })
      return
    }
    if (isFolded(node)) {
      lines.push({ ...line, role: 'folded', leaf: null, bracket: `${opening}…${closing}` })
      return
    }
    lines.push({ ...line, role: 'open', leaf: null, bracket: opening ?? '', comma: false })
    for (const [place, child] of node.children.entries())
      add(child.node, child.name, level + 1, place < count - 1)
    lines.push({ ...line, name: null, role: 'close', leaf: null, bracket: closing ?? '' })
  }
  add(root, null, 0, false)
  return lines
}

/** What takes more lines than this is folded at first, unless it shows a field. */
const SHORT = 3

/** The pointers of what is folded at first: long, and nothing in it is a field that people compare. */
export function foldedAtFirst(root: JsonNode, shown: Iterable<string>): ReadonlySet<string> {
  const open = new Set<string>([''])
  for (const pointer of shown) for (const one of [pointer, ...above(pointer)]) open.add(one)
  const folded = new Set<string>()
  for (const node of nodesOf(root))
    if (node.children.length > 0 && !open.has(node.pointer) && heightOf(node) > SHORT)
      folded.add(node.pointer)
  return folded
}

const heightOf = (node: JsonNode): number =>
  node.children.length === 0 ? 1 : node.children.reduce((sum, child) => sum + heightOf(child.node), 2)
