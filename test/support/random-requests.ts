/**
 * Random requests to Commerce Layer's Core API from its own descriptions: any resource, relationship, include,
 * fieldset, filter, sort and body, about any of the given records.
 */
import fc from 'fast-check'
import { MATCHER_NAMES } from '../../src/dialects/commerce-layer/matchers.ts'
import type { Resource } from '../../src/dialects/commerce-layer/resource.ts'
import { resources, targetOf } from '../../src/dialects/commerce-layer/resources/index.ts'

/** Choices in order, so that a failing request shrinks. */
export type Tape = readonly number[]
export const tape = fc.array(fc.nat(999_983), { minLength: 60, maxLength: 60 })

export interface Pool {
  /** Public ids by resource type: the caller's, and those of others. */
  own: ReadonlyMap<string, readonly string[]>
  others: ReadonlyMap<string, readonly string[]>
  /** Ids of events. */
  events: readonly string[]
  /** Values that others have. */
  values: readonly string[]
}

export interface RandomRequest {
  method: string
  url: string
  body: string
}

const all = [...resources.values()]
const served = all.filter(({ served: here }) => here)

const EVERYWHERE = new Set(['reference', 'reference_origin', 'metadata'])
/** Has something of its own to be made with. */
const isMade = ({ attributes, relationships }: Resource): boolean =>
  attributes.some(({ name, creatable }) => creatable && !EVERYWHERE.has(name)) ||
  relationships.some(({ creatable }) => creatable)

export function randomRequest(choices: Tape, pool: Pool): RandomRequest {
  let place = 0
  const next = (below: number) => (below === 0 ? 0 : (choices[place++ % choices.length] ?? 0) % below)
  const pick = <T>(list: readonly T[]): T => list[next(list.length)] as T
  const chance = (percent: number) => next(100) < percent
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: next(most + 1) }, make)

  /** An own record more often than another's, so that answers hold something. */
  const idOf = (type: string): string => {
    if (type === 'event_stores') return pick(pool.events)
    const [mine, theirs] = [pool.own.get(type) ?? [], pool.others.get(type) ?? []]
    const from = chance(65) && mine.length > 0 ? mine : theirs
    return from.length > 0 ? pick(from) : 'XXXXXXXXXX'
  }
  const value = () =>
    pick([
      ...pool.values,
      '%',
      'true',
      'false',
      'a',
      '2026-01-01',
      '1',
      idOf('customers'),
      `%${pick(pool.values)}%`,
      `${pick(pool.values)},${pick(pool.values)}`,
      JSON.stringify({ [pick(pool.values)]: 1 }),
    ])
  const attributeName = ({ attributes }: Resource) => pick(['id', ...attributes.map(({ name }) => name)])
  const pathFrom = (
    resource: Resource,
    most: number,
    wanted: 'filterable' | 'includable',
  ): [string[], Resource] => {
    const names: string[] = []
    let here = resource
    for (let hops = next(most + 1); hops > 0; hops--) {
      const relationship = pick(here.relationships.filter((one) => one[wanted]))
      if (!relationship) break
      names.push(relationship.name)
      const target = targetOf(relationship)
      if (!target) break
      here = target
    }
    return [names, here]
  }

  function query(resource: Resource): string {
    const parts: [string, string][] = []
    const includes = some(3, () => pathFrom(resource, 3, 'includable')[0].join('.')).filter(Boolean)
    if (includes.length > 0) parts.push(['include', includes.join(',')])
    if (chance(15)) {
      const shown = pick(all)
      parts.push([`fields[${shown.type}]`, some(4, () => attributeName(shown)).join(',')])
    }
    for (const _ of some(2, () => 0)) {
      const [names, target] = pathFrom(resource, 3, 'filterable')
      const name = [...names, attributeName(target)].join('_')
      parts.push(
        chance(80)
          ? [`filter[q][${name}_${pick(MATCHER_NAMES)}]`, value()]
          : [`filter[${pick(resource.simpleFilters)}]`, value()],
      )
    }
    if (chance(30)) {
      const relationship = pick(resource.relationships.filter(({ sortable }) => sortable))
      const target = relationship && targetOf(relationship)
      const name =
        target && chance(60) ? `${relationship.name}.${attributeName(target)}` : attributeName(resource)
      parts.push(['sort', `${chance(50) ? '-' : ''}${name}`])
    }
    if (chance(20)) parts.push(['page[size]', String(1 + next(25))])
    return parts.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')
  }

  function body(resource: Resource, id: string | null): string {
    const flag = id === null ? 'creatable' : 'updatable'
    const attributes = resource.attributes.filter((one) => one[flag] || chance(5))
    const relationships = resource.relationships.filter((one) => one[flag] || chance(5))
    const linkage = (types: readonly string[]) => {
      const type = pick(types)
      return { type, id: idOf(type) }
    }
    return JSON.stringify({
      data: {
        type: resource.type,
        attributes: Object.fromEntries(
          some(5, () => pick(attributes)).flatMap((one) =>
            one
              ? [[one.name, pick([...pool.values, 'GB', 'text-1', 'a@example.org', true, null, 7, {}])]]
              : [],
          ),
        ),
        relationships: Object.fromEntries(
          some(3, () => pick(relationships)).flatMap((one) => {
            if (!one) return []
            const data = one.many
              ? some(3, () => linkage(one.targets))
              : chance(10)
                ? null
                : linkage(one.targets)
            return [[one.name, { data }]]
          }),
        ),
        ...(id === null ? {} : { id }),
      },
    })
  }

  const resource = chance(90) ? pick(served) : pick(all)
  const id = idOf(resource.type)
  const kind = next(100)
  if (kind < 12 && isMade(resource)) {
    const seen = chance(40) ? query(resource) : ''
    return { method: 'POST', url: `/api/${resource.type}?${seen}`, body: body(resource, null) }
  }
  if (kind < 24) {
    const seen = chance(40) ? query(resource) : ''
    return { method: 'PATCH', url: `/api/${resource.type}/${id}?${seen}`, body: body(resource, id) }
  }
  if (kind < 27) {
    const theirs = pool.others.get(resource.type) ?? []
    return { method: 'DELETE', url: `/api/${resource.type}/${pick(theirs) ?? 'XXXXXXXXXX'}`, body: '' }
  }
  if (kind < 35) return { method: 'GET', url: `/api/${resource.type}?${query(resource)}`, body: '' }
  if (kind < 55) return { method: 'GET', url: `/api/${resource.type}/${id}?${query(resource)}`, body: '' }
  const relationship = pick(resource.relationships)
  if (!relationship) return { method: 'GET', url: `/api/${resource.type}/${id}`, body: '' }
  const related = targetOf(relationship) ?? resource
  const middle = chance(20) ? 'relationships/' : ''
  const seen = query(related)
  return { method: 'GET', url: `/api/${resource.type}/${id}/${middle}${relationship.name}?${seen}`, body: '' }
}
