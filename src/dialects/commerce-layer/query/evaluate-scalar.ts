/** A condition on one value, in SQL's three-valued logic; for attributes whose values are a closed list. */
import type { Comparison, Condition } from '../../../core/query.ts'
import type { Scalar } from '../resource.ts'

/** True, false, or null for unknown. Every field that the condition names is taken to have the value. */
export function evaluateScalar(condition: Condition, value: Scalar): boolean | null {
  switch (condition.op) {
    case 'all':
      return fold(condition.of, value, false)
    case 'any':
      return fold(condition.of, value, true)
    case 'not': {
      const inner = evaluateScalar(condition.of, value)
      return inner === null ? null : !inner
    }
    case 'null':
      return value === null
    case 'in':
      return value === null ? null : condition.values.includes(value)
    case 'like':
    case 'ilike':
      return value === null ? null : likeExpression(condition.pattern, condition.op).test(String(value))
    case 'jsonContains':
    case 'some':
    case 'sum':
    case 'plainLike':
    case 'foldedLike':
      return null
    default:
      return value === null ? null : COMPARE[condition.op](value, condition.value as Exclude<Scalar, null>)
  }
}

/** `decisive` settles the whole: true for `any`, false for `all`. */
function fold(parts: readonly Condition[], value: Scalar, decisive: boolean): boolean | null {
  const results = parts.map((part) => evaluateScalar(part, value))
  if (results.includes(decisive)) return decisive
  return results.includes(null) ? null : !decisive
}

const COMPARE: Record<Comparison, <T>(a: T, b: T) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
}

function likeExpression(pattern: string, op: 'like' | 'ilike'): RegExp {
  const source = pattern.replace(/\\(.)|[\s\S]/g, (token, escaped?: string) => {
    if (escaped !== undefined) return escapeExpression(escaped)
    return token === '%' ? '[\\s\\S]*' : token === '_' ? '[\\s\\S]' : escapeExpression(token)
  })
  return new RegExp(`^${source}$`, op === 'ilike' ? 'i' : '')
}

const escapeExpression = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
