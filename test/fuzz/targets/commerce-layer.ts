/** What Commerce Layer's APIs read: query strings, resource objects, the Authentication API's bodies, tokens. */
import { createSharedSecretTokens } from '../../../src/auth/jwt.ts'
import { readCollection } from '../../../src/dialects/commerce-layer/documents.ts'
import { Refused } from '../../../src/dialects/commerce-layer/errors.ts'
import { readAuthBody } from '../../../src/dialects/commerce-layer/oauth/auth-body.ts'
import { ignoredFilters } from '../../../src/dialects/commerce-layer/query/read-filter.ts'
import { readParams, writeParams } from '../../../src/dialects/commerce-layer/query/read-params.ts'
import type { Resource } from '../../../src/dialects/commerce-layer/resource.ts'
import { resources } from '../../../src/dialects/commerce-layer/resources/index.ts'
import type { Caller } from '../../../src/dialects/commerce-layer/tokens.ts'
import { readInput } from '../../../src/dialects/commerce-layer/writing/read-input.ts'
import type { WireRequest } from '../../../src/dialects/dialect.ts'
import type { Target } from '../judge.ts'

const caller = { kind: 'integration', owner: null } as unknown as Caller
const buyer = {
  kind: 'sales_channel',
  owner: { type: 'Customer', key: 7 },
  customClaim: null,
} as unknown as Caller
const READ = ['customers', 'orders', 'order_subscriptions', 'tags', 'addresses'] as const

const tokens = createSharedSecretTokens(() => new Date('2026-06-01T00:00:00Z'))
const signed = await tokens.sign({ iss: 'a', exp: 1_900_000_000 }, 'x'.repeat(64))
const [head = '', claims = ''] = signed.split('.')
/** The last letter of base64 has bits to spare. */
const bytesOf = (token: string): string =>
  token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('hex'))
    .join('.')

export const commerceLayerTargets: readonly Target[] = [
  {
    // The filter grammar, sort, include, fields and page at once.
    name: 'commerce-layer-query',
    refusals: [Refused],
    // Six readings of the same text, each of which looks a pattern up in what the store need not be asked for.
    mostMs: 200,
    parse(query) {
      const params = readParams(query)
      // A link that is printed leads back to the same question.
      const again = readParams(writeParams(params)).length
      if (again > params.length) throw new Error(`${params.length} parameters became ${again}`)
      return READ.map((type) => {
        const resource = resources.get(type) as Resource
        const ignored = ignoredFilters(params, resource)
        const { filters, sort, page } = readCollection(query, resource, {
          caller: ignored.length > 1 ? buyer : caller,
        })
        return [filters, sort, page]
      })
    },
    seeds: [
      'filter[q][email_eq]=a@b.co&sort=-created_at,email&include=orders.line_items&fields[customers]=email,id&page[number]=2&page[size]=5',
      'filter[q][email_or_status_cont]=a&filter[q][tags_name_in]=x,y&filter[q][orders_number_matches]=%25a_',
      'filter[q][metadata_jcont]=%7B%22a%22%3A1%7D&filter[q][created_at_gteq]=2026-01-01T00:00:00Z&filter[email]=a,b&filter[q][total_orders_count_gt]=1.5',
      'filter[q][id_not_in]=a&filter[q][customer_group_name_null]=true&filter[ids][]=a&filter[ids][]=b&page[after]=x',
    ],
  },
  {
    name: 'commerce-layer-body',
    refusals: [Refused],
    parse: (body) =>
      READ.flatMap((type) => {
        const resource = resources.get(type) as Resource
        return [null, 'xYZkjABcde'].map((id) => {
          try {
            return readInput(body, resource, id, caller)
          } catch (error) {
            if (error instanceof Refused) return null
            throw error
          }
        })
      }),
    seeds: [
      '{"data":{"type":"customers","attributes":{"email":"a@b.co","metadata":{"a":[1,{"b":null}]}},"relationships":{"customer_group":{"data":{"type":"customer_groups","id":"xYZkjABcde"}},"tags":{"data":[]}}}}',
      '{"data":{"type":"orders","id":"xYZkjABcde","attributes":{"currency_code":"USD","_place":true},"relationships":{"customer":{"data":null}}}}',
      '{"data":{"type":"addresses","attributes":{"line_1":"x","country_code":"GB"}}}',
    ],
  },
  {
    name: 'commerce-layer-auth-body',
    parse: (body) =>
      ['application/json', 'application/x-www-form-urlencoded; charset=utf-8'].map((type) =>
        readAuthBody({ body, headers: { 'content-type': type } } as unknown as WireRequest),
      ),
    seeds: [
      '{"grant_type":"client_credentials","client_id":"a","client_secret":"b","scope":["market:id:x"]}',
      'grant_type=password&username=a%40b.co&password=%00+x&scope=market%3Aid%3Ax%20stock_location:code:y',
    ],
  },
  {
    name: 'tokens',
    async parse(text) {
      const checked = await tokens.verify(text, 'x'.repeat(64))
      if ('payload' in checked && bytesOf(text) !== bytesOf(signed))
        throw new Error('a token that nobody signed was believed')
      return tokens.read(text)
    },
    seeds: [
      signed,
      `${head}.${claims}.`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
      `${Buffer.from('{"alg":"HS512","crit":["b64"],"b64":false}').toString('base64url')}.${claims}.AA`,
      `${head}.${Buffer.from('{"exp":1e400,"nbf":"x"}').toString('base64url')}.AA`,
    ],
  },
]
