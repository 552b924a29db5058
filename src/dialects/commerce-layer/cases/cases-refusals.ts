/** Conformance cases of what the Core API refuses. */
import type { ConformanceCase } from '../../case.ts'
import { bad, field, NOT_FOUND, pageValue, TOKEN } from './case-checks.ts'

const BAD = 'jsonapi-resources'
const media =
  "All requests must use the 'application/vnd.api+json' Accept without media type parameters. This request specified"
export const refusals: readonly ConformanceCase[] = [
  bad('no token', 'Authentication', '/customers', TOKEN, { credential: 'none' }),
  bad('a malformed token', 'Authentication', '/customers', TOKEN, { credential: 'malformed' }),
  bad('an expired token', 'Authentication', '/customers', TOKEN, { credential: 'expired' }),
  bad('a revoked token', 'Authentication', '/customers', TOKEN, { credential: 'revoked' }),
  bad('a token of another signer', 'Authentication', '/customers', TOKEN, { credential: 'foreign' }),
  bad('the token is looked at before the path', 'Authentication', '/nothing', TOKEN, { credential: 'none' }),
  bad('unknown customer', 'Handling errors', '/customers/XXXXXXXXXX', NOT_FOUND),
  bad('unknown customer, related', 'Handling errors', '/customers/XXXXXXXXXX/tags', NOT_FOUND),
  bad('unknown customer, linkage', 'Handling errors', '/customers/XXXXXXXXXX/relationships/tags', NOT_FOUND),
  bad('unknown relationship', 'Handling errors', '/customers/{customer}/friends', NOT_FOUND),
  bad('unknown path', 'Handling errors', '/nothing', NOT_FOUND),
  bad(
    'a method that is not there',
    'Handling errors',
    '/customers/{customer}/tags',
    [405, 'METHOD_NOT_ALLOWED', 'Method not allowed', 'Method not allowed'],
    { method: 'PATCH' },
  ),
  bad(
    'plain JSON is not accepted',
    'Handling errors',
    '/customers',
    [406, 'NOT_ACCEPTABLE', 'Not acceptable', `${media} 'application/json'.`],
    { headers: { Accept: 'application/json' } },
  ),
  bad(
    'parameters of the media type are not accepted',
    'Handling errors',
    '/customers',
    [406, 'NOT_ACCEPTABLE', 'Not acceptable', `${media} 'application/vnd.api+json; ext=a'.`],
    { headers: { Accept: 'application/vnd.api+json; ext=a' } },
  ),
  bad(
    'page size 0',
    BAD,
    '/customers?page[size]=0',
    pageValue('0 is not a valid value for size page parameter.'),
  ),
  bad(
    'page size that is no number',
    BAD,
    '/customers?page[size]=a',
    pageValue('0 is not a valid value for size page parameter.'),
  ),
  bad('page size 26', BAD, '/customers?page[size]=26', pageValue('size exceeds maximum page size of 25.')),
  bad(
    'page number 0',
    BAD,
    '/customers?page[number]=0',
    pageValue('0 is not a valid value for number page parameter.'),
  ),
  bad('another page key', BAD, '/customers?page[x]=1', [
    400,
    'PARAM_NOT_ALLOWED',
    'Page parameter not allowed',
    'x is not an allowed page parameter.',
  ]),
  bad('page without a key', BAD, '/customers?page=1', [
    400,
    'INVALID_PAGE_OBJECT',
    'Invalid Page Object',
    'Invalid Page Object.',
  ]),
  bad('not sortable', BAD, '/customers?sort=-has_password', [
    400,
    'INVALID_SORT_CRITERIA',
    'Invalid sort criteria',
    'has_password is not a valid sort criteria for customers',
  ]),
  bad('fields of an unknown type', BAD, '/customers?fields[x]=a', [
    400,
    'INVALID_RESOURCE',
    'Invalid resource',
    'x is not a valid resource.',
  ]),
  bad(
    'an unknown field',
    BAD,
    '/customers?fields[customers]=x',
    field('x is not a valid field for customers.'),
  ),
  bad(
    'an empty fieldset',
    BAD,
    '/customers?fields[customers]=',
    field('nil is not a valid field for customers.'),
  ),
  bad('fields without a type', BAD, '/customers?fields=a', [
    400,
    'INVALID_FIELD_FORMAT',
    'Invalid field format',
    'Fields must specify a type.',
  ]),
  bad('not includable', BAD, '/customers?include=event_stores', [
    400,
    'INVALID_INCLUDE',
    'Invalid include',
    'event_stores is not a valid includable relationship of customers',
  ]),
  bad('an unknown segment', BAD, '/customers?include=orders.x', [
    400,
    'INVALID_INCLUDE',
    'Invalid include',
    'x is not a valid includable relationship of orders',
  ]),
  bad('a filter beside q', BAD, '/customers?filter[x]=1', [
    400,
    'FILTER_NOT_ALLOWED',
    'Filter not allowed',
    'x is not allowed.',
  ]),
  bad('a filter without a name', BAD, '/customers?filter=abc', [
    400,
    'INVALID_FILTERS_SYNTAX',
    'Invalid filters syntax',
    'abc is not a valid syntax for filtering.',
  ]),
  bad('a date that is none', BAD, '/customers?filter[q][created_at_gt]=soon', [
    400,
    'INVALID_FILTER_VALUE',
    'Invalid filter value',
    'soon is not a valid value for created_at_gt.',
  ]),
]
