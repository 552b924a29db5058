/** Everything that is wrong with a draft, told together (section 5.4). */
import { all, type Condition } from '../../../core/query.ts'
import { fold } from '../../../lib/fold.ts'
import type { Attribute, Relationship } from '../resource.ts'
import { MAX_TAGS } from '../settings.ts'
import { blank, invalid, notInList, taken, tooLong, tooMany, tooShort } from './problems.ts'
import type { Draft, Problem, WriteContext, WriteValue } from './write-types.ts'

export async function problemsOf(draft: Draft, context: WriteContext): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const attribute of draft.resource.attributes) {
    const sent = draft.values.has(attribute.name)
    if (!sent && !(attribute.required && draft.before === null)) continue
    problems.push(...(await attributeProblems(attribute, draft, context)))
  }
  const tags = new Set(draft.references.get('tags')?.map(({ record }) => record.key))
  if (tags.size > MAX_TAGS) problems.push(tooMany('tags', tags.size, MAX_TAGS, true))
  for (const relationship of draft.resource.relationships)
    if (isLacking(relationship, draft)) problems.push(blank(relationship.name, true))
  return [...problems, ...((await draft.resource.writing.check?.(draft, context)) ?? [])]
}

const isLacking = ({ name, required }: Relationship, { references, before }: Draft): boolean =>
  required && (references.has(name) ? references.get(name)?.length === 0 : before === null)

async function attributeProblems(
  attribute: Attribute,
  draft: Draft,
  context: WriteContext,
): Promise<Problem[]> {
  const { name, required, rules } = attribute
  const value = draft.values.get(name) ?? null
  if (isBlank(value) && (required || value === null || value === '')) return required ? [blank(name)] : []
  const found: Problem[] = []
  if (typeof value === 'string') {
    const length = [...value].length
    if (rules.min !== undefined && length < rules.min) found.push(tooShort(name, value, rules.min))
    if (rules.max !== undefined && length > rules.max) found.push(tooLong(name, value, rules.max))
    if (rules.format && !rules.format.test(value.trim())) found.push(invalid(name, value))
    if (rules.in && !rules.in.includes(value)) found.push(notInList(name, value))
    if (rules.matching && !rules.matching.test(value.trim())) found.push(notInList(name, value))
  }
  if (found.length === 0 && rules.unique && (await isTaken(attribute, value, draft, context)))
    found.push(taken(name, value))
  return found.map((problem) => (attribute.hidden ? withoutValue(problem) : problem))
}

/** What is never shown (a password) is not told back either. */
const withoutValue = (problem: Problem): Problem => {
  const { value: _value, ...meta } = problem.meta
  return { ...problem, meta }
}

const isBlank = (value: WriteValue): boolean =>
  value === null || (typeof value === 'string' && value.trim() === '')

async function isTaken(
  { name, source, rules }: Attribute,
  value: WriteValue,
  { resource, before }: Draft,
  { writer, organization }: WriteContext,
): Promise<boolean> {
  if (!resource.record || !('field' in source)) return false
  if (rules.unique === 'by turns') await writer.exclusive(`${resource.type}.${name}`)
  const { field, folded } = source
  const wanted = folded ? fold(String(value).trim()) : (value as string)
  const same: Condition = { op: 'eq', field, value: wanted }
  const [other] = await writer.list(organization, {
    type: resource.record,
    where: all(resource.only, same),
    sort: [],
    limit: 1,
  })
  return other !== undefined && (other as { key: number }).key !== before?.key
}
