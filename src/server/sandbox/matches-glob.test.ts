import { expect, test } from 'vitest'
import { matchesGlob } from './matches-glob.ts'

test.each([
  ['*', '/anything/at/all', true],
  ['/api/customers', '/api/customers', true],
  ['/api/customers', '/api/customers/1', false],
  ['/api/customers*', '/api/customers/1', true],
  ['/api/customers*', '/api/customer', false],
  ['*/customers*', '/admin/openapi/v20260301/v2/customers.json', true],
  ['/admin/openapi/*/orders*', '/admin/openapi/v20260301/orders.json', true],
  ['/admin/openapi/*/orders*', '/admin/openapi/orders', false],
  ['/a*a', '/a', false],
  ['/a*a', '/aa', true],
  ['/a**b*', '/axb', true],
  ['*.json', '/x.json.txt', false],
  ['/api/[c].', '/api/c.', false],
  ['', '', true],
])('%s and %s: %s', (pattern, text, fits) => {
  expect(matchesGlob(pattern, text)).toBe(fits)
})

test('a long pattern against a long text takes no time', () => {
  const began = performance.now()
  expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(100_000))).toBe(false)
  expect(performance.now() - began).toBeLessThan(1000)
})
