/** Short ways to write the conformance cases that send a body. */
import type { ConformanceCase, Shape } from '../../case.ts'
import { ANSWERED } from './case-checks.ts'

export const MEDIA_TYPE = 'application/vnd.api+json'
export const CREATE = 'Creating resources'
export const UPDATE = 'Updating resources'
export const ERRORS = 'Handling errors'

/** `POST /customers` or `PATCH /customers/{customer}`. */
export type Line = `${'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'HEAD'} ${string}`

/** A request with a body; text is sent as it is, anything else as the document's `data`. */
export const sends = (
  name: string,
  source: string,
  line: Line,
  data: unknown,
  expect: ConformanceCase['expect'],
  headers: Readonly<Record<string, string>> = {},
): ConformanceCase => {
  const [method = '', path = ''] = line.split(' ')
  const body = typeof data === 'string' ? data : data === undefined ? '' : JSON.stringify({ data })
  return {
    name,
    source,
    method,
    path,
    headers: { Accept: MEDIA_TYPE, 'Content-Type': MEDIA_TYPE, ...headers },
    body,
    expect,
  }
}

export const refused = ([status, code, title, detail]: readonly [number, string, string, string]) => ({
  status,
  headers: { 'Content-Type': ANSWERED },
  body: { errors: [{ title, detail, code, status: String(status) }] },
})

/** `['email', "can't be blank", { error: 'blank' }]`; a field such as `relationships/tags` is under `data`. */
export type Invalid = readonly [field: string, message: string, meta: Shape]

export const invalid = (...found: Invalid[]) => ({
  status: 422,
  headers: { 'Content-Type': ANSWERED },
  body: {
    errors: found.map(([field, message, meta]) => {
      const [, parent = 'attributes', name = ''] = /^(?:(\w+)\/)?(\w+)$/.exec(field) ?? []
      return {
        title: message,
        detail: `${name} - ${message}`,
        code: 'VALIDATION_ERROR',
        source: { pointer: `/data/${parent}/${name}` },
        status: '422',
        meta,
      }
    }),
  },
})

/** A resource object to create. */
export const made = (type: string, attributes: object, relationships: object = {}) => ({
  type,
  attributes,
  relationships,
})
/** A resource object to update, as the vendor's client orders it. */
export const changed = (type: string, id: string, attributes: object, relationships: object = {}) => ({
  type,
  attributes,
  relationships,
  id,
})
export const one = (type: string, id: string) => ({ data: { type, id } })
export const many = (type: string, ...ids: string[]) => ({ data: ids.map((id) => ({ type, id })) })
