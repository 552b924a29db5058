/** The parameters of a query string that a resource takes (Pagination, Sorting, Filtering, Including, Sparse fieldsets). */
import type { Schema } from '../../../lib/json-schema.ts'
import { type Parameter, queryParameter, type Reference, sharedParameter } from '../../../lib/openapi.ts'
import type { Resource } from '../resource.ts'
import { MAX_INCLUDE_DEPTH, MAX_PAGE_SIZE, PAGE_SIZE } from '../settings.ts'

export const SHARED_PARAMETERS: Readonly<Record<string, Parameter>> = {
  pageNumber: queryParameter('page[number]', { type: 'integer', minimum: 1, default: 1 }),
  pageSize: queryParameter('page[size]', {
    type: 'integer',
    minimum: 1,
    maximum: MAX_PAGE_SIZE,
    default: PAGE_SIZE,
  }),
  pageAfter: queryParameter('page[after]', { type: 'string' }, 'Of `links.next`.'),
  historySort: queryParameter('sort', { type: 'string', enum: ['id', '-id'] }),
}
export const PAGE: readonly Reference[] = ['pageNumber', 'pageSize'].map(sharedParameter)
export const HISTORY: readonly Reference[] = ['pageAfter', 'pageSize', 'historySort'].map(sharedParameter)

const list: Schema = { type: 'string' }

/** What every document of the resource's objects takes. */
export function viewParameters({ type, relationships, attributes }: Resource): Parameter[] {
  const includable = relationships.filter((one) => one.includable).map(({ name }) => name)
  return [
    ...(attributes.length > 0
      ? [queryParameter(`fields[${type}]`, list, 'The members to show, joined by commas.')]
      : []),
    ...(includable.length > 0
      ? [
          queryParameter(
            'include',
            list,
            `Paths of up to ${MAX_INCLUDE_DEPTH} relationships, joined by commas; from here ${includable.join(', ')}.`,
          ),
        ]
      : []),
  ]
}

/** What a list of them takes beside. */
export function listParameters(resource: Resource): (Parameter | Reference)[] {
  const { attributes, relationships, simpleFilters } = resource
  const sortable = ['id', ...attributes.filter((one) => one.sortable && !one.hidden).map(({ name }) => name)]
  const further = relationships.filter((one) => one.sortable).map(({ name }) => `${name}.…`)
  return [
    ...viewParameters(resource),
    queryParameter(
      'sort',
      list,
      `Joined by commas, descending with \`-\`: ${[...sortable, ...further].join(', ')}.`,
    ),
    {
      name: 'filter',
      in: 'query',
      description: 'Beside these: `filter[q][<attributes>_<matcher>]=<value>`.',
      style: 'deepObject',
      explode: true,
      schema: {
        type: 'object',
        properties: Object.fromEntries(simpleFilters.map((name) => [name, { type: 'string' }])),
      },
    },
    ...PAGE,
  ]
}
