/** What several descriptions of routes have. */
import { closed, integer, listOf, named, type Schema } from '../../../lib/json-schema.ts'
import { type Parameter, queryParameter, type Reference, sharedParameter } from '../../../lib/openapi.ts'

export interface Description {
  id: string
  tag: string
  summary: string
  description?: string
  parameters?: readonly (Parameter | Reference)[]
  body?: Schema
  /** Of the body with status 200. */
  answer: Schema
  /** It has a `link` header. */
  paged?: true
  /** Refusals beside those that every route has. */
  refuses?: readonly (404 | 422)[]
}

export const ids: Schema = { type: 'string' }
export const time: Schema = { type: 'string', format: 'date-time' }
export const [limit, pageInfo, fields] = ['limit', 'page_info', 'fields'].map(sharedParameter) as [
  Reference,
  Reference,
  Reference,
]
export const sinceId = queryParameter('since_id', ids, 'Only what has a higher id.')
export const done = closed({})
export const count = closed({ count: integer })

/** The object under its name. */
export const wrapped = (name: string, schema: Schema): Schema => closed({ [name]: schema })
export const list = (name: string, item: string): Schema => wrapped(name, listOf(named(item)))
export const missing = [404] as const
export const invalid = [422] as const
export const both = [404, 422] as const
