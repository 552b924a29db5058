import { expect, test } from 'vitest'
import { never } from '../../core/query.ts'
import { isAllowed, visible } from './permissions.ts'
import { resources } from './resources/index.ts'
import type { Caller } from './tokens.ts'

const caller = (kind: Caller['kind'], owner: Caller['owner'] = null) => ({ kind, owner }) as Caller
const customer = caller('sales_channel', { type: 'Customer', id: 'abcdefghij', key: 7 })
const resource = (type: string) => resources.get(type)!

test.each([
  ['integration', caller('integration'), ['list', 'show', 'create', 'update', 'delete']],
  ['a webapp', caller('webapp'), ['list', 'show', 'create', 'update', 'delete']],
  ['a guest', caller('sales_channel'), ['create']],
  ['a customer', customer, ['show', 'create', 'update', 'delete']],
] as const)('%s may do to customers what the table ticks', (_name, who, allowed) => {
  const all = ['list', 'show', 'create', 'update', 'delete'] as const
  expect(all.filter((action) => isAllowed(who, action, 'customers'))).toEqual(allowed)
})

test('a type that is not in the table is refused, whatever it is called', () => {
  expect(isAllowed(customer, 'list', 'orders')).toBe(false)
  expect(isAllowed(customer, 'show', 'customer_groups')).toBe(false)
  expect(isAllowed(customer, 'show', 'constructor')).toBe(false)
})

test('a customer sees its own records, a guest none, an integration all', () => {
  expect(visible(resource('customers'), customer)).toEqual({ op: 'eq', field: 'key', value: 7 })
  expect(visible(resource('orders'), customer)).toEqual({ op: 'eq', field: 'customerKey', value: 7 })
  expect(visible(resource('customer_groups'), customer)).toEqual(never)
  expect(visible(resource('customers'), caller('sales_channel'))).toEqual(never)
  expect(visible(resource('customers'), caller('integration'))).toBeUndefined()
})

test('a sales channel sees the markets of its scope, and none without', () => {
  const scoped = (scope: string) => ({ ...customer, scope }) as Caller
  expect(visible(resource('markets'), scoped('market:id:abc'))).toEqual({
    op: 'any',
    of: [
      { op: 'in', field: 'shortId', values: ['abc'] },
      { op: 'in', field: { json: 'attributes', path: ['code'], as: 'text' }, values: [] },
    ],
  })
  expect(visible(resource('markets'), { ...caller('integration'), scope: 'market:all' })).toBeUndefined()
  expect(isAllowed(customer, 'show', 'markets')).toBe(false)
})

test('every resource that a customer may be shown says whose its records are', () => {
  const shown = [...resources.values()].filter(({ type }) => isAllowed(customer, 'show', type))
  expect(shown.length).toBeGreaterThan(4)
  expect(shown.filter(({ record, ownedBy }) => record && !ownedBy).map(({ type }) => type)).toEqual([])
})
