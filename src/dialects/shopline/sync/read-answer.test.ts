import { expect, test } from 'vitest'
import { customerDraft } from './customer-draft.ts'
import { orderDrafts } from './order-drafts.ts'
import { parseJson } from './read-answer.ts'

const utc = () => 0

test('an id that is a number keeps its digits, and a text its own', () => {
  expect(
    parseJson(
      '{"id":21076844590622646016331632,"n":[12,-1.5,2e3],"t":"say \\"12345678901234567890\\" twice"}',
    ),
  ).toEqual({
    id: '21076844590622646016331632',
    n: [12, -1500 / 1000, 2000],
    t: 'say "12345678901234567890" twice',
  })
})

test('a customer of a server that says little', () => {
  const draft = customerDraft({ id: 4201825054, gender: 'others', state: '3' }, undefined, utc)
  expect(draft.values).toMatchObject({
    numberId: '4201825054',
    email: null,
    gender: null,
    accountState: 'registered',
    blacklisted: false,
    emailConsentState: null,
    createdAt: undefined,
  })
  // It does not say who is in which group, so nobody leaves theirs.
  expect(draft.links).toEqual({})
})

test.each([
  [{ first_name: 'Bob', last_name: 'Norman', nick_name: 'Bob Norman' }, null],
  [{ first_name: null, last_name: 'Norman', nick_name: 'Norman' }, null],
  [{ first_name: 'Bob', last_name: 'Norman', nick_name: 'NormanBob' }, 'NormanBob'],
  [{ first_name: null, last_name: null, nick_name: null }, null],
])('of %j the nick name is %j', (shown, nickName) => {
  expect(customerDraft({ id: '1', ...shown }, null, utc).values.nickName).toBe(nickName)
})

test('what of an order did not bring money is no payment, and whom nobody paid nobody pays back', () => {
  const order = {
    ...{ id: '2', currency: 'USD', subtotal_price: '10.00', created_at: '2026-01-01T00:00:00+00:00' },
    financial_status: 'partially_paid',
    payment_details: [
      { pay_seq: 'a', pay_status: 'failed', pay_amount: 10 },
      { pay_seq: 'b', pay_status: 'paid', pay_amount: 4 },
      { pay_seq: 'c', pay_status: 'paid', pay_amount: 3 },
    ],
    refunds: [
      { id: 'r1', amount: '3.50', status: 'success' },
      { id: 'r2', amount: '2.00', status: 'pending' },
    ],
  }
  const read = (shown: object) => orderDrafts({ id: '1' }, [{ ...order, ...shown }], utc)
  const of = (drafts: ReturnType<typeof read>, type: string) => drafts.filter((draft) => draft.type === type)
  expect(of(read({}), 'payment').map(({ values }) => [values.numberId, values.amount])).toEqual([
    ['b', 400],
    ['c', 300],
  ])
  expect(of(read({}), 'refund').map(({ values, links }) => [values.state, links.paymentKey])).toEqual([
    ['recorded', { numberId: 'b' }],
    ['submitted', { numberId: 'c' }],
  ])
  const unpaid = read({ financial_status: 'unpaid' })
  expect([of(unpaid, 'payment'), of(unpaid, 'refund')]).toEqual([[], []])
})
