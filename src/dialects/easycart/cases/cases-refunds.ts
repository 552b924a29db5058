/** Cases of POST /transactions/{id}/refunds. */
import type { ConformanceCase } from '../../case.ts'
import { invalid, sends, writes, wrongIds } from './case-writes.ts'

const PAGE = 'Issue a Refund'
const ASSUMED = 'assumed'
const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const path = '/transactions/{payment}/refunds'
const submitted = (amount: number) => ({
  message: 'Refund submitted. It will be recorded once the payment provider confirms it.',
  amount,
  currency: 'pln',
})
const outOf = (sentence: string) => invalid({ amount: `The amount field ${sentence}` })

/** In order: of 5000, 1000 is recorded and 500 submitted to begin with. */
export const refundCases: ConformanceCase[] = [
  ...[0, -1].map((amount) =>
    writes(
      `a refund of ${amount} is refused`,
      ASSUMED,
      sends('POST', path, { amount }),
      422,
      outOf('must be at least 1.'),
    ),
  ),
  writes(
    'a refund of text is refused',
    ASSUMED,
    sends('POST', path, { amount: 'all' }),
    422,
    outOf('must be an integer.'),
  ),
  writes(
    'a refund of a part of a grosz is refused',
    ASSUMED,
    sends('POST', path, { amount: 1.5 }),
    422,
    outOf('must be an integer.'),
  ),
  ...(
    [
      [JSON_TYPE, '{"amount": 500'],
      [JSON_TYPE, '[500]'],
      [JSON_TYPE, '500'],
      [JSON_TYPE, '"500"'],
      [JSON_TYPE, 'amount=500'],
      [FORM_TYPE, '{"amount": 500'],
      [FORM_TYPE, '500'],
      [FORM_TYPE, 'refund[amount]=500'],
    ] as const
  ).map(([type, body]) =>
    writes(
      `a refund of ${body} as ${type}, which cannot be read, is not one of everything`,
      ASSUMED,
      { ...sends('POST', path, body), headers: { 'Content-Type': type } },
      400,
      { message: 'The request body could not be read.' },
    ),
  ),
  writes(
    'a form is read as the framework reads it',
    ASSUMED,
    { ...sends('POST', path, 'amount=3501'), headers: { 'Content-Type': FORM_TYPE } },
    422,
    outOf('must not be greater than 3500.'),
  ),
  writes(
    'what was submitted counts against what is left',
    ASSUMED,
    sends('POST', path, { amount: 3501 }),
    422,
    outOf('must not be greater than 3500.'),
  ),
  writes('a part is refunded', PAGE, sends('POST', path, { amount: 1500 }), 202, submitted(1500)),
  writes('null is everything left', PAGE, sends('POST', path, { amount: null }), 202, submitted(2000)),
  writes(
    'nothing is left',
    ASSUMED,
    sends('POST', path),
    422,
    invalid({ amount: 'The transaction is not refundable.' }),
  ),
  writes(
    'without a body it is everything',
    PAGE,
    sends('POST', '/transactions/{second_payment}/refunds'),
    202,
    submitted(700),
  ),
  ...wrongIds('Transaction', 'POST', (id) => `/transactions/${id}/refunds`, '{foreign_payment}'),
]
