/** Commerce Layer's OpenAPI document, from its resource descriptions and its route table. */
import { anyOf, named, type Schema } from '../../lib/json-schema.ts'
import { type OpenApiDocument, type Operation, openApiDocument } from '../../lib/openapi.ts'
import { AUTHENTICATION, KEYS, TOKEN } from './describing/authentication.ts'
import { operationsOf, titleOf } from './describing/operations.ts'
import { SHARED_PARAMETERS } from './describing/parameters.ts'
import { ERROR_ANSWERS, ERROR_SCHEMAS } from './describing/refusals.ts'
import { bareSchema, bodySchema, objectSchema, SHARED } from './describing/resource-schemas.ts'
import type { Resource } from './resource.ts'
import { resources } from './resources/index.ts'
import { routes } from './routes.ts'

/** The version of the vendor's API whose types were taken as the measure. */
const VERSION = '7.12.1'

function schemasOf(resource: Resource): [string, Schema][] {
  const { type, operations } = resource
  return [
    [type, objectSchema(resource)],
    ...(operations.has('create')
      ? [[`${type}_creation`, bodySchema(resource, true)] as [string, Schema]]
      : []),
    ...(operations.has('update')
      ? [[`${type}_update`, bodySchema(resource, false)] as [string, Schema]]
      : []),
  ]
}

export function openApi(): OpenApiDocument {
  const all = [...resources.values()]
  const served = all.filter((one) => one.served)
  const authentication = routes.map(({ method, path }): Operation => {
    const described = AUTHENTICATION[`${method} ${path}`]
    if (!described) throw new Error(`No description of ${method} ${path}`)
    return { ...described, method, path, tag: 'Authentication', security: [] }
  })
  return openApiDocument({
    title: 'Commerce Layer',
    version: VERSION,
    summary:
      'The part of Commerce Layer’s Core and Authentication API that has to do with customers, as Clientele serves it.',
    description:
      'JSON:API. An object without `fields[<type>]` has all of its attributes and relationships. What Clientele does not know is null.',
    servers: [{ url: '/', description: 'This server' }],
    tags: [{ name: 'Authentication' }, ...served.map(({ type }) => ({ name: titleOf(type) }))],
    securitySchemes: {
      accessToken: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'An access token of `POST /oauth/token`.',
      },
    },
    security: [{ accessToken: [] }],
    schemas: {
      ...Object.fromEntries(served.flatMap(schemasOf)),
      LinkedResource: bareSchema(all.filter((one) => !one.served).map(({ type }) => type)),
      AnyResource: anyOf(...served.map(({ type }) => named(type)), named('LinkedResource')),
      ...SHARED,
      ...ERROR_SCHEMAS,
      Token: TOKEN,
      Keys: KEYS,
    },
    responses: ERROR_ANSWERS,
    parameters: SHARED_PARAMETERS,
    operations: [...authentication, ...served.flatMap(operationsOf)],
  })
}
