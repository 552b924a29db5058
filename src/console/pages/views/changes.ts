/** What is different since the last look. */
import { type JsonNode, nodesOf, readJson } from './json-tree.ts'

/** The answer without the members that are new in every answer. */
export const lasting = (body: string, passing: readonly string[]): string =>
  passing.reduce((text, name) => text.replace(new RegExp(`"${name}":"[^"]*"`, 'g'), ''), body)

/** By pointer, what a value was before, as written; an empty text where it was not there. */
export function changesOf(
  before: string | null,
  root: JsonNode | null,
  passing: readonly string[],
): ReadonlyMap<string, string> {
  const changes = new Map<string, string>()
  const earlier = before === null ? null : readJson(before)
  if (!earlier || !root) return changes
  const was = new Map([...nodesOf(earlier)].map((node) => [node.pointer, node]))
  for (const node of nodesOf(root)) {
    const old = was.get(node.pointer)
    const isPassing = passing.some((name) => node.pointer.endsWith(`/${name}`))
    if (isPassing || node.children.length > 0) continue
    if (old === undefined) changes.set(node.pointer, '')
    else if (old.text !== node.text || old.kind !== node.kind) changes.set(node.pointer, old.text || '…')
  }
  return changes
}
