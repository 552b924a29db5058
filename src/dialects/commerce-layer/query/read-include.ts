/** `include=customer_group,orders.line_items` (Including associations). */
import { Refused } from '../errors.ts'
import { type Resource, relationshipOf } from '../resource.ts'
import { targetOf } from '../resources/index.ts'
import { MAX_INCLUDE_DEPTH, MAX_INCLUDES } from '../settings.ts'
import type { Param } from './read-params.ts'

/** The relationships to include, each with those of its target. */
export type IncludeTree = Map<string, IncludeTree>

/** Only the first bad path is reported. */
export function readInclude(params: readonly Param[], resource: Resource): IncludeTree {
  const tree: IncludeTree = new Map()
  const value = params.find(({ path }) => path.length === 1 && path[0] === 'include')?.value ?? ''
  for (const path of value.split(',').filter((text) => text !== '')) addPath(tree, resource, path.split('.'))
  if (sizeOf(tree) > MAX_INCLUDES)
    throw new Refused('include', `at most ${MAX_INCLUDES} relationships can be included.`)
  return tree
}

const sizeOf = (tree: IncludeTree): number =>
  [...tree.values()].reduce((sum, inner) => sum + 1 + sizeOf(inner), 0)

function addPath(root: IncludeTree, resource: Resource, segments: readonly string[]): void {
  let tree = root
  let here: Resource | undefined = resource
  let type = resource.type
  for (const [depth, segment] of segments.entries()) {
    const relationship = here && relationshipOf(here, segment)
    if (!relationship?.includable || depth >= MAX_INCLUDE_DEPTH)
      throw new Refused('include', `${segment} is not a valid includable relationship of ${type}`)
    const inner: IncludeTree = tree.get(segment) ?? new Map()
    tree.set(segment, inner)
    tree = inner
    here = targetOf(relationship)
    type = relationship.targets[0] ?? ''
  }
}
