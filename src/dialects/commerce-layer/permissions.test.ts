import { expect, test } from 'vitest'
import { isAllowed, ownerLimit } from './permissions.ts'
import type { Caller } from './tokens.ts'

const caller = (kind: Caller['kind'], owner: Caller['owner'] = null) => ({ kind, owner }) as Caller
const customer = caller('sales_channel', { type: 'Customer', id: 'abcdefghij' })

test.each([
  ['integration', caller('integration'), ['list', 'show', 'related', 'create', 'update', 'delete']],
  ['a webapp', caller('webapp'), ['list', 'show', 'related', 'create', 'update', 'delete']],
  ['a guest', caller('sales_channel'), ['create']],
  ['a customer', customer, ['show', 'create', 'update', 'delete']],
] as const)('%s may do to customers what the table ticks', (_name, who, allowed) => {
  const all = ['list', 'show', 'related', 'create', 'update', 'delete'] as const
  expect(all.filter((action) => isAllowed(who, action, 'customers'))).toEqual(allowed)
})

test('the owner reaches the lists of what is its own, and no other type', () => {
  expect(isAllowed(customer, 'related', 'orders')).toBe(true)
  expect(isAllowed(customer, 'list', 'orders')).toBe(false)
  expect(isAllowed(customer, 'show', 'customer_groups')).toBe(false)
  expect(isAllowed(customer, 'show', 'constructor')).toBe(false)
  expect(ownerLimit(customer)).toBe('abcdefghij')
  expect(ownerLimit(caller('integration'))).toBeNull()
})
