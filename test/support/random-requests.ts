/**
 * Random requests to Commerce Layer's Core API from its own descriptions: any resource, relationship, include,
 * fieldset, filter, sort and body, about any of the given records.
 */
import fc from 'fast-check'
import { MATCHER_NAMES, MATCHERS } from '../../src/dialects/commerce-layer/query/matchers.ts'
import type { Attribute, AttributeType, Resource } from '../../src/dialects/commerce-layer/resource.ts'
import { resources, targetOf } from '../../src/dialects/commerce-layer/resources/index.ts'

/** Choices in order, so that the request follows from them. */
export type Tape = readonly number[]
export const tape = fc.array(fc.nat(999_983), { minLength: 100, maxLength: 100 })

export interface Pool {
  /** Public ids by resource type: the caller's, and those of others. */
  own: ReadonlyMap<string, readonly string[]>
  others: ReadonlyMap<string, readonly string[]>
  /** Types of which the caller may see some at all: asked for more often. */
  open: readonly string[]
  /** Ids of events. */
  events: readonly string[]
  /** Values that others have; those that name them in bodies, where they would not become the caller's own. */
  values: readonly string[]
  names: readonly string[]
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

/** Takes values of the attribute's type. */
function takesValues(name: string, attribute: Attribute | undefined): boolean {
  const matcher = MATCHERS.get(name)
  if (!matcher || !attribute || matcher.takes === 'flag') return false
  return matcher.types.includes(attribute.type)
}

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
    const from = chance(80) && mine.length > 0 ? mine : theirs
    return from.length > 0 ? pick(from) : 'XXXXXXXXXX'
  }

  /** Mostly one that can be asked for like that, so that the answer holds something. */
  const attributeOf = ({ attributes }: Resource, fits: (one: Attribute) => boolean): Attribute | undefined =>
    pick(chance(90) ? attributes.filter((one) => !one.hidden && fits(one)) : attributes)
  const nameOf = (resource: Resource, fits: (one: Attribute) => boolean): string =>
    attributeOf(resource, fits)?.name ?? 'id'

  const value = () => {
    const [one, other] = [pick(pool.values), pick(pool.values)]
    return pick([one, other, '%', 'true', 'a', '1', idOf('customers'), `%${one}%`, `${one},${other}`])
  }
  const valueFor = (attribute: Attribute | undefined): string => {
    const plain: Partial<Record<AttributeType, string>> = {
      datetime: '2026-01-01',
      integer: '1',
      float: '1.5',
      boolean: 'true',
      object: JSON.stringify({ [pick(pool.values)]: 1 }),
    }
    return (chance(90) && attribute && plain[attribute.type]) || value()
  }

  /** Through relationships, at most so many. */
  function pathFrom(
    resource: Resource,
    most: number,
    wanted: 'filterable' | 'includable',
  ): [string[], Resource] {
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

  function filter(resource: Resource): [string, string] {
    if (chance(15)) return [`filter[${pick(resource.simpleFilters)}]`, value()]
    const [names, target] = pathFrom(resource, 3, 'filterable')
    const attribute = attributeOf(target, ({ filterable }) => filterable)
    const fitting = MATCHER_NAMES.filter((name) => takesValues(name, attribute))
    const matcher = pick(chance(90) && fitting.length > 0 ? fitting : MATCHER_NAMES)
    return [`filter[q][${[...names, attribute?.name ?? 'id'].join('_')}_${matcher}]`, valueFor(attribute)]
  }

  function sort(resource: Resource): [string, string] {
    const relationship = pick(resource.relationships.filter(({ sortable }) => sortable))
    const target = relationship && targetOf(relationship)
    const sortable = (one: Attribute) => one.sortable
    const name =
      target && chance(60) ? `${relationship.name}.${nameOf(target, sortable)}` : nameOf(resource, sortable)
    return ['sort', `${chance(50) ? '-' : ''}${name}`]
  }

  function query(resource: Resource): string {
    const includes = some(3, () => pathFrom(resource, 3, 'includable')[0].join('.')).filter(Boolean)
    const shown = pick(all)
    const parts = [
      ...(includes.length > 0 ? [['include', includes.join(',')]] : []),
      ...(chance(15) ? [[`fields[${shown.type}]`, some(4, () => nameOf(shown, () => true)).join()]] : []),
      ...some(2, () => filter(resource)),
      ...(chance(30) ? [sort(resource)] : []),
      ...(chance(20) ? [['page[size]', String(1 + next(25))]] : []),
    ]
    return parts.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')
  }

  /** Others' values only where they name a customer: elsewhere they would be the caller's own from then on. */
  const sentFor = ({ type }: Resource, { name, type: as, hidden }: Attribute): unknown => {
    const names = name === 'customer_email' || (type === 'customers' && name === 'email')
    if (names && pool.names.length > 0 && chance(50)) return pick(pool.names)
    if (name.endsWith('email')) return `${next(999_999)}@example.org`
    if (hidden || chance(10)) return pick(['text-1', true, null, 7, {}, []])
    if (name === 'country_code') return 'GB'
    const fitting: Record<AttributeType, unknown> = {
      string: 'text-1',
      integer: 1,
      float: 1.5,
      boolean: true,
      datetime: '2026-01-01T00:00:00Z',
      object: { text: 1 },
      array: [],
    }
    return fitting[as]
  }
  const linkage = (types: readonly string[]) => {
    const type = pick(types)
    return { type, id: idOf(type) }
  }

  function body(resource: Resource, id: string | null): string {
    const flag = id === null ? 'creatable' : 'updatable'
    const sends = (one: { creatable: boolean; updatable: boolean }) => one[flag] || chance(1)
    const attributes = resource.attributes.filter(sends)
    // What is required is mostly there, so that some bodies are taken.
    const sent = attributes.filter(({ required }) => chance(required && id === null ? 95 : 20))
    const relationships = resource.relationships
      .filter(sends)
      .filter(({ required }) => chance(required && id === null ? 90 : 20))
    return JSON.stringify({
      data: {
        type: resource.type,
        attributes: Object.fromEntries(sent.map((one) => [one.name, sentFor(resource, one)])),
        relationships: Object.fromEntries(
          relationships.map((one) => {
            if (one.many) return [one.name, { data: some(3, () => linkage(one.targets)) }]
            return [one.name, { data: chance(10) ? null : linkage(one.targets) }]
          }),
        ),
        ...(id === null ? {} : { id }),
      },
    })
  }

  const open = served.filter(({ type }) => pool.open.includes(type))
  const resource = chance(80) ? pick(open) : pick(chance(80) ? served : all)
  const id = idOf(resource.type)
  const at = `/api/${resource.type}`
  const kind = next(100)
  if (kind < 12 && isMade(resource))
    return { method: 'POST', url: `${at}?${chance(40) ? query(resource) : ''}`, body: body(resource, null) }
  if (kind < 24)
    return {
      method: 'PATCH',
      url: `${at}/${id}?${chance(40) ? query(resource) : ''}`,
      body: body(resource, id),
    }
  if (kind < 27) {
    const theirs = pool.others.get(resource.type) ?? []
    return { method: 'DELETE', url: `${at}/${pick(theirs) ?? 'XXXXXXXXXX'}`, body: '' }
  }
  if (kind < 32) return { method: 'GET', url: `${at}?${query(resource)}`, body: '' }
  const relationship = pick(resource.relationships)
  if (kind < 55 || !relationship) return { method: 'GET', url: `${at}/${id}?${query(resource)}`, body: '' }
  const related = query(targetOf(relationship) ?? resource)
  const middle = chance(20) ? 'relationships/' : ''
  return { method: 'GET', url: `${at}/${id}/${middle}${relationship.name}?${related}`, body: '' }
}
