/** `filter[q][<attributes>_<matcher>]=<value>` and the simple `filter[<name>]=<value>` (Filtering data). */
import {
  all,
  always,
  any,
  type Condition,
  type FieldRef,
  never,
  not,
  type Scalar,
} from '../../../core/query.ts'
import { fold } from '../../../lib/fold.ts'
import { Refused } from '../errors.ts'
import { someLinked } from '../links.ts'
import {
  type Attribute,
  attributeOf,
  type FieldSource,
  type Link,
  type Resource,
  type Source,
} from '../resource.ts'
import { targetsOf } from '../resources/index.ts'
import { MAX_COMPARISONS, MAX_FILTER_HOPS } from '../settings.ts'
import { secretHash } from '../values/sealed.ts'
import { evaluateScalar } from './evaluate-scalar.ts'
import { MATCHER_NAMES, MATCHERS, type Matcher, PRESENCE } from './matchers.ts'
import type { Param } from './read-params.ts'
import { readBoolean, readObject, readValue } from './read-value.ts'

export interface FilterOptions {
  /** The related records that the caller may see, and so may filter by; all of them by default. */
  visible?: (target: Resource) => Condition | undefined
}

/** The conjunction of all filters; undefined when none is left. */
export function readFilters(
  params: readonly Param[],
  resource: Resource,
  options: FilterOptions = {},
): Condition | undefined {
  const filters = params.filter(({ path }) => path[0] === 'filter')
  const comparisons = filters.reduce((sum, filter) => sum + comparisonsOf(filter), 0)
  if (comparisons > MAX_COMPARISONS)
    throw new Refused('filtersSyntax', `at most ${MAX_COMPARISONS} comparisons are allowed.`)
  const conditions = filters
    .map(({ path, value }) => readFilter(resource, path.slice(1), value, options))
    .filter((condition) => condition !== undefined)
  return conditions.length > 0 ? all(...conditions) : undefined
}

/** Of a name that joins attributes each counts; so does each value of a list that is not looked up in an index at once. */
function comparisonsOf({ path, value }: Param): number {
  const name = path.at(-1) ?? ''
  const eachByItself = /_(any|all)$/.test(name)
  return name.split(/_or_|_and_/).length * (eachByItself ? value.split(',').length : 1)
}

/** The names that are ignored because they name nothing that can be filtered; for the log, without values. */
export const ignoredFilters = (params: readonly Param[], resource: Resource): string[] =>
  params.flatMap(({ path: [root, first = '', inner], value }) => {
    if (root !== 'filter' || (first === 'q') !== (inner !== undefined)) return []
    if (inner === undefined && !resource.simpleFilters.includes(first)) return []
    const name = inner ?? simpleName(resource, first)
    return compileFilter(resource, name, value) === null ? [inner ?? first] : []
  })

function readFilter(
  resource: Resource,
  [name, inner, ...rest]: readonly string[],
  value: string,
  options: FilterOptions,
): Condition | undefined {
  if (name === undefined || (name === 'q' && inner === undefined) || rest.length > 0)
    throw new Refused('filtersSyntax', `${value} is not a valid syntax for filtering.`)
  if (name !== 'q') {
    if (!resource.simpleFilters.includes(name)) throw new Refused('filter', `${name} is not allowed.`)
    if (inner !== undefined)
      throw new Refused('filtersSyntax', `${value} is not a valid syntax for filtering.`)
    return compileFilter(resource, simpleName(resource, name), value, options, name) ?? undefined
  }
  return compileFilter(resource, inner ?? '', value, options) ?? undefined
}

/** The simple form in the words of the other: equality, any of a list, bounds of a time [assumed]. */
function simpleName(resource: Resource, name: string): string {
  const alias = resource.aliases[name]
  if (alias) return alias
  if (Object.hasOwn(resource.scopes, name)) return name
  if (name === 'ids') return 'id_in'
  const [, time, bound] = /^(.+_at)_(from|to)$/.exec(name) ?? []
  if (time) return `${time}_${bound === 'from' ? 'gteq' : 'lteq'}`
  return attributeOf(resource, name)?.type === 'object' ? `${name}_jcont` : `${name}_in`
}

/**
 * One filter as a condition; undefined when its value is empty (it is dropped), null when it names nothing
 * that can be filtered like that (it is ignored, or refused where that is strict). `asked` is what a refusal calls it.
 */
function compileFilter(
  resource: Resource,
  name: string,
  value: string,
  options: FilterOptions = {},
  asked = name,
): Condition | undefined | null {
  if (Object.hasOwn(resource.scopes, name)) return compileScope(resource.scopes[name] ?? null, name, value)
  const matcherName = MATCHER_NAMES.find((candidate) => name.endsWith(`_${candidate}`))
  const matcher = MATCHERS.get(matcherName ?? '')
  if (!matcherName || !matcher) return null
  const joined = name.slice(0, -matcherName.length - 1)
  const glue = joined.includes('_or_') ? '_or_' : '_and_'
  // A key that mixes both is invalid.
  if (glue === '_or_' && joined.includes('_and_')) return null
  const paths = joined.split(glue).map((part) => resolvePath(resource, part, MAX_FILTER_HOPS))
  const usable = paths.filter((path) => path !== null && applies(path.attribute, matcherName, matcher))
  if (usable.length < paths.length) return null
  const conditions = usable.map(
    (path) => path && conditionAlong(path, matcher, value, asked, options.visible),
  )
  if (conditions.some((condition) => !condition)) return undefined
  const join = glue === '_or_' ? any : all
  return join(...conditions.map((condition) => condition ?? undefined))
}

/** `true` finds the records of the scope, `false` the others, as with every matcher that takes a boolean. */
function compileScope(scope: Condition | null, name: string, value: string): Condition | undefined | null {
  if (scope === null) return null
  if (value === '') return undefined
  const wanted = readBoolean(value)
  if (wanted === undefined) throw new Refused('filterValue', `${value} is not a valid value for ${name}.`)
  return wanted ? scope : not(scope)
}

const applies = (attribute: Attribute, name: string, matcher: Matcher): boolean =>
  attribute.presenceOnly ? PRESENCE.has(name) : matcher.types.includes(attribute.type)

interface Path {
  links: readonly { link: Link; targets: readonly Resource[] }[]
  attribute: Attribute
}

/** An attribute first, then a path through filterable relationships, the longest name first. */
function resolvePath(resource: Resource, name: string, hops: number): Path | null {
  const attribute = attributeOf(resource, name)
  if (attribute?.filterable) return { links: [], attribute }
  if (hops === 0) return null
  const candidates = resource.relationships
    .filter((one) => one.filterable && name.startsWith(`${one.name}_`))
    .sort((a, b) => b.name.length - a.name.length)
  for (const relationship of candidates) {
    const targets = targetsOf(relationship)
    const attributeName = name.slice(relationship.name.length + 1)
    // All that several targets have in common for certain is an id.
    const isOpen = targets.length === 1 || attributeName === 'id'
    const rest = isOpen && targets[0] ? resolvePath(targets[0], attributeName, hops - 1) : null
    if (rest) return { ...rest, links: [{ link: relationship.link, targets }, ...rest.links] }
  }
  return null
}

function conditionAlong(
  { links, attribute }: Path,
  matcher: Matcher,
  value: string,
  name: string,
  visible: FilterOptions['visible'] = () => undefined,
): Condition | undefined {
  const test = testFor(matcher, attribute, value, name)
  if (!test) return undefined
  const matchesNull = evaluateScalar(test, null) === true
  return links.reduceRight(
    (inner, { link, targets }) => throughRelation(link, targets, inner, visible, matchesNull),
    onSource(attribute.source, test, matchesNull),
  )
}

/**
 * The filter library joins related records with LEFT JOIN: where there is none, every related attribute is
 * null, so a matcher that accepts null accepts the record that has no related one.
 */
function throughRelation(
  link: Link,
  targets: readonly Resource[],
  inner: Condition,
  visible: NonNullable<FilterOptions['visible']>,
  matchesNull: boolean,
): Condition {
  if (link === 'same') return inner
  const some = targets.flatMap((target) => someLinked(link, target, all(visible(target), inner)) ?? [])
  const there = targets.flatMap((target) => someLinked(link, target, all(visible(target))) ?? [])
  if (some.length === 0) return matchesNull ? always : never
  return matchesNull ? any(...some, not(any(...there))) : any(...some)
}

/** Stands for the attribute in a test that is not tied to a field yet. */
const ANY_FIELD = 'value'

function testFor(matcher: Matcher, { type }: Attribute, text: string, name: string): Condition | undefined {
  const invalid = () => new Refused('filterValue', `${text} is not a valid value for ${name}.`)
  const need = <T>(value: T | undefined): T => {
    if (value === undefined) throw invalid()
    return value
  }
  const texts = matcher.takes === 'list' ? text.split(',').filter((part) => part !== '') : [text]
  if (text === '' || texts.length === 0) return undefined
  if (matcher.takes === 'flag') {
    const condition = matcher.condition(ANY_FIELD, [], type)
    return need(readBoolean(text)) ? condition : not(condition)
  }
  if (matcher.takes === 'json')
    return matcher.condition(ANY_FIELD, [need(readObject(text)) as unknown as Scalar], type)
  const values = texts.map((part) => need(readValue(type, part)))
  return matcher.condition(ANY_FIELD, values, type)
}

/** The test on the core's field, or the records of those listed values that pass it. */
function onSource(source: Source, test: Condition, matchesNull: boolean): Condition {
  const cases = 'cases' in source ? source.cases : source.names ? casesOf(source) : null
  if (cases)
    return any(...cases.filter(({ value }) => evaluateScalar(test, value) === true).map(({ where }) => where))
  const { field, relation, folded = false, hashed = false, when, otherwise } = source as FieldSource
  const here = onField(hashed ? byHash(test) : test, field, folded)
  const condition = relation ? onRelated(relation, here, matchesNull) : here
  if (!when) return condition
  if (otherwise) return any(all(when, condition), all(not(when), onSource(otherwise, test, matchesNull)))
  return matchesNull ? any(all(when, condition), not(when)) : all(when, condition)
}

function onRelated(relation: string, where: Condition, matchesNull: boolean): Condition {
  const some: Condition = { op: 'some', relation, where }
  return matchesNull ? any(some, not({ op: 'some', relation, where: always })) : some
}

function casesOf({ field, names = {} }: FieldSource) {
  return [...new Set(Object.values(names))].map((value) => ({
    value,
    where: {
      op: 'in',
      field,
      values: Object.keys(names).filter((name) => names[name] === value),
    } satisfies Condition,
  }))
}

/** The same test of the value's hash; nothing is like a secret, or comes before it. */
function byHash(test: Condition): Condition {
  switch (test.op) {
    case 'all':
    case 'any':
      return { op: test.op, of: test.of.map(byHash) }
    case 'not':
      return not(byHash(test.of))
    case 'eq':
    case 'ne':
      return { ...test, value: secretHash(String(test.value)) }
    case 'in':
      return { ...test, values: test.values.map((value) => secretHash(String(value))) }
    case 'null':
      return test
    default:
      return never
  }
}

function onField(test: Condition, field: FieldRef, folded: boolean): Condition {
  switch (test.op) {
    case 'all':
    case 'any':
      return { op: test.op, of: test.of.map((part) => onField(part, field, folded)) }
    case 'not':
      return not(onField(test.of, field, folded))
    case 'ilike':
      return { ...test, field, pattern: folded ? fold(test.pattern) : test.pattern }
    case 'some':
    case 'sum':
      return test
    default:
      return { ...test, field }
  }
}
