/** `sort=-created_at,customer_group.name` (Sorting results). */
import type { Condition, Sort } from '../../../core/query.ts'
import { Refused } from '../errors.ts'
import { hopsTo } from '../links.ts'
import { type Attribute, attributeOf, isId, type Resource, relationshipOf, type Source } from '../resource.ts'
import { targetsOf } from '../resources/index.ts'
import { MAX_SORTS } from '../settings.ts'
import type { Param } from './read-params.ts'

/** Oldest first; ties in the order of insertion. */
const DEFAULT: readonly Sort[] = [{ field: 'createdAt' }, { field: 'key' }]

/** `visible` are the related records that the caller may see, and so may sort by; all of them by default. */
export function readSort(
  params: readonly Param[],
  resource: Resource,
  visible: (target: Resource) => Condition | undefined = () => undefined,
): Sort[] {
  const value = params.find(({ path }) => path.length === 1 && path[0] === 'sort')?.value ?? ''
  const wanted = value.split(',').filter((text) => text !== '')
  if (wanted.length === 0) return [...DEFAULT]
  if (wanted.length > MAX_SORTS) throw new Refused('sort', `at most ${MAX_SORTS} sort criteria are allowed.`)
  const sorts = wanted.flatMap((criterion) => {
    const descending = criterion.startsWith('-')
    const name = descending ? criterion.slice(1) : criterion
    return sortBy(resource, name, visible).map((sort) => ({ ...sort, descending }))
  })
  if (sorts.some((sort) => sort.field === 'key' && !sort.relation)) return sorts
  return [...sorts, { field: 'key', descending: wanted.at(-1)?.startsWith('-') ?? false }]
}

/** The core's sort; none where every record has the same value. */
function sortBy(
  resource: Resource,
  name: string,
  visible: (target: Resource) => Condition | undefined,
): Sort[] {
  const [first = '', second, ...rest] = name.split('.')
  const relationship = relationshipOf(resource, first)
  const targets = relationship?.sortable ? targetsOf(relationship) : []
  // All that several targets have in common for certain is an id.
  const target = targets.length === 1 || (second ?? 'id') === 'id' ? targets[0] : undefined
  const attribute = target ? attributeOf(target, second ?? 'id') : attributeOf(resource, name)
  if (!attribute?.sortable || rest.length > 0)
    throw new Refused('sort', `${name} is not a valid sort criteria for ${resource.type}`)
  const own = sortBySource(attribute)
  if (!own || !target) return own ? [own] : []
  const hops = hopsTo(relationship?.link ?? null, target, visible(target))
  if (!hops) return []
  return [hops.length > 0 ? { ...own, relation: hops } : own]
}

/** By id is by creation: the public id is a disguised number there [assumed]. */
const sortBySource = (attribute: Attribute): Sort | null =>
  isId(attribute) ? { field: 'key' } : sortOf(attribute.source)

function sortOf(source: Source): Sort | null {
  if ('cases' in source) return source.cases.length > 1 ? { cases: source.cases } : null
  const { field, when, names } = source
  const otherwise = source.otherwise && sortOf(source.otherwise)
  return {
    field,
    ...(when ? { when } : {}),
    ...(otherwise ? { otherwise } : {}),
    ...(names ? { as: names } : {}),
  }
}
