/** OpenAPI 3.1 documents (OAI: OpenAPI Specification v3.1.1), made from tables of operations. Pure data. */
import type { Schema } from './json-schema.ts'

export interface OpenApiDocument {
  openapi: '3.1.1'
  info: { title: string; version: string; summary: string; description: string; license: object }
  servers: { url: string; description: string; variables?: object }[]
  tags: { name: string; description?: string }[]
  security: Readonly<Record<string, readonly string[]>>[]
  /** By path and method in lower case. */
  paths: Record<string, Record<string, OpenApiOperation>>
  components: {
    schemas: Readonly<Record<string, Schema>>
    responses: Readonly<Record<string, OpenApiResponse>>
    parameters: Readonly<Record<string, Parameter>>
    securitySchemes: Readonly<Record<string, object>>
  }
}

export interface OpenApiOperation {
  operationId: string
  summary: string
  responses: Record<string, OpenApiResponse | Reference>
  [member: string]: unknown
}
export interface OpenApiResponse {
  description: string
  headers?: Readonly<Record<string, object>>
  content?: Readonly<Record<string, { schema: Schema }>>
}
export interface Reference {
  $ref: string
}
export interface Parameter {
  name: string
  in: 'query' | 'path' | 'header'
  schema: Schema
  description?: string
  required?: boolean
  [member: string]: unknown
}

/** One endpoint, in the words of a route table. */
export interface Operation {
  method: string
  /** `/customers/:id.json` */
  path: string
  id: string
  summary: string
  description?: string
  tag: string
  parameters?: readonly (Parameter | Reference)[]
  body?: Body
  /** By status; an `error` is one of the document's shared answers. */
  answers: Readonly<Record<number, OpenApiResponse | Reference>>
  /** Another one than the document's; `[]`: none. */
  security?: readonly Readonly<Record<string, readonly string[]>>[]
  /** Another server than the document's. */
  servers?: readonly object[]
  deprecated?: true
}
export interface Body {
  types: readonly string[]
  schema: Schema
  required: boolean
  example?: unknown
}

export interface Described {
  title: string
  version: string
  summary: string
  description: string
  servers: OpenApiDocument['servers']
  tags: OpenApiDocument['tags']
  /** How callers say who they are, and what an operation asks for that says nothing of it. */
  securitySchemes: Readonly<Record<string, object>>
  security: OpenApiDocument['security']
  schemas: Readonly<Record<string, Schema>>
  responses?: Readonly<Record<string, OpenApiResponse>>
  parameters?: Readonly<Record<string, Parameter>>
  operations: readonly Operation[]
  /** What the `:names` of paths are; any other is a text. */
  pathParameters?: Readonly<Record<string, { schema: Schema; description?: string }>>
}

export function openApiDocument(described: Described): OpenApiDocument {
  const { title, version, summary, description, servers, tags, security, securitySchemes } = described
  const { schemas, responses = {}, parameters = {} } = described
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of described.operations) {
    const path = templateOf(operation.path)
    paths[path] ??= {}
    paths[path][operation.method.toLowerCase()] = operationOf(operation, described)
  }
  return {
    openapi: '3.1.1',
    info: { title, version, summary, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers,
    tags,
    security,
    paths,
    components: { schemas, responses, parameters, securitySchemes },
  }
}

/** `/customers/:id.json` as OpenAPI writes it: `/customers/{id}.json`. */
export const templateOf = (path: string): string => path.replace(/:([a-zA-Z]+)/g, '{$1}')

const namesIn = (path: string): string[] => [...path.matchAll(/:([a-zA-Z]+)/g)].map(([, name = '']) => name)

function operationOf(operation: Operation, { pathParameters = {} }: Described): OpenApiOperation {
  const { id, tag, summary, description, answers, body, security, servers, deprecated } = operation
  const parameters = [
    ...namesIn(operation.path).map((name) => ({
      name,
      in: 'path' as const,
      required: true,
      schema: { type: 'string' },
      ...pathParameters[name],
    })),
    ...(operation.parameters ?? []),
  ]
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    ...(deprecated ? { deprecated } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: bodyOf(body) } : {}),
    responses: Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answer])),
    ...(security ? { security } : {}),
    ...(servers ? { servers } : {}),
  }
}

const bodyOf = ({ types, schema, required, example }: Body) => ({
  required,
  content: Object.fromEntries(
    types.map((type) => [type, { schema, ...(example === undefined ? {} : { example }) }]),
  ),
})

export const answer = (
  description: string,
  type: string,
  schema: Schema,
  headers?: OpenApiResponse['headers'],
): OpenApiResponse => ({
  description,
  ...(headers ? { headers } : {}),
  content: { [type]: { schema } },
})
export const emptyAnswer = (description: string): OpenApiResponse => ({ description })
/** One of the document's shared answers: `sharedAnswer('NotFound')`. */
export const sharedAnswer = (name: string): Reference => ({ $ref: `#/components/responses/${name}` })
export const sharedParameter = (name: string): Reference => ({ $ref: `#/components/parameters/${name}` })

export const queryParameter = (
  name: string,
  schema: Schema,
  description?: string,
  more: { required?: boolean } = {},
): Parameter => ({ name, in: 'query', schema, ...(description ? { description } : {}), ...more })

/** The answers of these statuses, by the name of the shared answer that each is. */
export const sharedAnswers = <S extends number>(
  names: Readonly<Record<number, string>>,
  statuses: readonly S[],
): Record<S, Reference> =>
  Object.fromEntries(
    statuses.map((status) => [status, sharedAnswer(names[status] ?? `Error${status}`)]),
  ) as Record<S, Reference>

/** `/clientele/v1/organizations/:slug` with GET is `getOrganizationsBySlug`: where a route has no name of its own. */
export function operationId(method: string, path: string): string {
  const words = path
    .replace(/\.json\b/g, '')
    .split(/[/_.-]/)
    .filter((word) => word !== '')
    .map((word) => (word.startsWith(':') ? `by-${word.slice(1)}` : word))
    .flatMap((word) => word.split('-'))
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
}
