/** Conformance cases of what hangs on customers, read through their relationships. */
import type { ConformanceCase } from '../../case.ts'
import { all, CUSTOMER_RELATIONSHIPS, count, good, is, matches, members, ours } from './case-checks.ts'
import { ORDER_FIGURES } from './reading-checks.ts'

const needing = (needs: readonly string[], one: ConformanceCase): ConformanceCase => ({ ...one, needs })

export const related: readonly ConformanceCase[] = [
  good(
    'an order',
    'Orders',
    '/customers/{customer}/orders?sort=number',
    count('{orders_of_customer}'),
    ...ORDER_FIGURES,
    ours(
      is('data.0.attributes.total_amount_cents', 123456),
      is('data.0.attributes.total_amount_float', 1234.56),
      is('data.0.attributes.formatted_total_amount', '€1.234,56'),
      is('data.0.attributes.payment_status', 'paid'),
      is('data.1.attributes.formatted_total_amount', '¥500'),
      is('data.1.attributes.status', 'pending'),
    ),
  ),
  good(
    'orders by status',
    'Orders',
    '/customers/{customer}/orders?filter[q][status_eq]=approved&sort=-status',
    all('attributes.status', 'approved', (found) => found === 'approved'),
    ours(count(1)),
  ),
  needing(
    ['group'],
    good(
      'the group of a customer',
      'Fetching relationships',
      '/customers/{customer}/customer_group',
      is('data.id', '{group}'),
      is('data.attributes.name', '{group_name}'),
    ),
  ),
  good('no group', 'Fetching relationships', '/customers/{plain_customer}/customer_group', is('data', null)),
  good(
    'history',
    'Event stores',
    '/customers/{customer}/event_stores?page[size]=1',
    is('meta', {}),
    matches('data.0.attributes.event', /^(create|update|destroy)$/),
    matches('data.0.id', /^\d+-\d+$/),
    ours(
      is('data.0.attributes.event', 'create'),
      is('data.0.attributes.payload.email', { from: null, to: 'person-01@example.com' }),
    ),
  ),
  needing(
    ['group'],
    good(
      'linkage of one',
      'JSON:API 1.0',
      '/customers/{customer}/relationships/customer_group',
      members('links data'),
      is('data.type', 'customer_groups'),
    ),
  ),
  needing(
    ['tag'],
    good(
      'linkage of many',
      'JSON:API 1.0',
      '/customers/{customer}/relationships/tags',
      is('data.0.type', 'tags'),
      ours(is('data.length', 1)),
    ),
  ),
  ...CUSTOMER_RELATIONSHIPS.split(' ').flatMap((name) => [
    good(`related ${name}`, 'Fetching relationships', `/customers/{customer}/${name}`),
    good(
      `linkage of ${name}`,
      'JSON:API 1.0',
      `/customers/{customer}/relationships/${name}`,
      members('links data'),
    ),
  ]),
]
