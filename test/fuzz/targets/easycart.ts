/** What Easycart's API reads: parameters and bodies. */
import type { WireRequest } from '../../../src/dialects/dialect.ts'
import { readListQuery } from '../../../src/dialects/easycart/customers/read-query.ts'
import { EasycartRefusal } from '../../../src/dialects/easycart/errors.ts'
import { readParameters } from '../../../src/dialects/easycart/parameters.ts'
import { readInclude } from '../../../src/dialects/easycart/reading/read-include.ts'
import { defaultSettings } from '../../../src/dialects/easycart/settings.ts'
import {
  boundsOf,
  readDateRange,
  startBefore,
} from '../../../src/dialects/easycart/statistics/read-date-range.ts'
import { ACCESS_RULES } from '../../../src/dialects/easycart/writing/product-access.ts'
import { PRODUCT_RULES } from '../../../src/dialects/easycart/writing/product-rules.ts'
import { promotionCodeRules } from '../../../src/dialects/easycart/writing/promotion-code-rules.ts'
import { readBody } from '../../../src/dialects/easycart/writing/read-body.ts'
import { refundRules } from '../../../src/dialects/easycart/writing/refund-transaction.ts'
import type { Target } from '../judge.ts'

const RULES = [
  PRODUCT_RULES,
  promotionCodeRules(new Date('2026-06-01T00:00:00Z')),
  ACCESS_RULES,
  refundRules(500),
]
const UUID = '0b9f2f3c-6c1a-4b7e-9d3e-2f8a5f0b1c2d'

export const easycartTargets: readonly Target[] = [
  {
    name: 'easycart-query',
    parse(query) {
      const read = readListQuery(query, defaultSettings, 'Europe/Warsaw')
      const parameter = readParameters(query)
      return [read, [...readInclude(parameter('include'))]]
    },
    seeds: [
      `currency=usd&page=2&created_from=2026-01-01&created_to=2026-02-28&product=${UUID}&subscription_status=active&query=ada%40example.com&include=lines,refunds`,
      'currency[]=usd&page[x]=1&query=%C5%BC%C3%B3%C5%82%C4%87',
    ],
  },
  {
    name: 'easycart-dates',
    parse(text) {
      const range = readDateRange(text, '2026-06-01')
      const { from, to } = range ?? {}
      return from && to ? [boundsOf(from, to, 'Europe/Warsaw').length, startBefore(from, to, 'UTC')] : range
    },
    seeds: ['2026-01-01,2026-02-28', '2024-02-29,2024-02-29', 'last3months', '0001-01-01,9999-12-31'],
    // Ten thousand years, each in the store's time zone.
    mostMs: 1500,
  },
  {
    name: 'easycart-body',
    refusals: [EasycartRefusal],
    parse: (body) =>
      ['application/json', 'application/x-www-form-urlencoded'].flatMap((type) =>
        RULES.map((rules) => {
          try {
            return readBody({ body, headers: { 'content-type': type } } as unknown as WireRequest, rules)
          } catch (error) {
            if (error instanceof EasycartRefusal) return null
            throw error
          }
        }),
      ),
    seeds: [
      '{"status":"draft","name":"A","currency":"usd","slug":"a-b","active_from":"2026-01-01 10:00:00","active_until":"2026-02-01 10:00:00","redirect_url":"https://a.test/?b=c","contact_email":"a@b.co","refund_days":14,"show_confetti":true,"files":[{"name":"a.txt","content":"YQ=="}]}',
      `{"code":"SUMMER","type":"percentage","amount":10,"currency":"usd","products":["${UUID}"],"expires_at":"2027-01-01","max_uses":5}`,
      `{"email":"a@b.co","product_id":"${UUID}","variant_id":null,"amount":500,"reason":"x"}`,
      'amount=500&reason=x&immediately=1',
    ],
  },
]
