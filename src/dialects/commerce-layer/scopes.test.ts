import { expect, test } from 'vitest'
import { isScopeList, marketClaim, splitScopes } from './scopes.ts'

test('scopes are parted by spaces or commas', () => {
  expect(splitScopes('market:id:a stock_location:id:b')).toEqual(['market:id:a', 'stock_location:id:b'])
  expect(splitScopes('market:id:a,stock_location:id:b')).toEqual(['market:id:a', 'stock_location:id:b'])
  expect(splitScopes('')).toEqual([])
})

test.each([
  ['market:all', true],
  ['market:id:xYZkjABcde', true],
  ['market:code:europe', true],
  ['store:code:shop', true],
  ['stock_location:id:b', false],
  ['store:id:a stock_location:id:b', true],
  ['market:1234', false],
  ['market:id:', false],
  ['provisioning-api', false],
  ['read_customers', false],
])('%s as a scope: %s', (text, ok) => expect(isScopeList(splitScopes(text))).toBe(ok))

test('the token names the markets that the scope names by id', () => {
  expect(marketClaim(['market:id:a', 'stock_location:id:b'])).toEqual({
    id: ['a'],
    stock_location_ids: ['b'],
    geocoder_id: null,
    allows_external_prices: false,
  })
  expect(marketClaim(['market:all'])).toBeUndefined()
})
