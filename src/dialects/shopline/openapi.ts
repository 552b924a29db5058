/** SHOPLINE's OpenAPI document, from its route table. */
import { closed, type Schema, text } from '../../lib/json-schema.ts'
import {
  answer,
  type OpenApiDocument,
  type Operation,
  openApiDocument,
  type Parameter,
  sharedAnswers,
} from '../../lib/openapi.ts'
import { PATH as ACTIVATION_PATH } from './activation/answer-activation.ts'
import type { ShoplineRoute } from './call.ts'
import { DEFAULT_LIMIT, MAX_LIMIT } from './cursor.ts'
import { codeBody } from './describing/bodies.ts'
import * as customers from './describing/customer-schemas.ts'
import { DESCRIPTIONS } from './describing/operations.ts'
import * as orders from './describing/order-schemas.ts'
import * as store from './describing/store-schemas.ts'
import { CONTENT_TYPE } from './errors.ts'
import { webRoutes } from './oauth/web-routes.ts'
import { routes } from './routes.ts'
import type { ShoplineSettings } from './settings.ts'

const JSON_TYPE = 'application/json'

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Address: customers.address,
  Consent: customers.consent,
  ListedCustomer: customers.listedCustomer,
  Customer: customers.retrievedCustomer,
  CreatedCustomer: customers.createdCustomer,
  UpdatedCustomer: customers.updatedCustomer,
  LookedUpCustomer: customers.lookedUpCustomer,
  DeletedCustomer: customers.deletedCustomer,
  MarketingSubscription: customers.subscription,
  CustomerAddress: customers.customerAddress,
  OwnerlessAddress: customers.ownerlessAddress,
  Group: customers.group,
  GroupMember: customers.member,
  MoneySet: orders.moneySet,
  OrderLine: orders.orderLine,
  Order: orders.order,
  Shop: store.shop,
  SocialLogin: store.socialLogin,
  Webhook: store.webhook,
  TokenEnvelope: store.tokenEnvelope,
  Error: closed({ errors: text }),
}

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  limit: {
    name: 'limit',
    in: 'query',
    schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
  },
  page_info: {
    name: 'page_info',
    in: 'query',
    description: 'Of the `link` header of another page. With it, only `limit` and `fields` are heeded.',
    schema: { type: 'string' },
  },
  fields: {
    name: 'fields',
    in: 'query',
    description: 'The members to show, joined by commas.',
    schema: { type: 'string' },
  },
}

/** The refusals by status, each with its name and what it says. */
const ERRORS = {
  400: ['BadRequest', 'The body is no JSON, or a value has the wrong type.'],
  401: ['Unauthorized', 'The access token is missing, invalid or expired.'],
  403: ['Forbidden', 'The token has not the scope.'],
  404: ['NotFound', 'There is no such record, store or version.'],
  406: ['NotAcceptable', 'Only JSON is answered.'],
  412: ['PreconditionFailed', '`If-Match` names another version, or the content is high-risk.'],
  422: ['Unprocessable', 'A value cannot be meant.'],
  429: ['TooManyRequests', 'The app has used up its requests.'],
  500: ['ServerError', 'The server failed.'],
  503: ['Unavailable', 'The store cannot be reached.'],
  504: ['GatewayTimeout', 'The answer took too long.'],
} as const
type ErrorStatus = keyof typeof ERRORS

const error = { $ref: '#/components/schemas/Error' }
const NAMES = Object.fromEntries(Object.entries(ERRORS).map(([status, [name]]) => [status, name]))
const refusals = (statuses: readonly ErrorStatus[]) => sharedAnswers(NAMES, statuses)

const ALWAYS: readonly ErrorStatus[] = [400, 401, 403, 404, 406, 429, 500, 503, 504]
const OF_WRITES: readonly ErrorStatus[] = [412, 422]

function operationOf({ method, path, scope }: ShoplineRoute): Operation {
  const described = DESCRIPTIONS[`${method} ${path}`]
  if (!described) throw new Error(`No description of ${method} ${path}`)
  const { answer: schema, body, paged, refuses = [], ...others } = described
  const headers = paged ? { headers: { link: LINK } } : {}
  const statuses = [...ALWAYS, ...(method === 'GET' ? [] : OF_WRITES), ...refuses]
  return {
    ...others,
    method,
    path,
    ...(body ? { body: { types: [JSON_TYPE], schema: body, required: true } } : {}),
    answers: {
      200: { ...answer('Done.', CONTENT_TYPE, schema), ...headers },
      ...refusals([...new Set(statuses)]),
    },
    security: [{ accessToken: [scope] }],
  }
}

const LINK = {
  description: 'The pages around: `<url>; rel="next", <url>; rel="previous"`.',
  schema: { type: 'string' },
}

const ROOT = [{ url: '/', description: 'This server, outside of the versions' }]
const PAGE = answer('A page for people.', 'text/html; charset=utf-8', text)
const errorContent = { [CONTENT_TYPE]: { schema: error } }

const WEB: Readonly<Record<string, Pick<Operation, 'id' | 'summary' | 'answers' | 'body' | 'parameters'>>> = {
  'POST /admin/oauth/token/create': {
    id: 'createToken',
    summary: 'Exchange a code for an access token',
    parameters: signature(),
    body: { types: [JSON_TYPE], schema: codeBody, required: true },
    answers: tokenAnswers(),
  },
  'POST /admin/oauth/token/refresh': {
    id: 'refreshToken',
    summary: 'Get the next access token',
    parameters: signature(),
    answers: tokenAnswers(),
  },
  'GET /admin/oauth-web': {
    id: 'showInstallation',
    summary: 'Where an app sends a merchant',
    answers: pageAnswers(200),
  },
  'GET /admin/oauth-web/install': {
    id: 'openApp',
    summary: 'Open an app as the store’s admin does',
    parameters: ['appKey', 'lang'].map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
    answers: pageAnswers(302, 400, 404),
  },
  'GET /admin/oauth-web/authorize': {
    id: 'showAuthorization',
    summary: 'Ask a merchant whether an app may in',
    parameters: ['appKey', 'responseType', 'scope', 'redirectUri', 'customField'].map((name) => ({
      name,
      in: 'query',
      schema: { type: 'string' },
    })),
    answers: pageAnswers(200, 400),
  },
  'POST /admin/oauth-web/authorize': {
    id: 'answerAuthorization',
    summary: 'The merchant’s answer',
    body: {
      types: ['application/x-www-form-urlencoded'],
      schema: { type: 'object', properties: { request: text, decision: text } },
      required: true,
    },
    answers: pageAnswers(200, 303, 400, 429),
  },
}

/** What an activation link leads to; the store’s own pages, on a path without a version. */
const ACTIVATION: readonly Operation[] = (['GET', 'POST'] as const).map((method) => ({
  method,
  path: `${ACTIVATION_PATH}:handle`,
  id: method === 'GET' ? 'showActivation' : 'activateAccount',
  tag: 'Activation',
  summary: method === 'GET' ? 'Ask a customer for a password' : 'Set the password',
  parameters: [{ name: 'token', in: 'query', schema: { type: 'string' } }],
  ...(method === 'POST'
    ? {
        body: {
          types: ['application/x-www-form-urlencoded'],
          schema: {
            type: 'object',
            properties: { token: text, password: text, password_confirmation: text },
          },
          required: true,
        },
      }
    : {}),
  answers: pageAnswers(200, 404, 422),
  security: [],
  servers: ROOT,
}))

function signature(): Parameter[] {
  return [
    ['appkey', 'The app’s key.'],
    ['timestamp', 'Milliseconds, within ten minutes of now.'],
    ['sign', 'HMAC-SHA256 of body and timestamp under the app’s secret.'],
  ].map(([name = '', description = '']) => ({
    name,
    in: 'header',
    description,
    required: true,
    schema: { type: 'string' },
  }))
}

function tokenAnswers(): Operation['answers'] {
  const schema = { $ref: '#/components/schemas/TokenEnvelope' }
  return {
    200: answer('What happened: `code` and `i18nCode` tell.', CONTENT_TYPE, schema),
    ...refusals([500, 503, 504]),
  }
}

function pageAnswers(...statuses: readonly number[]): Operation['answers'] {
  const moved = { description: 'Leads on.', headers: { Location: { schema: { type: 'string' } } } }
  return {
    ...Object.fromEntries(statuses.map((status) => [status, status >= 300 && status < 400 ? moved : PAGE])),
    ...refusals([500, 503, 504]),
    // A failure on demand is told as the API tells it.
    429: statuses.includes(429)
      ? { ...PAGE, content: { ...PAGE.content, ...errorContent } }
      : { $ref: '#/components/responses/TooManyRequests' },
  }
}

export function openApiOf({
  versions,
  version,
}: Pick<ShoplineSettings, 'versions' | 'version'>): OpenApiDocument {
  const web = webRoutes.map(({ method, path }): Operation => {
    const described = WEB[`${method} ${path}`]
    if (!described) throw new Error(`No description of ${method} ${path}`)
    return { ...described, method, path, tag: 'Signing in', security: [], servers: ROOT }
  })
  return openApiDocument({
    title: 'SHOPLINE',
    version,
    summary: 'The customer part of SHOPLINE’s Admin REST API, as Clientele serves it.',
    description:
      'Members that Clientele does not know are null. Ids are texts. Refusals are one text under `errors`.',
    servers: [
      {
        url: '/admin/openapi/{version}',
        description: 'This server',
        variables: { version: { enum: versions, default: version } },
      },
    ],
    tags: [
      { name: 'Customers' },
      { name: 'Addresses', description: 'A customer’s addresses, the 2.0 model.' },
      { name: 'Groups', description: 'Saved searches for customers.' },
      { name: 'Orders' },
      { name: 'Store' },
      { name: 'Webhooks' },
      { name: 'Signing in', description: 'How an app gets its access token.' },
      { name: 'Activation', description: 'The pages on which a customer sets a password.' },
    ],
    securitySchemes: {
      accessToken: { type: 'http', scheme: 'bearer', description: 'The access token of an app in a store.' },
    },
    security: [{ accessToken: [] }],
    schemas: SCHEMAS,
    responses: Object.fromEntries(
      Object.values(ERRORS).map(([name, about]) => [name, answer(about, CONTENT_TYPE, error)]),
    ),
    parameters: PARAMETERS,
    operations: [...routes.map(operationOf), ...web, ...ACTIVATION],
  })
}
