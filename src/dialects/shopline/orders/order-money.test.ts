import { expect, test } from 'vitest'
import type { Order, Payment } from '../../../core/schema.ts'
import { totalsOf } from './order-money.ts'

const order = {
  currency: 'EUR',
  amount: 5000,
  linesAmount: 4500,
  paidAmount: 5000,
  refundedAmount: 0,
  status: 'completed',
  paymentStatus: 'paid',
} as Order
const payment = (currency: string, taxAmount: number) => ({ currency, taxAmount }) as Payment

test('tax is what was paid in the order’s own currency', () => {
  expect(totalsOf(order, [payment('EUR', 500), payment('EUR', 430), payment('PLN', 4000)]).tax).toBe(930)
})

test.each<[string, Partial<Order>, object]>([
  ['lines that come to less leave shipping', {}, { lines: 4500, discounts: 0, shipping: 500 }],
  [
    'lines that come to more leave a discount',
    { linesAmount: 6000 },
    { subtotal: 5000, discounts: 1000, shipping: 0 },
  ],
  ['an order without lines is its amount', { linesAmount: null }, { lines: 5000, shipping: 0 }],
  [
    'what was not paid yet is open',
    { paidAmount: 2000, paymentStatus: 'partially_paid' },
    { outstanding: 3000 },
  ],
  ['a canceled order has nothing open', { paidAmount: 0, status: 'canceled' }, { outstanding: 0 }],
  [
    'what was paid back is in no current total',
    { refundedAmount: 1200 },
    { current: 3800, currentSubtotal: 3300 },
  ],
])('%s', (_name, changes, totals) => {
  expect(totalsOf({ ...order, ...changes }, [])).toMatchObject(totals)
})
