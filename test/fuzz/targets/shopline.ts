/** What SHOPLINE's APIs read: lists, the two query languages, cursors, ids, times, bodies. */

import type { ShoplineCall } from '../../../src/dialects/shopline/call.ts'
import { readCursor, writeCursor } from '../../../src/dialects/shopline/cursor.ts'
import { readCustomer } from '../../../src/dialects/shopline/customers/customer-input.ts'
import { customerList } from '../../../src/dialects/shopline/customers/customer-list.ts'
import { readCustomerQuery } from '../../../src/dialects/shopline/customers/customer-query.ts'
import { ShoplineRefusal } from '../../../src/dialects/shopline/errors.ts'
import { readBound } from '../../../src/dialects/shopline/ids-as-numbers.ts'
import { readWrapped } from '../../../src/dialects/shopline/input/read-body.ts'
import { readPage } from '../../../src/dialects/shopline/read-page.ts'
import { defaultSettings } from '../../../src/dialects/shopline/settings.ts'
import { parseJson } from '../../../src/dialects/shopline/sync/read-answer.ts'
import { readSpan, readTime } from '../../../src/dialects/shopline/time.ts'
import type { Target } from '../judge.ts'

const offsetAt = () => 480
const call = {
  version: 'v20260301',
  offsetAt,
  settings: { ...defaultSettings, refuseHighRiskContent: true },
  services: { clock: () => new Date('2026-06-01T00:00:00Z') },
} as unknown as ShoplineCall
const list = customerList({ sinceIdMode: 'after', offsetAt })
const cursor = writeCursor({
  sinceId: '16057590153890829521',
  direction: 'next',
  limit: 5,
  filters: { ids: '1,2' },
})

export const shoplineTargets: readonly Target[] = [
  {
    name: 'shopline-list',
    refusals: [ShoplineRefusal],
    parse: (query) => readPage(query, list),
    seeds: [
      'limit=50&fields=id,email&since_id=123&ids=1,2,3&created_at_min=2026-01-01T00:00:00%2B08:00&updated_at_max=2026-02-02T00:00:00Z',
      `page_info=${cursor}&limit=250`,
    ],
  },
  {
    name: 'shopline-query',
    refusals: [ShoplineRefusal],
    parse: (query) => readCustomerQuery(query, { currency: 'USD', offsetAt }),
    seeds: [
      'orders_count:>1;customer_date:<=2026-01-31;total_spent:>=10.505;verified_email:true',
      'customer_id:5;tags:a b;state:2;email_subscribe_flag:1;order_date:2026-01-01T00:00:00Z',
      'accepts_marketing:constructor',
      'accepts_marketing:false;updated_at:>2026-01-01;customer_first_name:Ada',
    ],
  },
  {
    name: 'shopline-cursor',
    parse(text) {
      const read = readCursor(text, ['ids', 'since_id', '__proto__'])
      // What one writes of what was read is read alike.
      if (
        read &&
        JSON.stringify(readCursor(writeCursor(read), ['ids', 'since_id'])) !==
          JSON.stringify(readCursor(text, ['ids', 'since_id']))
      )
        throw new Error('a cursor does not come back')
      return read
    },
    seeds: [
      cursor,
      Buffer.from('{"sinceId":"1e400","direction":"next","limit":1}').toString('base64url'),
      Buffer.from(
        '{"sinceId":"1","sinceValue":-9,"direction":"prev","limit":250,"filters":{"ids":"1"}}',
      ).toString('base64'),
    ],
  },
  {
    // The same behind its base64, where a change of a letter hits nothing.
    name: 'shopline-cursor-inside',
    parse: (json) => readCursor(Buffer.from(json).toString('base64url'), ['ids', 'since_id']),
    seeds: [
      '{"sinceId":"16","sinceValue":12,"direction":"next","limit":5,"filters":{"ids":"1,2","since_id":"3"}}',
    ],
  },
  {
    // What a server that is synced from says.
    name: 'shopline-answer',
    refusals: [SyntaxError],
    parse(text) {
      const read = parseJson(text)
      if (!/\d{16}/.test(text) && JSON.stringify(read) !== JSON.stringify(JSON.parse(text)))
        throw new Error('it reads something else')
      return true
    },
    seeds: ['{"id":16057590153890829521,"a":"16057590153890829521 \\"1","b":[1.5e3,-2]}', '"\\"\\"\\"'],
  },
  {
    name: 'shopline-values',
    parse: (text) => [readBound(text), readTime(text, offsetAt), readSpan(text, offsetAt)],
    seeds: [
      '2026-09-02T21:58:35+08:00',
      '2021-08-31',
      '2021-08-31 10:00:00',
      '99999999999999999999999999',
      '-1',
      '007',
    ],
  },
  {
    name: 'shopline-body',
    refusals: [ShoplineRefusal],
    parse: (body) =>
      readCustomer(
        readWrapped({ ...call, request: { body } as unknown as ShoplineCall['request'] }, 'customer'),
        call,
      ),
    seeds: [
      '{"customer":{"first_name":"Ada","email":"a@b.co","phone":"+4912345678","tags":"a,b","addresses":[{"id":"SL201UA1","country_code":"GB","default":true}],"email_marketing_consent":{"state":"subscribed","opt_in_level":"single_opt_in","consent_updated_at":"2026-01-01T00:00:00+08:00"},"birthday":"20010203","gender":1,"note":"","password":"abcdef1"}}',
      '{"customer":{"accepts_marketing":true,"tags":["a"],"sms_marketing_consent":null,"metafields":[{"key":"a"}]}}',
    ],
  },
]
