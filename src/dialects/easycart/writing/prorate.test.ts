import { expect, test } from 'vitest'
import { prorate } from './prorate.ts'

const start = new Date('2026-04-01T00:00:00Z')
const end = new Date('2026-05-01T00:00:00Z')
const old = {
  status: 'active',
  recurringAmount: 1000,
  quantity: 1,
  interval: 'month',
  intervalCount: 1,
  periodStart: start,
  periodEnd: end,
}
const monthly = (amount: number) => ({ amount, interval: 'month', intervalCount: 1 })
const kept = { periodStart: start, periodEnd: end }

test.each([
  ['at the beginning', start, 2000],
  ['before the beginning', new Date(0), 2000],
  ['half-way', new Date('2026-04-16T00:00:00Z'), 1000],
  ['at the end', end, 0],
  ['after the end', new Date('2026-07-01T00:00:00Z'), 0],
])('%s a plan of 3000 for one of 1000', (_when, now, due) => {
  expect(prorate(old, monthly(3000), now)).toEqual({ due, ...kept })
})

test('a cheaper plan is due less than nothing', () => {
  expect(prorate(old, monthly(500), start)).toEqual({ due: -500, ...kept })
})

test('a trial is free, and stays, whatever the rhythm', () => {
  const yearly = { amount: 9000, interval: 'year', intervalCount: 1 }
  expect(prorate({ ...old, status: 'trialing' }, yearly, start)).toEqual({ due: 0, ...kept })
})

test('where the period is unknown nothing is left of it', () => {
  const unknown = { ...old, periodStart: null, periodEnd: null }
  expect(prorate(unknown, monthly(3000), start)).toEqual({ due: 0, periodStart: null, periodEnd: null })
})
