/** Easycart's OpenAPI document, from its route table. */
import { closed, integer, listOf, named, type Schema, text } from '../../lib/json-schema.ts'
import {
  answer,
  type OpenApiDocument,
  type Operation,
  openApiDocument,
  queryParameter,
  sharedAnswers,
  sharedParameter,
} from '../../lib/openapi.ts'
import { BASE } from './answer.ts'
import type { EasycartRoute } from './call.ts'
import * as people from './describing/people-schemas.ts'
import * as selling from './describing/selling-schemas.ts'
import { CONTENT_TYPE } from './errors.ts'
import { routes } from './routes.ts'
import { PLAN_RULES } from './writing/change-plan.ts'
import { ACCESS_RULES } from './writing/product-access.ts'
import { PRODUCT_RULES } from './writing/product-rules.ts'
import { PRODUCT_CHANGES } from './writing/products.ts'
import { promotionCodeRules } from './writing/promotion-code-rules.ts'
import { PROMOTION_CODE_CHANGES } from './writing/promotion-codes.ts'
import { refundRules } from './writing/refund-transaction.ts'
import { CANCEL_RULES } from './writing/subscriptions.ts'
import { type Rules, schemaOf } from './writing/validate.ts'
import { NEW_VARIANT, VARIANT_CHANGES } from './writing/variants.ts'

interface Description {
  id: string
  tag: string
  summary: string
  status?: 201 | 202
  answer: Schema
  body?: Rules
  /** A rule of the business can refuse it, though nothing is taken. */
  refuses?: true
}

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Person: people.person,
  ListedCustomer: people.listedCustomer,
  Customer: people.customer,
  Store: people.storeAnswer,
  StoreOfToken: people.reach,
  ListedOrder: selling.listedOrder,
  Order: selling.order,
  ListedTransaction: selling.listedTransaction,
  Transaction: selling.transaction,
  Refund: selling.refund,
  Invoice: selling.invoice,
  ListedSubscription: selling.listedSubscription,
  Subscription: selling.subscription,
  ListedProduct: selling.listedProduct,
  Product: selling.product,
  ProductVariant: selling.variant,
  PromotionCode: selling.promotionCode,
  Statistic: selling.statistic,
  Message: closed({ message: text }),
  InvalidData: {
    type: 'object',
    properties: {
      message: text,
      errors: {
        ...{ type: 'object', additionalProperties: listOf(text) },
        description: 'By field, each with its sentences.',
      },
    },
    required: ['message'],
    additionalProperties: false,
  },
}

const read = (id: string, tag: string, summary: string, schema: Schema): Description => ({
  id,
  tag,
  summary,
  answer: schema,
})
const write = (
  described: Description,
  body: Rules | undefined,
  more: Partial<Description> = {},
): Description => ({ ...described, ...(body ? { body } : {}), ...more })

const DESCRIPTIONS: Readonly<Record<string, Description>> = {
  'GET /customers': read('getCustomers', 'Customers', 'Get customers', people.page('ListedCustomer')),
  'GET /customers/:id': read('getCustomer', 'Customers', 'Get a customer', named('Customer')),
  'GET /orders': read('getOrders', 'Orders', 'Get orders', people.page('ListedOrder')),
  'GET /orders/:id': read('getOrder', 'Orders', 'Get an order', named('Order')),
  'GET /transactions': read(
    'getTransactions',
    'Transactions',
    'Get transactions',
    people.page('ListedTransaction'),
  ),
  'GET /transactions/:id': read('getTransaction', 'Transactions', 'Get a transaction', named('Transaction')),
  'GET /subscriptions': read(
    'getSubscriptions',
    'Subscriptions',
    'Get subscriptions',
    people.page('ListedSubscription'),
  ),
  'GET /subscriptions/:id': read(
    'getSubscription',
    'Subscriptions',
    'Get a subscription',
    named('Subscription'),
  ),
  'GET /products': read('getProducts', 'Products', 'Get products', people.page('ListedProduct')),
  'GET /products/:id': read('getProduct', 'Products', 'Get a product', named('Product')),
  'GET /product-variants/:id': read(
    'getProductVariant',
    'Products',
    'Get a product’s variant',
    named('ProductVariant'),
  ),
  'GET /promotion-codes': read(
    'getPromotionCodes',
    'Promotion codes',
    'Get promotion codes',
    people.page('PromotionCode'),
  ),
  'GET /promotion-codes/:id': read(
    'getPromotionCode',
    'Promotion codes',
    'Get a promotion code',
    named('PromotionCode'),
  ),
  'GET /statistics': read('getStatistic', 'Statistics', 'Get a statistic', named('Statistic')),
  'GET /store': read('getStore', 'Stores', 'Get the store', named('Store')),
  'GET /stores': read(
    'getStores',
    'Stores',
    'Get the stores that the token reaches',
    closed({ stores: listOf(named('StoreOfToken')) }),
  ),
  'POST /products': write(
    read('createProduct', 'Products', 'Create a product', named('Product')),
    PRODUCT_RULES,
    { status: 201 },
  ),
  'PATCH /products/:id': write(
    read('updateProduct', 'Products', 'Update a product', named('Product')),
    PRODUCT_CHANGES,
  ),
  'POST /products/:id/variants': write(
    read('createProductVariant', 'Products', 'Create a variant of a product', named('ProductVariant')),
    NEW_VARIANT,
    { status: 201 },
  ),
  'PATCH /product-variants/:id': write(
    read('updateProductVariant', 'Products', 'Update a variant', named('ProductVariant')),
    VARIANT_CHANGES,
  ),
  'POST /product-access': write(
    read('createProductAccess', 'Product access', 'Give somebody a product', named('Message')),
    ACCESS_RULES,
    { status: 201 },
  ),
  'DELETE /product-access/:id': read(
    'revokeProductAccess',
    'Product access',
    'Take the access to a product back',
    named('Message'),
  ),
  'POST /promotion-codes': write(
    read('createPromotionCode', 'Promotion codes', 'Create a promotion code', named('PromotionCode')),
    promotionCodeRules(new Date(0)),
    { status: 201 },
  ),
  'PATCH /promotion-codes/:id': write(
    read('updatePromotionCode', 'Promotion codes', 'Update a promotion code', named('PromotionCode')),
    PROMOTION_CODE_CHANGES,
  ),
  'POST /promotion-codes/:id/archive': read(
    'archivePromotionCode',
    'Promotion codes',
    'Archive a promotion code, for good',
    named('PromotionCode'),
  ),
  'POST /transactions/:id/refunds': write(
    read(
      'refundTransaction',
      'Transactions',
      'Refund a transaction, or a part of it',
      closed({ message: text, amount: integer, currency: people.CURRENCY }),
    ),
    refundRules(),
    { status: 202 },
  ),
  'POST /subscriptions/:id/cancel': write(
    read('cancelSubscription', 'Subscriptions', 'Cancel a subscription', named('Subscription')),
    CANCEL_RULES,
  ),
  'POST /subscriptions/:id/resume': read(
    'resumeSubscription',
    'Subscriptions',
    'Resume a subscription that is to be canceled',
    named('Subscription'),
  ),
  'POST /subscriptions/:id/change-plan': write(
    read('changePlan', 'Subscriptions', 'Change the plan of a subscription', named('Subscription')),
    PLAN_RULES,
  ),
}

/** The refusals by status, each with its name, what it says, and its body. */
const ERRORS = {
  400: ['BadRequest', 'A parameter or an id cannot be read.', 'Message'],
  401: ['Unauthenticated', 'There is no valid token.', 'Message'],
  403: ['Forbidden', 'The token does not reach the store.', 'Message'],
  404: ['NotFound', 'There is no such record.', 'Message'],
  412: ['PreconditionFailed', '`If-Match` names another version.', 'Message'],
  422: ['Unprocessable', 'Fields or a rule of the business refuse it.', 'InvalidData'],
  429: ['TooManyAttempts', 'The token has used up its requests.', 'Message'],
  500: ['ServerError', 'The server failed.', 'Message'],
  503: ['Unavailable', 'The store cannot be reached.', 'Message'],
  504: ['GatewayTimeout', 'The answer took too long.', 'Message'],
} as const
type ErrorStatus = keyof typeof ERRORS

const NAMES = Object.fromEntries(Object.entries(ERRORS).map(([status, [name]]) => [status, name]))
const ALWAYS: readonly ErrorStatus[] = [400, 401, 403, 429, 500, 503, 504]

const LIMIT_HEADERS = Object.fromEntries(
  ['X-RateLimit-Limit', 'X-RateLimit-Remaining'].map((name) => [name, { schema: integer }]),
)

function operationOf({ method, path, everyStore, handle }: EasycartRoute): Operation {
  const described = DESCRIPTIONS[`${method} ${path}`]
  if (!described) throw new Error(`No description of ${method} ${path}`)
  const { id, tag, summary, status = 200, answer: schema, body } = described
  const statuses: ErrorStatus[] = [
    ...ALWAYS,
    ...(path.includes(':') || path === '/product-access' ? ([404] as const) : []),
    ...(method === 'GET' ? [] : ([412, 422] as const)),
    ...(path === '/statistics' ? ([422] as const) : []),
  ]
  return {
    method,
    path,
    id,
    tag,
    summary,
    parameters: [
      ...(handle.takes ?? []).map(({ name, schema: { description, ...taken }, required }) =>
        queryParameter(name, taken, description as string | undefined, required ? { required } : {}),
      ),
      ...(everyStore ? [] : [sharedParameter('store')]),
    ],
    ...(body
      ? {
          body: {
            types: ['application/json', 'application/x-www-form-urlencoded'],
            schema: schemaOf(body),
            required: Object.values(body).some(({ required }) => required === 'always'),
          },
        }
      : {}),
    answers: {
      [status]: answer('Done.', CONTENT_TYPE, schema, LIMIT_HEADERS),
      ...sharedAnswers(NAMES, statuses),
    },
  }
}

export const openApi = (): OpenApiDocument =>
  openApiDocument({
    title: 'Easycart',
    version: 'v1',
    summary: 'Easycart’s API as Clientele serves it.',
    description:
      'Amounts are minor units, times UTC. A section that `include` does not name is null, never left out.',
    servers: [{ url: BASE, description: 'This server' }],
    tags: [...new Set(Object.values(DESCRIPTIONS).map(({ tag }) => tag))].map((name) => ({ name })),
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'An API token, which may reach several stores.' },
    },
    security: [{ token: [] }],
    schemas: SCHEMAS,
    responses: Object.fromEntries(
      Object.values(ERRORS).map(([name, about, body]) => [name, answer(about, CONTENT_TYPE, named(body))]),
    ),
    parameters: {
      store: {
        name: 'X-Easycart-Store',
        in: 'header',
        description: 'The store that is meant; without it, the token’s first.',
        schema: { type: 'string', format: 'uuid' },
      },
    },
    operations: routes.map(operationOf),
    pathParameters: { id: { schema: { type: 'string', format: 'uuid' } } },
  })
