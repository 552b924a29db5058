import { expect, test } from 'vitest'
import { grantedScope, isScopeList, namesOf, splitScopes } from './scopes.ts'

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

test.each([
  ['', 'market:all', 'market:all'],
  [' , ', 'market:id:a market:id:b', 'market:id:a market:id:b'],
  ['market:id:a', 'market:all', 'market:id:a'],
  ['market:id:b,market:id:a', 'market:id:a market:id:b', 'market:id:b,market:id:a'],
  ['market:id:a', 'market:id:a,stock_location:id:c', 'market:id:a'],
  ['market:id:c', 'market:id:a market:id:b', null],
  ['market:all', 'market:id:a', null],
  ['stock_location:id:c', 'market:id:a stock_location:id:c', null],
  ['nonsense', 'market:all', null],
])('of %j within %j is granted %j', (asked, held, granted) => expect(grantedScope(asked, held)).toBe(granted))

test('names are picked by resource and by what names them', () => {
  const scopes = ['market:id:a', 'market:code:b', 'stock_location:id:c', 'market:all', 'store:id:d']
  expect(namesOf('market', 'id', scopes)).toEqual(['a'])
  expect(namesOf('market', 'code', scopes)).toEqual(['b'])
  expect(namesOf('stock_location', 'id', scopes)).toEqual(['c'])
})
