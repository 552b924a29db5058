/** The admin API's OpenAPI document: what each route of the table says about itself. */
import { closed, closedThroughout, oneOf, type Schema, text } from '../../lib/json-schema.ts'
import {
  answer,
  type OpenApiDocument,
  type Operation,
  openApiDocument,
  operationId,
  type Parameter,
  sharedAnswers,
} from '../../lib/openapi.ts'
import { ADMIN_PATH } from './path.ts'
import { type Shape, schemaOf } from './read-members.ts'
import { JSON_TYPE, type RefusalCode, STATUSES } from './refusal.ts'
import type { AdminRoute } from './route.ts'
import { ADMIN_ROUTES } from './routes.ts'

/** What any route may be refused with; those of the HTTP host (a URL too long) go without saying. */
const REFUSALS: Readonly<Partial<Record<RefusalCode, string>>> = {
  bad_request: 'The body is no JSON object.',
  unauthorized: 'There is no valid admin token or session.',
  forbidden: 'The request comes from another site.',
  not_found: 'There is no such thing.',
  conflict: 'Something else is in the way.',
  too_large: 'The body is larger than 1 MB.',
  invalid: 'A member or a parameter cannot be meant.',
  internal: 'The server failed.',
  unavailable: 'The store cannot be reached.',
}

const CODES = Object.keys(REFUSALS) as RefusalCode[]
const NAMES = Object.fromEntries(CODES.map((code) => [STATUSES[code], code]))

const ERROR: Schema = closed({ error: closed({ code: oneOf(...Object.keys(STATUSES)), message: text }) })

/** `/organizations/:slug/snapshots` is among `Organizations: snapshots`. */
function tagOf(path: string): string {
  const [first = '', ...rest] = path.split('/').filter((part) => part !== '' && !part.startsWith(':'))
  const [second] = first === 'organizations' ? rest.filter((part) => part !== 'reset') : []
  const words = (second ?? first).replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function operationOf(route: AdminRoute): Operation {
  const { method, path, about, status = 200, open, type = JSON_TYPE } = route
  return {
    method,
    path,
    id: operationId(method, path),
    summary: about,
    tag: tagOf(path),
    parameters: parametersOf(route.query ?? {}),
    ...bodyOf(route),
    answers: {
      [status]: answer('Done.', type, answerOf(route)),
      ...sharedAnswers(
        NAMES,
        CODES.map((code) => STATUSES[code]),
      ),
    },
    ...(open ? { security: [] } : {}),
  }
}

const parametersOf = (shape: Shape): Parameter[] =>
  Object.entries(shape).map(([name, { schema, required, allowed }]) => ({
    name,
    in: 'query',
    description: allowed,
    ...(required ? { required } : {}),
    schema: schema as Schema,
  }))

function bodyOf({ takes, body = {} }: AdminRoute): Pick<Operation, 'body'> {
  if (takes) return { body: { types: [takes], schema: text, required: true } }
  if (Object.keys(body).length === 0) return {}
  const required = Object.values(body).some((member) => member.required)
  return { body: { types: ['application/json'], schema: schemaOf(body) as Schema, required } }
}

/** `version` is the product's. */
export const adminOpenApi = (
  version: string,
  routes: readonly AdminRoute[] = ADMIN_ROUTES,
): OpenApiDocument =>
  openApiDocument({
    title: 'Clientele’s admin API',
    version,
    summary: 'What the command line and the console do, over HTTP.',
    description:
      'Programs present an admin token (`clientele admin-token create`), the console a session’s cookie.',
    servers: [{ url: ADMIN_PATH, description: 'This server' }],
    tags: [...new Set(routes.map(({ path }) => tagOf(path)))].map((name) => ({ name })),
    securitySchemes: {
      adminToken: { type: 'http', scheme: 'bearer', description: 'An admin token, `adm_…`.' },
    },
    security: [{ adminToken: [] }],
    schemas: { Error: ERROR },
    responses: Object.fromEntries(
      CODES.map((code) => [
        code,
        answer(REFUSALS[code] ?? '', JSON_TYPE, { $ref: '#/components/schemas/Error' }),
      ]),
    ),
    operations: routes.map(operationOf),
  })

/** What is sent as it is, is not closed: a file of JSON, or a text. */
function answerOf({ type, answers }: AdminRoute): Schema {
  if (type === undefined) return closedThroughout(answers as Schema)
  return type.startsWith('application/json') ? (answers as Schema) : text
}
