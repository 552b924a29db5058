/** What a write answers, and what it leaves (sections 1.2, 3.4, 3.5, 5.2, 5.3, 5.8). */
import type { ConformanceCase } from '../../case.ts'
import {
  ANSWERED,
  at,
  type Check,
  CUSTOMER_ATTRIBUTES,
  CUSTOMER_RELATIONSHIPS,
  every,
  is,
  keys,
  LINK,
  matches,
  members,
} from './case-checks.ts'
import { CREATE, changed, type Line, MEDIA_TYPE, made, many, one, sends, UPDATE } from './case-writes.ts'

const creates = (name: string, source: string, path: string, data: object, ...checks: Check[]) =>
  sends(name, source, `POST ${path}`, data, {
    status: 201,
    headers: { 'Content-Type': ANSWERED, Location: /^https?:\/\/[^/]+\/api\/[a-z_]+\/[A-Za-z0-9]{10}$/ },
    body: every(...checks),
  })
const updates = (name: string, source: string, line: Line, data: object, ...checks: Check[]) =>
  sends(name, source, line, data, {
    status: 200,
    headers: { 'Content-Type': ANSWERED, Location: null },
    body: every(...checks),
  })
const plain = (attributes: object, relationships: object = {}) =>
  changed('customers', '{plain_customer}', attributes, relationships)
const PLAIN = 'PATCH /customers/{plain_customer}'
const TAGGING = 'Tagging resources'

const nowhere =
  (text: string): Check =>
  (value) =>
    !JSON.stringify(value).includes(text) || { at: '', expected: `no ${text} anywhere`, got: text }
/** The ids of the records that the answer includes, whatever their order. */
const includes =
  (path: string, count: number): Check =>
  (value) => {
    const found = at(value, path)
    return (
      (Array.isArray(found) && found.length === count) || {
        at: path,
        expected: `a list of ${count}`,
        got: JSON.stringify(found) ?? 'nothing',
      }
    )
  }

const creation: readonly ConformanceCase[] = [
  creates(
    'a new customer is answered in full',
    CREATE,
    '/customers',
    made('customers', { email: 'new-1-{unique}@example.com' }),
    members('data'),
    keys('data', 'id type links attributes relationships meta'),
    keys('data.attributes', CUSTOMER_ATTRIBUTES),
    keys('data.relationships', CUSTOMER_RELATIONSHIPS),
    matches('data.links.self', new RegExp(`^${LINK}/[A-Za-z0-9]{10}$`)),
    is('data.attributes.status', 'prospect'),
    is('data.attributes.has_password', false),
    is('data.attributes.total_orders_count', 0),
    is('data.attributes.metadata', {}),
    is('data.attributes.reference', null),
    matches('data.attributes.shopper_reference', /^.{3,128}$/),
    matches('data.attributes.profile_id', /./),
  ),
  creates(
    'an e-mail is trimmed and in small letters',
    'Customers',
    '/customers',
    made('customers', { email: ' New-2-{unique}@Example.COM ' }),
    is('data.attributes.email', 'new-2-{unique}@example.com'),
  ),
  creates(
    'a password is set and never shown',
    'Customers',
    '/customers',
    made('customers', { email: 'new-3-{unique}@example.com', password: 'Secret-9' }),
    is('data.attributes.has_password', true),
    nowhere('Secret-9'),
    nowhere('"password"'),
  ),
  creates(
    'what is sent is kept',
    'Customers',
    '/customers',
    made('customers', {
      email: 'new-4-{unique}@example.com',
      shopper_reference: 'shop-{unique}',
      profile_id: 'profile-{unique}',
      tax_exemption_code: 'TX-4',
      reference: 'crm-{unique}',
      reference_origin: 'CRM',
      metadata: { level: { gold: [1, 2.5, null, true] } },
    }),
    is('data.attributes.shopper_reference', 'shop-{unique}'),
    is('data.attributes.profile_id', 'profile-{unique}'),
    is('data.attributes.tax_exemption_code', 'TX-4'),
    is('data.attributes.reference', 'crm-{unique}'),
    is('data.attributes.reference_origin', 'CRM'),
    is('data.attributes.metadata', { level: { gold: [1, 2.5, null, true] } }),
  ),
  creates(
    'relationships of a new customer, included',
    'Including associations',
    '/customers?include=customer_group,tags',
    made(
      'customers',
      { email: 'new-5-{unique}@example.com' },
      { customer_group: one('customer_groups', '{group}'), tags: many('tags', '{tag}', '{tag_a}') },
    ),
    members('data included'),
    is('data.relationships.customer_group.data.type', 'customer_groups'),
    includes('data.relationships.tags.data', 2),
    includes('included', 3),
  ),
  creates(
    'fieldsets of a new customer',
    'Sparse fieldsets',
    '/customers?fields[customers]=email',
    made('customers', { email: 'new-6-{unique}@example.com' }),
    keys('data', 'id type links attributes meta'),
    keys('data.attributes', 'email'),
  ),
  creates(
    'attributes and relationships may be left out',
    CREATE,
    '/tags',
    { type: 'tags', attributes: { name: 'Seen:2026_a-{unique}' } },
    is('data.attributes.name', 'seen:2026_a-{unique}'),
  ),
  creates(
    'a customer address by its customer’s e-mail',
    'Customer addresses',
    '/customer_addresses?include=customer,address',
    made(
      'customer_addresses',
      { customer_email: '{third_email_mixed}' },
      { address: one('addresses', '{free_address}') },
    ),
    is('data.attributes.customer_email', '{third_email}'),
    is('data.relationships.customer.data.type', 'customers'),
    is('data.relationships.address.data.type', 'addresses'),
    includes('included', 2),
  ),
  sends(
    'a character set beside the media type',
    CREATE,
    'POST /customer_groups',
    made('customer_groups', { name: 'Retail {unique}', code: 'rt-{unique}' }),
    {
      status: 201,
      body: every(is('data.attributes.name', 'Retail {unique}'), is('data.attributes.code', 'rt-{unique}')),
    },
    { 'Content-Type': `${MEDIA_TYPE}; charset=utf-8` },
  ),
]

const changes: readonly ConformanceCase[] = [
  updates(
    'an update answers the whole customer',
    UPDATE,
    PLAIN,
    plain({ reference: 'crm-6-{unique}' }),
    members('data'),
    keys('data.attributes', CUSTOMER_ATTRIBUTES),
    is('data.attributes.reference', 'crm-6-{unique}'),
    is('data.attributes.email', '{plain_email}'),
  ),
  updates(
    'PUT is PATCH',
    'Rails',
    'PUT /customers/{plain_customer}',
    plain({ reference_origin: 'CRM' }),
    is('data.attributes.reference', 'crm-6-{unique}'),
    is('data.attributes.reference_origin', 'CRM'),
  ),
  updates('nothing to change', UPDATE, PLAIN, plain({}), is('data.attributes.reference', 'crm-6-{unique}')),
  updates(
    'metadata is kept',
    UPDATE,
    PLAIN,
    plain({ metadata: { a: 1, b: 2 } }),
    is('data.attributes.metadata', { a: 1, b: 2 }),
  ),
  updates(
    'metadata is replaced as a whole',
    UPDATE,
    PLAIN,
    plain({ metadata: { c: 3 } }),
    is('data.attributes.metadata', { c: 3 }),
  ),
  updates(
    'null clears what may be empty',
    UPDATE,
    PLAIN,
    plain({ reference: null, metadata: null }),
    is('data.attributes.reference', null),
    is('data.attributes.metadata', {}),
  ),
  updates(
    'an e-mail may stay',
    UPDATE,
    PLAIN,
    plain({ email: '{plain_email_capitals}' }),
    is('data.attributes.email', '{plain_email}'),
  ),
  updates(
    'a group is set',
    UPDATE,
    `${PLAIN}?include=customer_group`,
    plain({}, { customer_group: one('customer_groups', '{group}') }),
    is('included.0.attributes.name', '{group_name}'),
  ),
  updates(
    'null clears a relationship to one',
    UPDATE,
    `${PLAIN}?include=customer_group`,
    plain({}, { customer_group: { data: null } }),
    is('data.relationships.customer_group.data', null),
    is('included', []),
  ),
  updates(
    'ten tags are set',
    TAGGING,
    `${PLAIN}?include=tags`,
    plain({}, { tags: many('tags', ...[...'abcdefghij'].map((letter) => `{tag_${letter}}`)) }),
    includes('data.relationships.tags.data', 10),
  ),
  updates(
    'a set of tags replaces the other',
    TAGGING,
    `${PLAIN}?include=tags`,
    plain({}, { tags: many('tags', '{tag_k}', '{tag_k}') }),
    is('data.relationships.tags.data.length', 1),
    is('included.0.attributes.name', '{tag_k_name}'),
  ),
  updates(
    'tags are added by name, unknown names dropped',
    TAGGING,
    `${PLAIN}?include=tags`,
    plain({ _add_tags: '{tag_name_capitals}, {tag_name},{unique}-unknown,a b,,{tag_a_name}' }),
    includes('data.relationships.tags.data', 3),
  ),
  updates(
    'tags are removed by name',
    TAGGING,
    `${PLAIN}?include=tags`,
    plain({ _remove_tags: '{tag_k_name},{tag_a_name_mixed},{unique}-unknown' }),
    is('included.0.attributes.name', '{tag_name}'),
    includes('included', 1),
  ),
  updates(
    'removal happens after addition',
    TAGGING,
    `${PLAIN}?include=tags`,
    plain({ _remove_tags: '{tag_b_name},{tag_name}', _add_tags: '{tag_b_name},{tag_c_name}' }),
    is('included.0.attributes.name', '{tag_c_name}'),
    includes('included', 1),
  ),
  updates(
    'empty triggers do nothing',
    TAGGING,
    `${PLAIN}?include=tags`,
    plain({ _add_tags: '', _remove_tags: null, _request_anonymization: false, _cancel_anonymization: null }),
    includes('included', 1),
    is('data.attributes.anonymization_status', null),
  ),
  updates(
    'an empty list clears a relationship to many',
    TAGGING,
    `${PLAIN}?include=tags`,
    plain({}, { tags: { data: [] } }),
    is('data.relationships.tags.data', []),
  ),
  updates(
    'fieldsets of an update',
    'Sparse fieldsets',
    `${PLAIN}?fields[customers]=tags`,
    plain({}),
    keys('data', 'id type links relationships meta'),
    keys('data.relationships', 'tags'),
  ),
  updates(
    'a trigger and attributes travel together, and an anonymization is asked for',
    'Customers',
    PLAIN,
    plain({ reference: 'crm-7-{unique}', _request_anonymization: true }),
    is('data.attributes.reference', 'crm-7-{unique}'),
    is('data.attributes.anonymization_status', 'requested'),
    is('data.attributes.anonymization_info.status', 'requested'),
    matches('data.attributes.anonymization_info.requested_at', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/),
    keys('data.attributes.anonymization_info.requester', 'id first_name last_name email'),
    nowhere('_request_anonymization'),
  ),
  updates(
    'an anonymization is cancelled',
    'Customers',
    PLAIN,
    plain({ _cancel_anonymization: true }),
    is('data.attributes.anonymization_status', 'cancelled'),
    keys('data.attributes.anonymization_info.cancellation_requester', 'id first_name last_name email'),
  ),
]

const NOTHING = {
  status: 204,
  headers: { Location: null },
  body: (value: unknown) => value === '' || 'no body',
}

export const writtenResults: readonly ConformanceCase[] = [
  ...creation,
  ...changes,
  sends('HEAD of a list', 'Rails', 'HEAD /customers', undefined, {
    status: 200,
    headers: { 'Content-Type': ANSWERED },
    body: '',
  }),
  sends('HEAD of a customer', 'Rails', 'HEAD /customers/{customer}', undefined, { status: 200, body: '' }),
  sends('a tag is deleted', 'Deleting resources', 'DELETE /tags/{tag_a}', undefined, NOTHING),
  sends('a group is deleted', 'Deleting resources', 'DELETE /customer_groups/{group}', undefined, NOTHING),
  sends(
    'a customer without orders is deleted',
    'Deleting resources',
    'DELETE /customers/{plain_customer}',
    undefined,
    NOTHING,
  ),
]
