/** `fields[<type>]=a,b` (Sparse fieldsets). */
import { Refused } from '../errors.ts'
import { attributeOf, type Resource, relationshipOf } from '../resource.ts'
import { resources } from '../resources/index.ts'
import type { Param } from './read-params.ts'

/** The members to show, by type; a type that is not in it shows all. */
export type Fieldsets = ReadonlyMap<string, ReadonlySet<string>>

export function readFields(params: readonly Param[]): Fieldsets {
  const sets = new Map<string, ReadonlySet<string>>()
  for (const { path, value } of params) {
    if (path[0] !== 'fields') continue
    const type = path[1]
    if (type === undefined) throw new Refused('fieldFormat', 'Fields must specify a type.')
    const resource = resources.get(type)
    if (!resource) throw new Refused('resource', `${type} is not a valid resource.`)
    const names = value.split(',').filter((name) => name !== '')
    if (names.length === 0) throw new Refused('field', `nil is not a valid field for ${type}.`)
    // Of a type that is only linked to, the fields are not known here.
    const stranger = resource.served && names.find((name) => !isField(resource, name))
    if (stranger) throw new Refused('field', `${stranger} is not a valid field for ${type}.`)
    sets.set(type, new Set(names))
  }
  return sets
}

/** `id` is one, and `type` is let through [assumed]; what is never printed is none. */
function isField(resource: Resource, name: string): boolean {
  if (name === 'id' || name === 'type') return true
  const attribute = attributeOf(resource, name)
  return attribute ? !attribute.hidden : relationshipOf(resource, name) !== undefined
}
