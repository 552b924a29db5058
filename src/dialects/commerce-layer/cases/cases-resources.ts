/**
 * Conformance cases of every status of every endpoint of the resources, from one row a resource (sections 1.3, 5, 6, 7).
 * They write: a run needs `a_<type>`, a record that is kept, `spare_<type>`, one that the run may delete, and
 * `unique`, a word that no record has.
 */
import type { ConformanceCase } from '../../case.ts'
import { CONTENT_TYPE } from '../errors.ts'
import {
  ANSWERED,
  all,
  bad,
  every,
  good,
  is,
  members,
  NOT_FOUND,
  ours,
  pageValue,
  TOKEN,
} from './case-checks.ts'

interface Row {
  type: string
  /** A record that may be created; values may use facts. */
  create: { attributes: object; relationships?: object }
  /** What the first error says when nothing is sent. */
  lacking: string
  change: object
  /** A change that is refused, and what the first error says. */
  wrong: { attributes?: object; relationships?: object; detail: string }
  /** A record that may not be deleted. */
  held?: { fact: string; detail: string }
}

const one = (type: string, id: string) => ({ data: { type, id } })
const none = { data: null }

/** A type with all five operations. */
export const WRITTEN: readonly Row[] = [
  {
    type: 'customers',
    create: { attributes: { email: '{unique}@example.com' } },
    lacking: "email - can't be blank",
    change: { reference: '{unique}' },
    wrong: { attributes: { email: 'nobody' }, detail: 'email - is invalid' },
    held: { fact: 'held_customer', detail: 'Failed to destroy Customer with id={held_customer}' },
  },
  {
    type: 'customer_groups',
    create: { attributes: { name: '{unique}' } },
    lacking: "name - can't be blank",
    change: { code: '{unique}' },
    wrong: { attributes: { name: '' }, detail: "name - can't be blank" },
  },
  {
    type: 'addresses',
    create: {
      attributes: {
        business: true,
        company: 'Acme',
        line_1: '1 High St',
        city: 'Rome',
        zip_code: '00100',
        country_code: 'IT',
        phone: '1',
      },
    },
    lacking: "line_1 - can't be blank",
    change: { notes: '{unique}' },
    wrong: { attributes: { country_code: 'Italy' }, detail: 'country_code - is invalid' },
  },
  {
    type: 'customer_addresses',
    create: {
      attributes: { customer_email: '{email}' },
      relationships: { address: one('addresses', '{unused_address}') },
    },
    lacking: "address - can't be blank",
    change: { reference: '{unique}' },
    wrong: { relationships: { customer: none }, detail: "customer - can't be blank" },
  },
  {
    type: 'customer_payment_sources',
    create: { attributes: {}, relationships: { customer: one('customers', '{plain_customer}') } },
    lacking: "customer - can't be blank",
    change: { customer_token: '{unique}' },
    wrong: { relationships: { customer: none }, detail: "customer - can't be blank" },
  },
  {
    type: 'customer_subscriptions',
    create: { attributes: { customer_email: '{email}', reference: '{unique}' } },
    lacking: "reference - can't be blank",
    change: { reference_origin: '{unique}' },
    wrong: { attributes: { reference: '' }, detail: "reference - can't be blank" },
  },
  {
    type: 'tags',
    create: { attributes: { name: '{unique}' } },
    lacking: "name - can't be blank",
    change: { reference: '{unique}' },
    wrong: { attributes: { name: 'no spaces' }, detail: 'name - is invalid' },
  },
  {
    type: 'sku_lists',
    create: { attributes: { name: '{unique}', sku_code_regex: '^A' } },
    lacking: "name - can't be blank",
    change: { description: '{unique}' },
    wrong: { attributes: { sku_code_regex: '' }, detail: "sku_code_regex - can't be blank" },
  },
  {
    type: 'attachments',
    create: {
      attributes: { name: '{unique}' },
      relationships: { attachable: one('customers', '{plain_customer}') },
    },
    lacking: "name - can't be blank",
    change: { url: 'https://a.example/{unique}' },
    wrong: { relationships: { attachable: none }, detail: "attachable - can't be blank" },
  },
  {
    type: 'markets',
    create: {
      attributes: { name: '{unique}' },
      relationships: {
        merchant: one('merchants', 'merchant'),
        price_list: one('price_lists', 'prices'),
        inventory_model: one('inventory_models', 'model'),
      },
    },
    lacking: "name - can't be blank",
    change: { _disable: true },
    wrong: { relationships: { merchant: none }, detail: "merchant - can't be blank" },
  },
  {
    type: 'stock_locations',
    create: {
      attributes: { name: '{unique}' },
      relationships: { address: one('addresses', '{unused_address}') },
    },
    lacking: "name - can't be blank",
    change: { suppress_etd: true },
    wrong: { relationships: { address: none }, detail: "address - can't be blank" },
  },
  {
    type: 'customer_password_resets',
    create: { attributes: { customer_email: '{email}' } },
    lacking: "customer_email - can't be blank",
    change: { reference: '{unique}' },
    wrong: {
      attributes: { customer_password: 'long enough', _reset_password_token: 'none of ours' },
      detail: '_reset_password_token - is invalid',
    },
  },
]

/** Read and never written, and which of the two ways there are. */
const READ: readonly { type: string; listed: boolean }[] = [
  { type: 'versions', listed: true },
  { type: 'event_stores', listed: false },
]
const SINGLETONS = [
  { path: 'organization', type: 'organizations' },
  { path: 'application', type: 'applications' },
] as const

const WRITES = { writes: true, headers: { 'Content-Type': CONTENT_TYPE } } as const
const JSON_ONLY = { Accept: 'application/json' }
const NOT_ACCEPTED = [
  406,
  'NOT_ACCEPTABLE',
  'Not acceptable',
  `All requests must use the '${CONTENT_TYPE}' Accept without media type parameters. This request specified 'application/json'.`,
] as const
const NOT_READ = [
  415,
  'UNSUPPORTED_MEDIA_TYPE',
  'Unsupported media type',
  `All requests that create or update must use the '${CONTENT_TYPE}' Content-Type. This request specified 'application/json'.`,
] as const
const METHOD = [405, 'METHOD_NOT_ALLOWED', 'Method not allowed', 'Method not allowed'] as const
const NOWHERE = 'XXXXXXXXXX'

const document = (type: string, parts: object, id?: string): string =>
  JSON.stringify({ data: { type, attributes: {}, relationships: {}, ...parts, ...(id ? { id } : {}) } })

/** The first error of a 422: its sentence and its code. */
const refusedFor = (name: string, source: string, path: string, method: string, body: string, says: string) =>
  ({
    name,
    source,
    path,
    method,
    body,
    ...WRITES,
    expect: {
      status: 422,
      headers: { 'Content-Type': ANSWERED },
      body: every(is('errors.0.detail', says), is('errors.0.code', 'VALIDATION_ERROR')),
    },
  }) satisfies ConformanceCase

const listCases = (type: string): ConformanceCase[] => [
  good(
    `${type}: listed`,
    'Fetching resources',
    `/${type}?page[size]=1`,
    members('data meta links'),
    all('type', type, (found) => found === type),
    ours(is('data.0.type', type)),
  ),
  bad(
    `${type}: list, 400`,
    'jsonapi-resources',
    `/${type}?page[size]=0`,
    pageValue('0 is not a valid value for size page parameter.'),
  ),
  bad(`${type}: list, 401`, 'Authentication', `/${type}`, TOKEN, { credential: 'none' }),
  bad(`${type}: list, 405`, 'Handling errors', `/${type}`, METHOD, { method: 'PATCH' }),
  bad(`${type}: list, 406`, 'Handling errors', `/${type}`, NOT_ACCEPTED, { headers: JSON_ONLY }),
]

const retrieveCases = (type: string): ConformanceCase[] => {
  const path = `/${type}/{a_${type}}`
  return [
    good(`${type}: retrieved`, 'Fetching resources', path, members('data'), is('data.type', type)),
    bad(`${type}: retrieve, 400`, 'jsonapi-resources', `${path}?fields[nothing]=a`, [
      400,
      'INVALID_RESOURCE',
      'Invalid resource',
      'nothing is not a valid resource.',
    ]),
    bad(`${type}: retrieve, 401`, 'Authentication', path, TOKEN, { credential: 'none' }),
    bad(`${type}: retrieve, 404`, 'Handling errors', `/${type}/${NOWHERE}`, NOT_FOUND),
    bad(`${type}: retrieve, 405`, 'Handling errors', path, METHOD, { method: 'POST' }),
    bad(`${type}: retrieve, 406`, 'Handling errors', path, NOT_ACCEPTED, { headers: JSON_ONLY }),
  ]
}

const createCases = ({ type, create, lacking }: Row): ConformanceCase[] => {
  const path = `/${type}`
  const request = { method: 'POST', body: document(type, create), ...WRITES }
  return [
    {
      name: `${type}: created`,
      source: 'Creating resources',
      path,
      ...request,
      expect: {
        status: 201,
        headers: { 'Content-Type': ANSWERED, Location: new RegExp(`/api/${type}/\\w+$`) },
        body: every(is('data.type', type)),
      },
    },
    bad(
      `${type}: create, 400`,
      'jsonapi-resources',
      path,
      [400, 'PARAM_MISSING', 'Missing Parameter', 'The required parameter, data, is missing.'],
      { ...request, body: '{}' },
    ),
    bad(
      `${type}: create, 400 for a stranger`,
      'jsonapi-resources',
      path,
      [400, 'PARAM_NOT_ALLOWED', 'Param not allowed', 'stranger is not allowed.'],
      { ...request, body: document(type, { attributes: { stranger: 1 } }) },
    ),
    bad(`${type}: create, 401`, 'Authentication', path, TOKEN, { ...request, credential: 'none' }),
    bad(`${type}: create, 406`, 'Handling errors', path, NOT_ACCEPTED, {
      ...request,
      headers: { ...WRITES.headers, ...JSON_ONLY },
    }),
    bad(`${type}: create, 415`, 'Handling errors', path, NOT_READ, {
      ...request,
      headers: { 'Content-Type': 'application/json' },
    }),
    refusedFor(`${type}: create, 422`, 'Handling errors', path, 'POST', document(type, {}), lacking),
  ]
}

const updateCases = ({ type, change, wrong: { detail, ...wrong } }: Row): ConformanceCase[] => {
  const id = `{a_${type}}`
  const path = `/${type}/${id}`
  const request = { method: 'PATCH', body: document(type, { attributes: change }, id), ...WRITES }
  return [
    {
      name: `${type}: updated`,
      source: 'Updating resources',
      path,
      ...request,
      expect: {
        status: 200,
        headers: { 'Content-Type': ANSWERED },
        body: every(members('data')),
      },
    },
    bad(
      `${type}: update, 400`,
      'jsonapi-resources',
      path,
      [400, 'KEY_ORDER_MISMATCH', 'A key is required', 'The resource object does not contain a key.'],
      { ...request, body: document(type, {}) },
    ),
    bad(`${type}: update, 401`, 'Authentication', path, TOKEN, { ...request, credential: 'none' }),
    bad(`${type}: update, 404`, 'Handling errors', `/${type}/${NOWHERE}`, NOT_FOUND, {
      ...request,
      body: document(type, {}, NOWHERE),
    }),
    bad(`${type}: update, 406`, 'Handling errors', path, NOT_ACCEPTED, {
      ...request,
      headers: { ...WRITES.headers, ...JSON_ONLY },
    }),
    bad(`${type}: update, 415`, 'Handling errors', path, NOT_READ, {
      ...request,
      headers: { 'Content-Type': 'application/json' },
    }),
    refusedFor(`${type}: update, 422`, 'Handling errors', path, 'PATCH', document(type, wrong, id), detail),
  ]
}

const deleteCases = ({ type, held }: Row): ConformanceCase[] => {
  const request = { method: 'DELETE', writes: true } as const
  const path = `/${type}/{spare_${type}}`
  return [
    bad(`${type}: delete, 401`, 'Authentication', path, TOKEN, { ...request, credential: 'none' }),
    bad(`${type}: delete, 406`, 'Handling errors', path, NOT_ACCEPTED, { ...request, headers: JSON_ONLY }),
    ...(held
      ? [
          bad(
            `${type}: delete, 423`,
            'Deleting resources',
            `/${type}/{${held.fact}}`,
            [423, 'LOCKED', 'Locked resource', held.detail],
            request,
          ),
        ]
      : []),
    { name: `${type}: deleted`, source: 'Deleting resources', path, ...request, expect: { status: 204 } },
    bad(`${type}: delete, 404`, 'Handling errors', path, NOT_FOUND, request),
  ]
}

const readCases = ({ type, listed }: (typeof READ)[number]): ConformanceCase[] => {
  const path = `/${type}/{a_${type}}`
  return [
    ...(listed ? listCases(type) : [bad(`${type}: no list`, 'Handling errors', `/${type}`, NOT_FOUND)]),
    ...(listed ? [bad(`${type}: no create`, 'Handling errors', `/${type}`, METHOD, { method: 'POST' })] : []),
    ...retrieveCases(type),
    bad(`${type}: no update`, 'Handling errors', path, METHOD, { method: 'PATCH' }),
    bad(`${type}: no delete`, 'Handling errors', path, METHOD, { method: 'DELETE' }),
  ]
}

const singletonCases = ({ path, type }: (typeof SINGLETONS)[number]): ConformanceCase[] => [
  good(`${path}: retrieved`, 'Fetching resources', `/${path}`, members('data'), is('data.type', type)),
  bad(`${path}: 401`, 'Authentication', `/${path}`, TOKEN, { credential: 'none' }),
  bad(`${path}: 404 as a list`, 'Handling errors', `/${type}`, NOT_FOUND),
  ...['POST', 'PATCH', 'DELETE'].map((method) =>
    bad(`${path}: 405 for ${method}`, 'Handling errors', `/${path}`, METHOD, { method }),
  ),
  bad(`${path}: 406`, 'Handling errors', `/${path}`, NOT_ACCEPTED, { headers: JSON_ONLY }),
]

export const resourceCases: readonly ConformanceCase[] = [
  ...SINGLETONS.flatMap(singletonCases),
  ...READ.flatMap(readCases),
  ...WRITTEN.flatMap((row) => [
    ...listCases(row.type),
    ...retrieveCases(row.type),
    ...createCases(row),
    ...updateCases(row),
    ...deleteCases(row),
  ]),
]
