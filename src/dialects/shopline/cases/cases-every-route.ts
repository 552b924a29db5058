/**
 * Conformance cases of what every endpoint refuses alike, before it looks at anything of its own (sections 1.3, 2.5 and
 * 2.6), generated from the routes. Facts: `reader_token` and `writer_token`, each with one of the two scopes alone.
 */
import type { ConformanceCase } from '../../case.ts'
import type { ShoplineRoute } from '../call.ts'
import { routes } from '../routes.ts'
import { errors } from './case-shapes.ts'

/** A token without the scope that the route asks for. */
const OTHER: Record<ShoplineRoute['scope'], string> = {
  read_customers: '{writer_token}',
  write_customers: '{reader_token}',
  read_store_information: '{reader_token}',
}
const JSON_BODY = { 'Content-Type': 'application/json' }

function refusalsOf({ method, path, scope }: ShoplineRoute): ConformanceCase[] {
  const name = `${method} ${path}`
  const asked = { method, path: path.replaceAll(/:[a-zA-Z]+/g, '1') }
  const body = method === 'GET' ? {} : { body: '{}' }
  // Whoever may write could do so if the server did not refuse it.
  const changing = method === 'GET' ? {} : { writes: true }
  const refused = (
    why: string,
    source: string,
    status: number,
    text: string | RegExp,
    more: Partial<ConformanceCase>,
  ): ConformanceCase => ({
    name: `${name}: ${why}`,
    source,
    ...asked,
    ...body,
    headers: JSON_BODY,
    ...more,
    expect: { status, body: errors(text) },
  })
  return [
    refused('no token', '2.6 [assumed]', 401, 'Unauthorized: access token is missing', {
      credential: 'none',
    }),
    refused('no such token', '2.6 [assumed]', 401, 'Unauthorized: access token is invalid', {
      credential: 'malformed',
    }),
    refused('a token without the scope', '2.5 and 2.6', 403, `This action requires ${scope} scope`, {
      credential: 'none',
      headers: { ...JSON_BODY, Authorization: `Bearer ${OTHER[scope]}` },
    }),
    refused('an answer other than JSON', 'HTTP status codes', 406, /\S/, {
      // The scope comes first, and `time_zone` is known to whom the store tells about itself.
      ...(scope === 'read_store_information' ? { needs: ['time_zone'] } : {}),
      ...changing,
      headers: { ...JSON_BODY, Accept: 'text/html' },
    }),
    refused('a version that is none', '1.2 [assumed]', 404, 'Not Found', {
      ...changing,
      path: `//admin/openapi/v20200101${asked.path}`,
    }),
    refused('another method', '5 [assumed]', 404, 'Not Found', {
      method: 'PATCH',
      body: '{}',
      writes: true,
    }),
    ...(method === 'GET'
      ? []
      : [
          refused('a body that is not said to be JSON', 'HTTP status codes', 400, /^Content-Type: /, {
            ...changing,
            headers: { 'Content-Type': 'text/plain' },
          }),
        ]),
  ]
}

export const everyRouteCases: readonly ConformanceCase[] = routes.flatMap(refusalsOf)
