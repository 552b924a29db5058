/**
 * Every Core API answer that a test gets from a world is held against the JSON:API 1.0 schema (support/world.ts);
 * here, that the schema can say no.
 */
import { expect, test } from 'vitest'
import { expectJsonApi, isJsonApi } from '../support/json-api-schema.ts'

const customer = {
  id: 'kXQJhdPrVw',
  type: 'customers',
  links: { self: 'https://acme.cl.test/api/customers/kXQJhdPrVw' },
  attributes: { email: 'ada@example.com', metadata: { vip: true } },
  relationships: {
    tags: {
      links: { self: 'https://acme.cl.test/api/x', related: 'https://acme.cl.test/api/y' },
      data: [{ type: 'tags', id: 'a' }],
    },
    customer_group: { data: null },
  },
  meta: { mode: 'test' },
}
const error = { title: 'x', detail: 'y', code: 'Z', status: '404' }
const links = { first: 'https://acme.cl.test/api/customers?page[number]=1&page[size]=10' }

test.each([
  ['a list', { data: [customer], included: [], meta: { record_count: 1 }, links }],
  ['one object', { data: customer }],
  ['no object', { data: null }],
  ['errors', { errors: [error] }],
])('%s is a document', (_name, body) => {
  expect(isJsonApi(body)).toBe(true)
})

test.each([
  ['a number as status', { errors: [{ ...error, status: 404 }] }],
  ['data beside errors', { data: [], errors: [error] }],
  ['an error member of another name', { errors: [{ ...error, message: 'x' }] }],
  ['no type', { data: { ...customer, type: undefined } }],
  ['a number as id', { data: { ...customer, id: 1 } }],
  ['a member of another name', { data: [], count: 0 }],
  ['an attribute called id', { data: { ...customer, attributes: { id: 'x' } } }],
  ['a link that is none', { data: [], links: { first: 'https://[' } }],
  ['a relationship without links and data', { data: { ...customer, relationships: { tags: {} } } }],
  ['the same object twice in included', { data: null, included: [customer, customer] }],
])('%s is none', (_name, body) => {
  // As it would be sent: members that are undefined are not there.
  expect(isJsonApi(JSON.parse(JSON.stringify(body)))).toBe(false)
})

test('an answer must also say what it is, and may have no body', () => {
  const body = JSON.stringify({ data: null })
  expect(() => expectJsonApi({ headers: { 'Content-Type': 'application/json' }, body })).toThrow(/type/)
  expectJsonApi({ headers: { 'content-type': 'application/vnd.api+json; charset=utf-8' }, body })
  expectJsonApi({ headers: {}, body: '' })
})
