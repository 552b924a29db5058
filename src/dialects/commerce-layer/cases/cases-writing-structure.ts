/** What is refused before anything is looked up: methods, media types, the body's structure (section 5.1). */
import type { ConformanceCase } from '../../case.ts'
import { NOT_FOUND } from './case-checks.ts'
import {
  CREATE,
  changed,
  ERRORS,
  MEDIA_TYPE,
  made,
  many,
  one,
  refused,
  sends,
  UPDATE,
} from './case-writes.ts'

const JR = 'jsonapi-resources'

const missing = (name: string) =>
  [400, 'PARAM_MISSING', 'Missing Parameter', `The required parameter, ${name}, is missing.`] as const
const notHash = [400, 'INVALID_DATA_FORMAT', 'Invalid data format', 'Data must be a hash.'] as const
const resource = (type: string) =>
  [400, 'INVALID_RESOURCE', 'Invalid resource', `${type} is not a valid resource.`] as const
const notAllowed = (name: string) =>
  [400, 'PARAM_NOT_ALLOWED', 'Param not allowed', `${name} is not allowed.`] as const
const links = [
  400,
  'INVALID_LINKS_OBJECT',
  'Invalid Links Object',
  'Data is not a valid Links Object.',
] as const
const mismatch = (type: string) =>
  [400, 'TYPE_MISMATCH', 'Type Mismatch', `${type} is not a valid type for this operation.`] as const
const notJson = [400, 'BAD_REQUEST', 'Bad Request', 'Bad Request'] as const
const method = [405, 'METHOD_NOT_ALLOWED', 'Method not allowed', 'Method not allowed'] as const
const mediaType = (type: string) =>
  [
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    'Unsupported media type',
    `All requests that create or update must use the '${MEDIA_TYPE}' Content-Type. This request specified '${type}'.`,
  ] as const
const accept = (type: string) =>
  [
    406,
    'NOT_ACCEPTABLE',
    'Not acceptable',
    `All requests must use the '${MEDIA_TYPE}' Accept without media type parameters. This request specified '${type}'.`,
  ] as const

const ada = { email: 'structure-{unique}@example.com' }
const customer = made('customers', ada)

const bodies: readonly ConformanceCase[] = (
  [
    ['a body without data', '{}', missing('data')],
    ['a body whose data is null', '{"data":null}', missing('data')],
    ['a body that is a list', '[]', missing('data')],
    ['no body', '', missing('data')],
    ['data that is text', '{"data":"a"}', notHash],
    ['data that is a list', '{"data":[]}', notHash],
    ['data without a type', { attributes: ada }, missing('type')],
    ['data whose type is null', { type: null, attributes: ada }, missing('type')],
    ['data of another type', made('orders', {}), resource('orders')],
    ['data of an unknown type', made('people', {}), resource('people')],
    ['attributes that are a list', { type: 'customers', attributes: [] }, notHash],
    ['an unknown attribute', made('customers', { ...ada, nickname: 'a' }), notAllowed('nickname')],
    ['a read-only attribute', made('customers', { ...ada, status: 'repeat' }), notAllowed('status')],
    ['the id as an attribute', made('customers', { ...ada, id: 'a' }), notAllowed('id')],
    ['an id for a new record', { id: 'a', ...customer }, notAllowed('id')],
    ['a trigger on creation', made('customers', { ...ada, _add_tags: 'vip' }), notAllowed('_add_tags')],
    ['an unknown relationship', made('customers', ada, { friends: { data: [] } }), notAllowed('friends')],
    ['a read-only relationship', made('customers', ada, { orders: { data: [] } }), notAllowed('orders')],
    [
      'a computed relationship',
      made('customers', ada, { jwt_customer: { data: null } }),
      notAllowed('jwt_customer'),
    ],
    ['a relationship as an attribute', made('customers', { ...ada, tags: 'vip' }), notAllowed('tags')],
    ['another member of data', { ...customer, links: {} }, notAllowed('links')],
    ['linkage that is text', made('customers', ada, { customer_group: 'a' }), links],
    ['linkage without data', made('customers', ada, { customer_group: {} }), links],
    ['a list for one', made('customers', ada, { customer_group: { data: [] } }), links],
    ['one for a list', made('customers', ada, { tags: one('tags', '{tag}') }), links],
    ['null for a list', made('customers', ada, { tags: { data: null } }), links],
    [
      'linkage without an id',
      made('customers', ada, { customer_group: { data: { type: 'customer_groups' } } }),
      links,
    ],
    [
      'linkage without a type',
      made('customers', ada, { customer_group: { data: { id: '{group}' } } }),
      links,
    ],
    ['linkage of text', made('customers', ada, { tags: { data: ['{tag}'] } }), links],
    [
      'linkage of another type',
      made('customers', ada, { customer_group: one('tags', '{tag}') }),
      mismatch('tags'),
    ],
    [
      'a list of another type',
      made('customers', ada, { tags: many('customer_groups', '{group}') }),
      mismatch('customer_groups'),
    ],
    ['a body that is not JSON', '{"data":', notJson],
    ['a body that is a form', 'email=a%40b.co', notJson],
  ] as const
).map(([name, body, error]) => sends(`${name} is refused`, JR, 'POST /customers', body, refused(error)))

const patches: readonly ConformanceCase[] = (
  [
    [
      'an update without an id',
      { type: 'customers', attributes: {} },
      [400, 'KEY_ORDER_MISMATCH', 'A key is required', 'The resource object does not contain a key.'],
    ],
    [
      'an update of another id',
      changed('customers', 'XXXXXXXXXX', {}),
      [
        400,
        'KEY_NOT_INCLUDED_IN_URL',
        'Key is not included in URL',
        'The URL does not support the key XXXXXXXXXX',
      ],
    ],
    ['an update of another type', changed('orders', '{plain_customer}', {}), resource('orders')],
    ['an update without a type', { id: '{plain_customer}', attributes: {} }, missing('type')],
    ['an update without data', '{}', missing('data')],
    [
      'a new total',
      changed('customers', '{plain_customer}', { total_orders_count: 1 }),
      notAllowed('total_orders_count'),
    ],
    [
      'an unknown trigger',
      changed('customers', '{plain_customer}', { _archive: true }),
      notAllowed('_archive'),
    ],
    [
      'addresses set from the customer',
      changed('customers', '{plain_customer}', {}, { customer_addresses: { data: [] } }),
      notAllowed('customer_addresses'),
    ],
  ] as const
).map(([name, body, error]) =>
  sends(`${name} is refused`, JR, 'PATCH /customers/{plain_customer}', body, refused(error)),
)

const others: readonly ConformanceCase[] = [
  sends(
    'structure comes before the record',
    'Handling errors',
    'PATCH /customers/XXXXXXXXXX',
    '{}',
    refused(missing('data')),
  ),
  sends(
    'a customer e-mail is only for new addresses of customers',
    UPDATE,
    'PATCH /customer_addresses/{customer_address}',
    changed('customer_addresses', '{customer_address}', { customer_email: 'a@example.com' }),
    refused(notAllowed('customer_email')),
  ),
  sends(
    'a new customer where a customer is',
    ERRORS,
    'POST /customers/{customer}',
    customer,
    refused(method),
  ),
  sends('a change of all customers', ERRORS, 'PATCH /customers', customer, refused(method)),
  sends('a deletion of all customers', ERRORS, 'DELETE /customers', undefined, refused(method)),
  sends('a change of a related list', ERRORS, 'POST /customers/{customer}/tags', undefined, refused(method)),
  sends(
    'a change of linkage',
    ERRORS,
    'PATCH /customers/{customer}/relationships/tags',
    { data: [] },
    refused(method),
  ),
  sends('a new something', ERRORS, 'POST /nothing', customer, refused(NOT_FOUND)),
  ...['POST /customers', 'PATCH /customers/{customer}', 'PUT /customers/{customer}'].flatMap((line) => [
    sends(
      `plain JSON in ${line}`,
      CREATE,
      line as 'POST /',
      customer,
      refused(mediaType('application/json')),
      {
        'Content-Type': 'application/json',
      },
    ),
    sends(`no media type in ${line}`, CREATE, line as 'POST /', customer, refused(mediaType('')), {
      'Content-Type': '',
    }),
    sends(
      `the content type is looked at before what is accepted in ${line}`,
      ERRORS,
      line as 'POST /',
      customer,
      refused(mediaType('text/plain')),
      { 'Content-Type': 'text/plain', Accept: 'application/json' },
    ),
    sends(
      `media types are looked at before the body in ${line}`,
      ERRORS,
      line as 'POST /',
      '{}',
      refused(accept('application/json')),
      { Accept: 'application/json' },
    ),
  ]),
  sends(
    'a deletion needs no content type',
    ERRORS,
    'DELETE /customers/XXXXXXXXXX',
    undefined,
    refused(NOT_FOUND),
    { 'Content-Type': 'text/plain' },
  ),
  sends(
    'a deletion is looked at for what is accepted',
    ERRORS,
    'DELETE /customers/XXXXXXXXXX',
    undefined,
    refused(accept('text/html')),
    { Accept: 'text/html' },
  ),
  sends(
    'query parameters of a creation are looked at',
    JR,
    'POST /customers?include=friends',
    customer,
    refused([
      400,
      'INVALID_INCLUDE',
      'Invalid include',
      'friends is not a valid includable relationship of customers',
    ]),
  ),
  sends(
    'query parameters of an update are looked at',
    JR,
    'PATCH /customers/{customer}?fields[customers]=friends',
    changed('customers', '{customer}', {}),
    refused([400, 'INVALID_FIELD', 'Invalid field', 'friends is not a valid field for customers.']),
  ),
]

export const writtenStructure: readonly ConformanceCase[] = [...bodies, ...patches, ...others]
