import { expect, test } from 'vitest'
import { MASK, maskBody, maskHeaders, maskPairs, maskPath, maskText, maskUrl } from './mask.ts'

test.each([
  ['first_name', 'Ada'],
  ['firstName', 'Ada'],
  ['name', 'Ada Lovelace'],
  ['email', 'ada@example.com'],
  ['reference', 'ada@example.com'],
  ['customer_id', 'ada@example.com'],
  ['id', '+48600700800'],
  ['phone', '600700800'],
  ['mobile', '600 700 800'],
  ['birthday', '1815-12-10'],
  ['address1', '12 St James Square'],
  ['zip_code', '30-001'],
  ['city', 'London'],
  ['shoe_size', 'forty'],
  ['whatever', 'Ada'],
  ['whatever', '600700800'],
  ['status', 'Ada <ada@example.com>'],
  ['gender', 'female'],
])('%s: %s is masked', (name, value) => {
  expect(maskText(name, value)).toBe(MASK)
})

test.each([
  ['id', 'xYZkjABcde'],
  ['id', '4201057495123456789012'],
  ['uuid', '3f2a8c1e-0000-4000-8000-000000000000'],
  ['anything', '3f2a8c1e-0000-4000-8000-000000000000'],
  ['created_at', '2026-01-02T03:04:05.678Z'],
  ['createdAt', '2026-01-02T03:04:05+08:00'],
  ['status', 'acquired'],
  ['currency', 'EUR'],
  ['country_code', 'PL'],
  ['total_spent', '12.50'],
  ['formatted_amount', '€1,234.50'],
  ['type', 'customers'],
  ['anything', ''],
  ['href', 'https://shop.example.com/api/customers?page[size]=5&page[number]=2'],
])('%s: %s stays', (name, value) => {
  expect(maskText(name, value)).toBe(value)
})

test('what explains an error stays but for what it quotes', () => {
  expect(maskText('message', 'email "ada@example.com" has already been taken')).toBe(
    'email “•••” has already been taken',
  )
  expect(maskText('detail', "name - can't be blank, ada@x.io is taken, +48 600 700 800 too")).toBe(
    "name - can't be blank, ••• is taken, ••• too",
  )
})

test('paths, query strings and links are masked where they name a person', () => {
  expect(maskPath('/api/customers/xYZkjABcde/orders')).toBe('/api/customers/xYZkjABcde/orders')
  expect(maskPath('/a/ada%40example.com/%2B48600700800')).toBe('/a/•••/•••')
  expect(
    maskPairs('filter[q][email_eq]=ada%40x.io&filter[q][status_eq]=acquired&page[size]=5&sort=-created_at'),
  ).toBe('filter[q][email_eq]=•••&filter[q][status_eq]=acquired&page[size]=5&sort=-created_at')
  expect(maskPairs('fields[customers]=email,first_name&include=orders&query=ada')).toBe(
    'fields[customers]=email,first_name&include=orders&query=•••',
  )
  expect(maskUrl('https://x.example.com/c?email=ada%40x.io#ada')).toBe(
    'https://x.example.com/c?email=•••#•••',
  )
})

test('a body keeps its structure; what is below a member of one’s own is masked whole', () => {
  const body =
    '{"customer":{"id":"12","first_name":"Ada","age":36,"orders_count":3,"tags":["VIP"],"metadata":{"dog":"Rex","n":7,"ok":true},"addresses":[{"city":"London","country_code":"GB"}]}}'
  expect(maskBody(body, 'application/json')).toBe(
    '{"customer":{"id":"12","first_name":"•••","age":"•••","orders_count":3,"tags":["•••"],"metadata":{"dog":"•••","n":"•••","ok":true},"addresses":[{"city":"•••","country_code":"GB"}]}}',
  )
  expect(maskBody('{"first_name":"Ad', 'application/json')).toBe('{"first_name":"•••"')
  expect(maskBody('<h1>Ada</h1>', 'text/html')).toBe(MASK)
  expect(maskBody('email=ada%40x.io&status=open', 'application/x-www-form-urlencoded')).toBe(
    'email=•••&status=open',
  )
})

test('headers: what is known stays, what may be about a person does not', () => {
  expect(
    maskHeaders({
      host: 'localhost:8080',
      accept: 'application/json',
      'x-forwarded-for': '203.0.113.7',
      'x-customer': 'Ada',
      traceId: '6a9ec057000000002363d72c988d4b62',
      link: '<https://x.example.com/c?email=ada%40x.io&limit=5>; rel="next"',
    }),
  ).toEqual({
    host: 'localhost:8080',
    accept: 'application/json',
    'x-forwarded-for': MASK,
    'x-customer': MASK,
    traceId: '6a9ec057000000002363d72c988d4b62',
    link: '<https://x.example.com/c?email=•••&limit=5>; rel="next"',
  })
})

const filled = (again: string) => again.repeat(Math.ceil(65_536 / again.length))

test.each([
  ...[
    'a',
    'a@',
    '@',
    '%40',
    '+',
    '+1',
    '+1 ',
    '00-',
    '12 ',
    '12-',
    '(12) ',
    '“',
    '"',
    "' '",
    '`',
    '/',
    '?a=',
    '&a',
  ],
  ...['1,', '1', '123.', 'x: ', 'Ada ', 'A', '%', '%20', 'x%20', 'a.b ', '[', '{"a":', '#', '+1('],
])('as much as may be kept of %s is masked as fast as other texts', (again) => {
  const text = filled(again)
  const began = performance.now()
  maskPath(text)
  maskPairs(text)
  maskUrl(`https://x/${text}`)
  for (const name of ['message', 'status', 'whatever', 'id']) maskText(name, text)
  maskBody(`{"message":"${text}`, 'application/json')
  maskBody(`{"a":${text}`, 'application/json')
  maskHeaders({ link: text, 'user-agent': text, 'x-any': text, location: text })
  expect(performance.now() - began).toBeLessThan(1500)
})
