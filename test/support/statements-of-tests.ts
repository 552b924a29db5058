/** Marks the statements that a test sends itself, so that they are told from those of what it tests. */
import { type KyselyPlugin, RawNode, type RootOperationNode } from 'kysely'

const MARK = ' /* by a test */'

export const isOfTests = (statement: string): boolean => statement.endsWith(MARK)

/** For the database that tests are given. */
export const ofTests: KyselyPlugin = {
  transformQuery: ({ node }) => marked(node),
  transformResult: async ({ result }) => result,
}

function marked(node: RootOperationNode): RootOperationNode {
  if (node.kind === 'RawNode') {
    const fragments = [...node.sqlFragments]
    fragments.push(`${fragments.pop() ?? ''}${MARK}`)
    return { ...node, sqlFragments: fragments }
  }
  if (node.kind !== 'SelectQueryNode') return node
  return {
    ...node,
    endModifiers: [
      ...(node.endModifiers ?? []),
      { kind: 'SelectModifierNode', rawModifier: RawNode.createWithSql(MARK.trim()) },
    ],
  } as RootOperationNode
}
