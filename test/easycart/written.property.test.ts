/** What the list writes in one pass is what the presenter shows, for any customer. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { presentCustomer } from '../../src/dialects/easycart/present.ts'
import { writeCustomer } from '../../src/dialects/easycart/write-customer.ts'
import { anyRecord } from '../support/any-record.ts'
import { times } from '../support/long.ts'

const count = fc.oneof(fc.constant(0), fc.nat({ max: 300 }))
const total = anyRecord('customerTotal', { placedCount: count, paymentsCount: count })
const ltvNull = fc.constantFrom(
  'without_orders_and_payments' as const,
  'without_payments' as const,
  'never' as const,
)

test('a customer of the list', () => {
  fc.assert(
    fc.property(
      anyRecord('customer'),
      total,
      fc.nat(),
      fc.constantFrom('eur', 'jpy'),
      ltvNull,
      (customer, kept, living, currency, whoHasNone) => {
        const settings = { ltvNull: whoHasNone }
        expect(writeCustomer(customer, kept, living, currency, settings)).toBe(
          JSON.stringify(presentCustomer(customer, kept, living, currency, settings)),
        )
      },
    ),
    { numRuns: times(300, 5000) },
  )
})
