import { expect, test } from 'vitest'
import { marketClaim, mayEnter } from './market-claim.ts'

const NONE = { markets: [], stockLocations: [] }

test('the token names the markets of its scope by their ids, each once', () => {
  expect(marketClaim(['market:id:a', 'stock_location:id:b'], NONE)).toEqual({
    id: ['a'],
    stock_location_ids: ['b'],
    geocoder_id: null,
    allows_external_prices: false,
  })
  const open = { groupKey: null }
  const markets = [
    { id: 'a', code: 'europe', ...open },
    { id: 'c', code: 'asia', ...open },
    { id: 'd', code: null, ...open },
  ]
  const stockLocations = [{ id: 's', code: 'asia' }]
  const scopes = ['market:id:a', 'market:code:europe', 'market:code:asia', 'stock_location:code:asia']
  expect(marketClaim(scopes, { markets, stockLocations })).toMatchObject({
    id: ['a', 'c'],
    stock_location_ids: ['s'],
  })
})

test('no market in scope, no member', () => {
  expect(marketClaim(['market:all'], NONE)).toBeUndefined()
  expect(marketClaim(['store:id:x', 'market:code:unknown', 'stock_location:id:b'], NONE)).toBeUndefined()
})

test('a private market is for customers of its group', () => {
  expect(mayEnter({ groupKey: null }, null)).toBe(true)
  expect(mayEnter({ groupKey: 7 }, 7)).toBe(true)
  expect(mayEnter({ groupKey: 7 }, 8)).toBe(false)
  expect(mayEnter({ groupKey: 7 }, null)).toBe(false)
})
