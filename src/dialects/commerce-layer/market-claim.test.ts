import { expect, test } from 'vitest'
import { marketClaim, mayEnter } from './market-claim.ts'

test('the token names the markets of its scope by their ids, each once', () => {
  expect(marketClaim(['market:id:a', 'stock_location:id:b'], [])).toEqual({
    id: ['a'],
    stock_location_ids: ['b'],
    geocoder_id: null,
    allows_external_prices: false,
  })
  const markets = [
    { id: 'a', code: 'europe' },
    { id: 'c', code: 'asia' },
    { id: 'd', code: null },
  ]
  expect(marketClaim(['market:id:a', 'market:code:europe', 'market:code:asia'], markets)?.id).toEqual([
    'a',
    'c',
  ])
})

test('no market in scope, no member', () => {
  expect(marketClaim(['market:all'], [])).toBeUndefined()
  expect(marketClaim(['store:id:x', 'market:code:unknown'], [])).toBeUndefined()
})

test('a private market is for customers of its group', () => {
  expect(mayEnter({ groupKey: null }, null)).toBe(true)
  expect(mayEnter({ groupKey: 7 }, 7)).toBe(true)
  expect(mayEnter({ groupKey: 7 }, 8)).toBe(false)
  expect(mayEnter({ groupKey: 7 }, null)).toBe(false)
})
