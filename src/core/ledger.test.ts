import { expect, test } from 'vitest'
import { refundableOf, statusAfterRefund } from './ledger.ts'

test('what is left to refund never goes below nothing', () => {
  expect(refundableOf({ amount: 11800 }, [{ amount: 3900 }, { amount: 100 }])).toBe(7800)
  expect(refundableOf({ amount: 100 }, [{ amount: 150 }])).toBe(0)
})

test.each([
  ['completed', 4900, 4900, 'refunded'],
  ['completed', 4900, 4899, 'completed'],
  // A free order owes nothing, and gets nothing back.
  ['completed', 0, 0, 'completed'],
  ['canceled', 4900, 4900, 'canceled'],
  ['processing', 4900, 4900, 'processing'],
])('an order that is %s, paid %i and paid back %i is %s', (status, paidAmount, refundedAmount, after) => {
  expect(statusAfterRefund({ status }, { paidAmount, refundedAmount })).toBe(after)
})
