/** Conformance cases of what kind each attribute is (section 5.1), and of the headers of every answer (section 8). */
import type { ConformanceCase } from '../../case.ts'
import { all, at, type Check, good, LIST } from './case-checks.ts'

type Kind = readonly [says: string, fits: (value: unknown) => boolean]

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown) => typeof value === 'string'
const orNull = ([says, fits]: Kind): Kind => [`${says} or null`, (value) => value === null || fits(value)]
const oneOf = (...words: string[]): Kind => [words.join(', '), (value) => words.includes(String(value))]

const TEXT: Kind = ['a text', isText]
const COUNT: Kind = ['a whole number', Number.isInteger]
const TRUTH: Kind = ['true or false', (value) => typeof value === 'boolean']
const INSTANT: Kind = [
  'a time like 2026-01-31T10:00:00.000Z',
  (value) => isText(value) && TIME.test(String(value)),
]
const OBJECT: Kind = ['an object', isObject]

const CUSTOMER: Readonly<Record<string, Kind>> = {
  email: TEXT,
  status: oneOf('prospect', 'acquired', 'repeat'),
  has_password: TRUTH,
  total_orders_count: COUNT,
  shopper_reference: orNull(TEXT),
  profile_id: orNull(TEXT),
  tax_exemption_code: orNull(TEXT),
  created_at: INSTANT,
  updated_at: INSTANT,
  reference: orNull(TEXT),
  reference_origin: orNull(TEXT),
  jwt_custom_claim: orNull(OBJECT),
  metadata: OBJECT,
  anonymization_info: orNull(OBJECT),
  anonymization_status: orNull(TEXT),
}

/** What an attribute of any resource must be by its name. */
const BY_NAME: readonly (readonly [name: RegExp, kind: Kind])[] = [
  [/_cents$/, orNull(COUNT)],
  [/_float$/, orNull(['a number', (value) => typeof value === 'number'])],
  [/^formatted_/, orNull(TEXT)],
  [/^(created|updated)_at$/, INSTANT],
  [/_at$/, orNull(INSTANT)],
  [/_count$/, orNull(COUNT)],
  [/^metadata$/, OBJECT],
]

const byName: Check = (value) => {
  for (const [index, one] of ((at(value, 'data') ?? []) as object[]).entries())
    for (const [name, found] of Object.entries((at(one, 'attributes') ?? {}) as object)) {
      const kind = BY_NAME.find(([pattern]) => pattern.test(name))?.[1]
      if (kind && !kind[1](found))
        return { at: `data.${index}.attributes.${name}`, expected: kind[0], got: JSON.stringify(found) }
    }
  return true
}

/** Those whose list an integration reads. */
const LISTED =
  'customers customer_groups addresses customer_addresses customer_payment_sources customer_subscriptions tags sku_lists attachments orders order_subscriptions returns markets versions'

export const attributeCases: readonly ConformanceCase[] = [
  ...Object.entries(CUSTOMER).map(([name, [says, fits]]) =>
    good(`${name} is ${says}`, LIST, '/customers?page[size]=25', all(`attributes.${name}`, says, fits)),
  ),
  ...LISTED.split(' ').map((type) =>
    good(`${type}: figures, times and metadata are what their names say`, 'Core API', `/${type}`, byName),
  ),
  {
    name: 'an answer tells the rate limit',
    source: 'Rate limits',
    path: '/customers?page[size]=1',
    expect: {
      status: 200,
      headers: {
        'X-Ratelimit-Limit': /^\d+$/,
        'X-Ratelimit-Interval': /^\d+$/,
        'X-Ratelimit-Remaining': /^\d+$/,
        'X-Ratelimit-Reset': null,
      },
    },
  },
]
