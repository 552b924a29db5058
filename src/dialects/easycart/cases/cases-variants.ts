/** Conformance cases of GET /product-variants/{id}, over the reading cases' store. */
import type { ConformanceCase } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'
import { message, VARIANT_MEMBERS } from './case-shapes.ts'

const GET = 'Get Product Variant'
const month = {
  id: '{month}',
  type: 'recurring',
  // `month`, where a variant inside its product says `monthly`.
  recurring_options: { interval: 'month', interval_count: 1 },
  name: 'Monthly Plan',
  amount: 4900,
  ...VARIANT_MEMBERS,
  trial_period_days: 14,
  active_cycles: 12,
  cancel_early: true,
  tax_behavior: 'exclusive',
}
const once = {
  id: '{once}',
  type: 'one_time',
  recurring_options: null,
  name: null,
  amount: 19900,
  ...VARIANT_MEMBERS,
}

export const variantCases: readonly ConformanceCase[] = [
  {
    name: 'any variant has every member, in order, and is the one asked for',
    source: GET,
    path: '/product-variants/{any_variant}',
    expect: {
      status: 200,
      headers: { 'Content-Type': /^application\/json/ },
      body: reliesOn(['any_variant'], (value, { any_variant: id }) => {
        const given = value as Record<string, unknown>
        const is = given.id === id && Object.keys(given).join() === Object.keys(month).join()
        return is || `${id} with ${Object.keys(month)}`
      }),
    },
  },
  {
    name: 'what is paid again and again says how often, what is paid once does not',
    source: GET,
    path: '/product-variants/{any_variant}',
    expect: {
      status: 200,
      body: (value) => {
        const { type, recurring_options: options } = value as Record<string, unknown>
        return (type === 'recurring') === (options !== null) || 'recurring_options where it is recurring'
      },
    },
  },
  {
    name: 'a recurring variant has every member, in order',
    source: GET,
    path: '/product-variants/{month}?include=x',
    expect: { status: 200, headers: { ETag: /^"/ }, body: month },
  },
  {
    name: 'what a variant has when nothing was set',
    source: GET,
    path: '/product-variants/{once}',
    expect: { status: 200, body: once },
  },
  {
    name: 'a variant’s id that is no UUID is refused',
    source: 'assumed',
    path: '/product-variants/123',
    expect: { status: 400, body: message('Invalid product variant ID') },
  },
  ...['unknown', 'foreign_month'].map(
    (fact): ConformanceCase => ({
      name: `the variant ${fact} is not found`,
      source: GET,
      path: `/product-variants/{${fact}}`,
      expect: { status: 404, body: message(`Product variant with ID {${fact}} not found`) },
    }),
  ),
]
