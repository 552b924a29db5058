import { expect, test } from 'vitest'
import type { Conformance } from '../../dialects/conformance.ts'
import { readTarget } from './target.ts'

const conformance = { base: (path) => `/api/v1${path}` } as Conformance

test.each([
  ['http://127.0.0.1:8080', '', 'localhost', 'shop.localhost:8080'],
  ['http://127.0.0.1:8080/', '', 'localhost', 'shop.localhost:8080'],
  ['https://acme.example.com/api/v1', '', 'example.com', 'shop.example.com'],
  ['http://localhost:9000/api/v1/', '', 'localhost', 'shop.localhost:9000'],
  ['https://example.com/sandbox/api/v1', '/sandbox', 'com', 'shop.com'],
  ['http://10.0.0.5', '', null, 'shop.null'],
])('%s', (text, mount, domain, host) => {
  const target = readTarget(text, conformance)
  expect([target.mount, target.domain, target.hostOf('shop')]).toEqual([mount, domain, host])
})

test('the domain may be told', () => {
  expect(readTarget('http://10.0.0.5:81', conformance, 'shops.test').hostOf('a')).toBe('a.shops.test:81')
})

test.each(['', 'nowhere', 'ftp://a', 'http://u:p@a', 'http://a/other', 'http://a/api/v1?x=1', 'http://a#b'])(
  '%j is refused',
  (text) => expect(() => readTarget(text, conformance)).toThrow(/base URL/),
)
