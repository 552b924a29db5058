import { expect, test } from 'vitest'
import { decimal, exponent } from '../../../core/money.ts'
import { exactAmount, lineAmounts, minorOf, orderAmount, shareOut } from './order-money.ts'

test.each([
  ['12.30', 'USD', 1230],
  ['300.00', 'JPY', 300],
  ['1.24', 'KWD', 1240],
  [1.239, 'KWD', 1239],
  [12.3, 'EUR', 1230],
  [0.07, 'USD', 7],
  ['0.999', 'USD', 100],
  ['-5.00', 'USD', -500],
  ['90071992547409.91', 'USD', 9_007_199_254_740_991],
  ['1,000.00', 'USD', 0],
  [null, 'USD', 0],
])('%j of %s is %d', (shown, currency, minor) => {
  expect(minorOf(shown, currency)).toBe(minor)
})

test('every amount that a payment shows as a number is read again', () => {
  for (const currency of ['USD', 'JPY', 'KWD'])
    for (let minor = 0; minor < 3_000; minor += 7)
      expect(minorOf(Number(decimal(minor, exponent(currency))), currency)).toBe(minor)
})

test('an amount is the subtotal with what comes on top of it', () => {
  const shown = {
    subtotal_price: '80.00',
    total_tax: '8.00',
    total_tip_received: '1.00',
    adjust_price: '-0.50',
    total_shipping_price_set: { shop_money: { amount: '5.00' } },
  }
  expect(orderAmount({ ...shown, taxes_included: true }, 'USD')).toBe(8550)
  expect(orderAmount({ ...shown, taxes_included: false }, 'USD')).toBe(9350)
  expect(orderAmount({}, 'USD')).toBe(0)
})

test('the lines come to their total', () => {
  const line = (unitAmount: number, quantity: number) => ({ unitAmount, quantity })
  expect(lineAmounts([line(500, 2), line(300, 1)], 1300)).toEqual([1000, 300])
  expect(lineAmounts([line(500, 2), line(300, 1)], 1250)).toEqual([1000, 250])
  expect(lineAmounts([line(500, 2), line(300, 1)], 900)).toEqual([1000, 0])
  expect(lineAmounts([], 900)).toEqual([])
})

test('shares add up', () => {
  expect(shareOut(10, [1, 1, 1])).toEqual([3, 3, 4])
  expect(shareOut(10, [0, 0])).toEqual([0, 10])
  expect(shareOut(10, [])).toEqual([])
})

test('what was paid tells a third decimal', () => {
  expect(exactAmount(1240, 1239, 'KWD')).toBe(1239)
  expect(exactAmount(1240, 1229, 'KWD')).toBe(1240)
  expect(exactAmount(1240, 1239, 'USD')).toBe(1240)
})
