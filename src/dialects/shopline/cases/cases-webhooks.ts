/**
 * Conformance cases of subscriptions, social login and the store (sections 8.2, 8.3 and 10.2). `lister_token` is another
 * app's with a single webhook (`listed_webhook`), `reader_token` and `writer_token` may only read or only write;
 * `kept_webhook`, `changed_webhook` and `removed_webhook` are the run's own, as is `run`, a word of it alone. `social`
 * says that the store's social logins are the run's.
 */
import type { ConformanceCase, Shape } from '../../case.ts'
import { reliesOn } from '../../write-cases.ts'
import { errors, RUN_LENGTH, TIME } from './case-shapes.ts'

const SDK = 'vendor SDK'
const ASSUMED = '[assumed]'
const ADDRESS = 'https://app.example/{run}/hooks'
/** An address that has so many characters once the run's word is in it. */
const addressOf = (length: number) => `${ADDRESS}/`.padEnd(length - RUN_LENGTH + '{run}'.length, 'a')

const JSON_BODY = { 'Content-Type': 'application/json; charset=utf-8' }
const as = (name: string): Partial<ConformanceCase> => ({
  credential: 'none',
  headers: { ...JSON_BODY, Authorization: `Bearer {${name}}` },
})
/** The run's own credential, which is an app's. */
const itself: Partial<ConformanceCase> = { headers: JSON_BODY }
const sending = (
  method: string,
  path: string,
  body: unknown,
): Partial<ConformanceCase> & { path: string } => ({
  method,
  path,
  writes: true,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

const isId = (value: unknown): true | string => (typeof value === 'number' && value > 0) || 'a number'
const numberOf = (fact: string): Shape =>
  reliesOn([fact], (value, facts) => value === Number(facts[fact]) || `the number ${facts[fact]}`)

const webhook = (id: Shape, address: string, topic = 'customers/update'): Shape => ({
  id,
  address,
  topic,
  api_version: 'v20260301',
  created_at: TIME,
  updated_at: TIME,
})

const refused = (
  name: string,
  status: number,
  rest: Partial<ConformanceCase> & { path: string },
  source = ASSUMED,
): ConformanceCase => ({
  name,
  source,
  ...itself,
  ...rest,
  expect: { status, body: errors() },
})

const MEMBERS = 'id,address,topic,api_version,created_at,updated_at'
const given = { address: ADDRESS, topic: 'customers/create', api_version: 'v20260301' }
const without = (name: keyof typeof given) => ({ ...given, [name]: undefined })

const subscriptions: readonly ConformanceCase[] = [
  {
    name: 'subscribing answers 200 with the subscription, its id a number',
    source: SDK,
    ...itself,
    ...sending('POST', '/webhooks.json', { webhook: { ...given, topic: 'customers/update' } }),
    expect: { status: 200, body: { webhook: webhook(isId, ADDRESS) } },
  },
  {
    name: 'an app sees its own subscriptions',
    source: SDK,
    ...as('lister_token'),
    path: '/webhooks.json',
    expect: { status: 200, body: { webhooks: [webhook(numberOf('listed_webhook'), ADDRESS)] } },
  },
  {
    name: 'an app counts its own subscriptions',
    source: SDK,
    ...as('lister_token'),
    path: '/webhooks/count.json',
    expect: { status: 200, body: { count: 1 } },
  },
  {
    name: 'a subscription is retrieved by the odd path',
    source: SDK,
    ...as('lister_token'),
    path: '/{listed_webhook}/webhooks.json',
    expect: { status: 200, body: { webhook: webhook(numberOf('listed_webhook'), ADDRESS) } },
  },
  {
    name: 'a subscription that was made is among the list',
    writes: true,
    source: SDK,
    ...itself,
    path: '/webhooks.json',
    expect: {
      status: 200,
      body: {
        webhooks: reliesOn(
          ['kept_webhook'],
          (value, { kept_webhook: kept }) =>
            (Array.isArray(value) && value.some(({ id }) => id === Number(kept))) || `the webhook ${kept}`,
        ),
      },
    },
  },
  {
    name: 'every subscription has six members',
    source: SDK,
    ...itself,
    path: '/webhooks.json',
    expect: {
      status: 200,
      body: {
        webhooks: (value) =>
          (Array.isArray(value) && value.every((one) => Object.keys(one).join() === MEMBERS)) || MEMBERS,
      },
    },
  },
  {
    name: 'the count is of whole subscriptions',
    source: SDK,
    ...itself,
    path: '/webhooks/count.json',
    expect: { status: 200, body: { count: (value) => Number.isSafeInteger(value) || 'a whole number' } },
  },
  {
    name: 'a subscription that was made is retrieved by the odd path',
    writes: true,
    source: SDK,
    ...itself,
    path: '/{kept_webhook}/webhooks.json',
    expect: { status: 200, body: { webhook: webhook(numberOf('kept_webhook'), ADDRESS) } },
  },
  {
    name: 'the address of a subscription is changed, and nothing else',
    source: SDK,
    ...itself,
    ...sending('PUT', '/{changed_webhook}/webhooks.json', {
      webhook: { address: `${ADDRESS}/2`, topic: 'customers/delete' },
    }),
    expect: { status: 200, body: { webhook: webhook(numberOf('changed_webhook'), `${ADDRESS}/2`) } },
  },
  {
    name: 'a subscription is removed',
    source: SDK,
    ...itself,
    method: 'DELETE',
    writes: true,
    path: '/{removed_webhook}/webhooks.json',
    expect: { status: 200, body: {} },
  },
  ...(
    [
      ['a body that is no JSON', 400, '{'],
      ['no webhook', 400, {}],
      ['a webhook that is null', 400, { webhook: null }],
      ['a webhook that is a list', 400, { webhook: [] }],
      ['no address', 422, { webhook: without('address') }],
      ['an address that is a number', 400, { webhook: { ...given, address: 1 } }],
      ['an address that is no URL', 422, { webhook: { ...given, address: 'hooks' } }],
      ['an address of another scheme', 422, { webhook: { ...given, address: 'ftp://app.example/' } }],
      ['an address of 256 characters', 422, { webhook: { ...given, address: addressOf(256) } }],
      ['no topic', 422, { webhook: without('topic') }],
      ['a topic that is not there', 422, { webhook: { ...given, topic: 'customers/invent' } }],
      ['a topic that is a list', 400, { webhook: { ...given, topic: ['customers/create'] } }],
      ['no version', 422, { webhook: without('api_version') }],
      ['a version before v20240601', 422, { webhook: { ...given, api_version: 'v20240301' } }],
      ['a version that is none', 422, { webhook: { ...given, api_version: '2026-03-01' } }],
    ] as const
  ).map(([what, status, body]) =>
    refused(`${what} cannot be subscribed`, status, sending('POST', '/webhooks.json', body)),
  ),
  {
    name: 'an address of 255 characters is subscribed, from v20240601 on',
    source: SDK,
    ...itself,
    ...sending('POST', '/webhooks.json', {
      webhook: { ...given, address: addressOf(255), api_version: 'v20240601' },
    }),
    expect: { status: 200 },
  },
  refused('an address cannot be changed to nothing', 422, {
    ...sending('PUT', '/{changed_webhook}/webhooks.json', { webhook: {} }),
  }),
  ...['GET', 'PUT', 'DELETE'].flatMap((method) =>
    ['{listed_webhook}', '999999999', 'abc', '0'].map((id) =>
      refused(
        `${method} of the subscription ${id === '{listed_webhook}' ? 'of another app' : id} is not found`,
        404,
        method === 'PUT'
          ? sending(method, `/${id}/webhooks.json`, { webhook: { address: 'https://app.example/' } })
          : { method, path: `/${id}/webhooks.json`, writes: method === 'DELETE' },
      ),
    ),
  ),
]

const SOCIAL = '/customers_social_login.json'
const config = {
  login_channel: 'google',
  login_platform_type: 'web',
  third_app_id: '101.apps',
  third_key: 'k-1',
  third_rsa_key: null,
}
const configurations = (...list: Shape[]): Shape => ({ data: { third_party_login_configurations: list } })

const socialLogin: readonly ConformanceCase[] = [
  {
    name: 'the configurations of social login are shown with their keys',
    writes: true,
    source: SDK,
    ...itself,
    needs: ['social'],
    path: `${SOCIAL}?login_channel=line`,
    expect: {
      status: 200,
      body: configurations(
        { ...config, login_channel: 'line' },
        { ...config, login_channel: 'line', login_platform_type: 'app', third_rsa_key: 'rsa' },
      ),
    },
  },
  {
    name: 'they are found by channel and platform',
    writes: true,
    source: SDK,
    ...itself,
    needs: ['social'],
    path: `${SOCIAL}?login_channel=line&login_platform_type=app`,
    expect: {
      status: 200,
      body: configurations({
        ...config,
        login_channel: 'line',
        login_platform_type: 'app',
        third_rsa_key: 'rsa',
      }),
    },
  },
  {
    name: 'a channel without a configuration has none',
    writes: true,
    source: SDK,
    ...itself,
    needs: ['social'],
    path: `${SOCIAL}?login_channel=tiktok`,
    expect: { status: 200, body: configurations() },
  },
  ...[config, { ...config, third_key: 'k-2' }, { login_channel: 'google', login_platform_type: 'app' }].map(
    (body, index): ConformanceCase => ({
      name: `a configuration is ${['made', 'made anew', 'made of its channel alone'][index]}`,
      source: SDK,
      ...itself,
      needs: ['social'],
      ...sending('POST', SOCIAL, body),
      expect: { status: 200, body: {} },
    }),
  ),
  {
    name: 'a configuration is removed',
    source: SDK,
    ...itself,
    needs: ['social'],
    ...sending('DELETE', SOCIAL, { login_channel: 'facebook', login_platform_type: 'web' }),
    expect: { status: 200, body: {} },
  },
  ...(
    [
      ['POST', 'no channel', 422, {}],
      ['POST', 'an unknown channel', 422, { login_channel: 'myspace' }],
      ['POST', 'a channel that is a number', 400, { login_channel: 1 }],
      ['POST', 'an unknown platform', 422, { ...config, login_platform_type: 'watch' }],
      ['POST', 'an app id of 256 characters', 422, { ...config, third_app_id: 'a'.repeat(256) }],
      ['POST', 'a key that is an object', 400, { ...config, third_key: {} }],
      ['POST', 'a body that is a list', 400, []],
      ['DELETE', 'no channel', 422, {}],
      ['DELETE', 'no JSON', 400, '{'],
    ] as const
  ).map(([method, what, status, body]) =>
    refused(`social login: ${method} with ${what} is refused`, status, sending(method, SOCIAL, body)),
  ),
  refused('social login: an unknown channel cannot be asked for', 422, { path: `${SOCIAL}?login_channel=x` }),
]

const textOrNull: Shape = (value) => value === null || typeof value === 'string' || 'text or null'
const shopOf = (exact: Record<string, Shape>): Shape => ({
  data: {
    id: (value) => (typeof value === 'number' && String(value).length === 13) || 'a number of 13 digits',
    merchant_id: /^\d+$/,
    name: /\S/,
    domain: /^\S+$/,
    currency: '{currency}',
    iana_timezone: '{time_zone}',
    language: /^[a-z]{2}/,
    email: textOrNull,
    customer_email: textOrNull,
    location_country_code: textOrNull,
    biz_store_status: (value) => Number.isSafeInteger(value) || 'a number',
    created_at: TIME,
    updated_at: TIME,
    standard_logo: textOrNull,
    sales_channels: (value) => Array.isArray(value) || 'a list',
    ...exact,
  },
})
const ofShop = { source: SDK, ...itself, path: '/merchants/shop.json' }
const shop: readonly ConformanceCase[] = [
  { name: 'the store tells about itself', ...ofShop, expect: { status: 200, body: shopOf({}) } },
  {
    name: 'a store that gave no more than an e-mail and a country tells so',
    ...ofShop,
    needs: ['full'],
    expect: {
      status: 200,
      body: shopOf({
        language: 'en',
        email: 'shop@example.com',
        customer_email: 'shop@example.com',
        location_country_code: 'US',
        biz_store_status: 2,
        standard_logo: null,
        sales_channels: [{ channel_handle: 'web' }],
      }),
    },
  },
]

/** Each endpoint names the scope that is missing. */
const scopes: readonly ConformanceCase[] = (
  [
    ['writer_token', 'GET', '/webhooks.json', 'read_customers'],
    ['writer_token', 'GET', '/webhooks/count.json', 'read_customers'],
    ['writer_token', 'GET', '/1/webhooks.json', 'read_customers'],
    ['writer_token', 'GET', SOCIAL, 'read_customers'],
    ['writer_token', 'GET', '/merchants/shop.json', 'read_store_information'],
    ['reader_token', 'POST', '/webhooks.json', 'write_customers'],
    ['reader_token', 'PUT', '/1/webhooks.json', 'write_customers'],
    ['reader_token', 'DELETE', '/1/webhooks.json', 'write_customers'],
    ['reader_token', 'POST', SOCIAL, 'write_customers'],
    ['reader_token', 'DELETE', SOCIAL, 'write_customers'],
  ] as const
).map(([token, method, path, scope]) => ({
  name: `${method} ${path} needs ${scope}`,
  source: 'Access scope',
  ...as(token),
  method,
  path,
  body: method === 'GET' ? '' : '{}',
  expect: { status: 403, body: errors(new RegExp(scope)) },
}))

const withoutToken = ['/webhooks.json', SOCIAL, '/merchants/shop.json'].map(
  (path): ConformanceCase => ({
    name: `${path} without a token is refused`,
    source: 'HTTP status codes: 401',
    credential: 'none',
    path,
    expect: { status: 401, body: errors() },
  }),
)

export const webhookCases: readonly ConformanceCase[] = [
  ...subscriptions,
  ...socialLogin,
  ...shop,
  ...scopes,
  ...withoutToken,
]
