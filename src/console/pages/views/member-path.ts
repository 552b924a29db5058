/** Where an answer shows a field: `included[type=tags].attributes.name` (see src/dialects/views.ts). */
import { type JsonNode, memberOf } from './json-tree.ts'

export interface Match {
  node: JsonNode
  /** The `id` of the object that it is in, or of one around that; null where none has an `id`. */
  record: string | null
}

/** All places of the path, in the order of the text. */
export function findMembers(root: JsonNode, path: string): Match[] {
  const steps = path.match(/[^.[\]]+|\[[^\]]*\]/g) ?? []
  return steps.reduce<Match[]>(
    (found, step) =>
      found.flatMap((match) => (step.startsWith('[') ? elements(match, step) : member(match, step))),
    [{ node: root, record: null }],
  )
}

function member({ node, record }: Match, name: string): Match[] {
  const found = memberOf(node, name)
  return found ? [{ node: found, record: textOf(memberOf(node, 'id')) ?? record }] : []
}

function elements({ node }: Match, step: string): Match[] {
  if (node.kind !== 'array') return []
  const [, name = '', value = ''] = /^\[(\w+)=(.*)\]$/.exec(step) ?? []
  return node.children
    .filter((child) => name === '' || textOf(memberOf(child.node, name)) === value)
    .map((child) => ({ node: child.node, record: null }))
}

const textOf = (node: JsonNode | undefined): string | null =>
  node?.kind === 'string' ? JSON.parse(node.text) : (node?.text ?? null)
