/**
 * The platform's filter library ignores a filter that names nothing filterable and answers unfiltered [assumed].
 * Who would rather know asks for strict filters: then such a name is refused.
 */
import { Refused } from '../errors.ts'
import { relationshipOf } from '../resource.ts'
import { resources, targetOf } from '../resources/index.ts'
import { ignoredFilters } from './read-filter.ts'
import { readParams } from './read-params.ts'

/** Refuses the first unknown name in the query of a list or a related list; `params` are those of its route. */
export function refuseIgnoredFilters(query: string, params: Readonly<Record<string, string>>): void {
  const resource = resources.get(params.type ?? '')
  const relationship = resource && relationshipOf(resource, params.relationship ?? '')
  const listed = relationship ? relationship.many && targetOf(relationship) : resource
  const [name] = listed ? ignoredFilters(readParams(query), listed) : []
  if (name !== undefined) throw new Refused('filter', `${name} is not allowed.`)
}
