/** How the writing cases are written down. */
import type { ConformanceCase, Shape } from '../../case.ts'

/** `sends('POST', '/products', { name: 'A' })` is the request of a case; without a body none is sent. */
export const sends = (
  method: string,
  path: string,
  body?: unknown,
): Pick<ConformanceCase, 'method' | 'path' | 'body' | 'headers'> => ({
  method,
  path,
  headers: { 'Content-Type': 'application/json' },
  ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
})

/** A case that changes data; every member of the body is compared, in order. */
export const writes = (
  name: string,
  source: string,
  request: Pick<ConformanceCase, 'method' | 'path' | 'body' | 'headers'>,
  status: number,
  body: Shape,
): ConformanceCase => ({ name, source, writes: true, ...request, expect: { status, body } })

/** The answer to a body that breaks rules, field by field in the order of the page. */
export const invalid = (errors: Readonly<Record<string, string>>): Shape => ({
  message: 'The given data was invalid.',
  errors: Object.fromEntries(Object.entries(errors).map(([field, sentence]) => [field, [sentence]])),
})

/** An id that is none (400), one that is not there and one of another store (404). */
export const wrongIds = (
  thing: string,
  method: string,
  path: (id: string) => string,
  foreign: string,
): ConformanceCase[] => [
  writes(
    `${method} ${path('123')}: an id that is no UUID is refused`,
    'assumed',
    sends(method, path('123')),
    400,
    {
      message: `Invalid ${thing.toLowerCase()} ID`,
    },
  ),
  ...['{unknown}', foreign].map((id) =>
    writes(`${method} ${path(id)} is not found`, 'assumed', sends(method, path(id)), 404, {
      message: `${thing} with ID ${id} not found`,
    }),
  ),
]
