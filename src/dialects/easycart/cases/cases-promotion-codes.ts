/** Cases of POST and PATCH /promotion-codes and of archiving. */
import type { ConformanceCase, Shape } from '../../case.ts'
import { time, uuid } from './case-shapes.ts'
import { invalid, sends, writes, wrongIds } from './case-writes.ts'

const CREATE = 'Create Promotion Code'
const UPDATE = 'Update Promotion Code'
const ARCHIVE = 'Archive Promotion Code'

const code = {
  id: uuid,
  code: 'TENOFF{run}',
  name: null,
  discount_type: 'percent_off',
  amount_off: null,
  percent_off: 10,
  currency: null,
  duration: 'once',
  duration_in_months: null,
  max_redemptions: null,
  times_redeemed: 0,
  expires_at: null,
  first_time_transaction: false,
  minimum_amount: null,
  minimum_amount_currency: null,
  scope: { type: 'global' },
  status: 'active',
  created_at: time,
  updated_at: time,
} satisfies Record<string, Shape>
const percent = { code: 'TENOFF{run}', discount_type: 'percent_off', percent_off: 10, duration: 'once' }
const spring = {
  code: 'spring{run}',
  name: 'S'.repeat(40),
  discount_type: 'amount_off',
  amount_off: 1500,
  currency: 'pln',
  duration: 'repeating',
  duration_in_months: 3,
  max_redemptions: 100,
  expires_at: '2099-01-01T00:00:00+00:00',
  first_time_transaction: true,
  minimum_amount: 5000,
}
const kept = { ...code, id: '{promotion}', code: 'KEPT{run}', percent_off: 20 }

const createCases: ConformanceCase[] = [
  writes('a code of some per cent', CREATE, sends('POST', '/promotion-codes', percent), 201, code),
  writes(
    'a code of an amount, for a product',
    CREATE,
    sends('POST', '/promotion-codes', { ...spring, product_id: '{club}', price_uuids: ['{variant}'] }),
    201,
    {
      ...code,
      ...spring,
      percent_off: null,
      minimum_amount_currency: 'pln',
      scope: { type: 'product', product_id: '{club}', price_uuids: ['{variant}'] },
    },
  ),
  writes(
    'a minimum for everything is in the currency that was sent, and the digits of a per cent are kept',
    CREATE,
    sends('POST', '/promotion-codes', {
      ...percent,
      code: 'MINIMUM{run}',
      percent_off: 12.5,
      minimum_amount: 100,
      currency: 'eur',
      price_uuids: [],
    }),
    201,
    { ...code, code: 'MINIMUM{run}', percent_off: 12.5, minimum_amount: 100, minimum_amount_currency: 'eur' },
  ),
  writes(
    'a minimum for a product is in the product’s currency',
    'assumed',
    sends('POST', '/promotion-codes', {
      ...percent,
      code: 'CLUB-MINIMUM{run}',
      minimum_amount: 100,
      product_id: '{club}',
    }),
    201,
    {
      ...code,
      code: 'CLUB-MINIMUM{run}',
      minimum_amount: 100,
      minimum_amount_currency: 'pln',
      scope: { type: 'product', product_id: '{club}', price_uuids: [] },
    },
  ),
  {
    ...writes(
      'a store without Stripe has no codes',
      CREATE,
      sends('POST', '/promotion-codes', percent),
      422,
      { message: 'Promotion code could not be created. Connect your Stripe account first.' },
    ),
    headers: { 'Content-Type': 'application/json', 'X-Easycart-Store': '{stripeless_store}' },
  },
  writes(
    'a code that is taken, in whatever case',
    'assumed',
    sends('POST', '/promotion-codes', { ...percent, code: 'tenoff{run}' }),
    422,
    invalid({ code: 'The code has already been taken.' }),
  ),
  writes(
    'an empty code lacks what is required',
    CREATE,
    sends('POST', '/promotion-codes', {}),
    422,
    invalid({
      code: 'The code field is required.',
      discount_type: 'The discount type field is required.',
      duration: 'The duration field is required.',
    }),
  ),
  writes(
    'an amount needs a currency, a repetition its months',
    CREATE,
    sends('POST', '/promotion-codes', {
      code: 'x',
      discount_type: 'amount_off',
      duration: 'repeating',
    }),
    422,
    invalid({
      amount_off: 'The amount off field is required when discount type is amount_off.',
      currency: 'The currency field is required when discount type is amount_off.',
      duration_in_months: 'The duration in months field is required when duration is repeating.',
    }),
  ),
  writes(
    'a minimum for everything needs a currency, and prices need their product',
    CREATE,
    sends('POST', '/promotion-codes', {
      ...percent,
      code: 'x',
      minimum_amount: 1,
      price_uuids: ['{variant}'],
    }),
    422,
    invalid({
      currency: 'The currency field is required when minimum amount is present.',
      product_id: 'The product id field is required when price uuids is present.',
    }),
  ),
  ...['under_score', 'ŻÓŁTY'].map((text) =>
    writes(
      `the code ${text}, half a per cent, a long name, and an end that is past`,
      CREATE,
      sends('POST', '/promotion-codes', {
        ...percent,
        code: text,
        percent_off: 0.5,
        name: 'x'.repeat(41),
        expires_at: '2020-01-01T00:00:00+00:00',
      }),
      422,
      invalid({
        code: 'The code field format is invalid.',
        percent_off: 'The percent off field must be at least 1.',
        name: 'The name field must not be greater than 40 characters.',
        expires_at: 'The expires at field must be a date after now.',
      }),
    ),
  ),
  writes(
    'each field has its rule',
    CREATE,
    sends('POST', '/promotion-codes', {
      code: 'no spaces',
      discount_type: 'percent_off',
      percent_off: 101,
      duration: 'always',
      max_redemptions: 0,
      expires_at: 'never',
      first_time_transaction: 'maybe',
      price_uuids: ['x'],
    }),
    422,
    invalid({
      code: 'The code field format is invalid.',
      percent_off: 'The percent off field must not be greater than 100.',
      duration: 'The duration field must be one of: once, repeating, forever.',
      max_redemptions: 'The max redemptions field must be at least 1.',
      expires_at: 'The expires at field must be a valid date.',
      first_time_transaction: 'The first time transaction field must be true or false.',
      product_id: 'The product id field is required when price uuids is present.',
      'price_uuids.0': 'The price uuids.0 field must be a valid UUID.',
    }),
  ),
  writes(
    'the product and its prices must be the store’s',
    CREATE,
    sends('POST', '/promotion-codes', {
      ...percent,
      code: 'other',
      product_id: '{foreign_product}',
      price_uuids: ['{variant}'],
    }),
    422,
    invalid({
      product_id: 'The selected product id is invalid.',
      'price_uuids.0': 'The selected price uuids.0 is invalid.',
    }),
  ),
]

const changeCases: ConformanceCase[] = [
  writes(
    'only active, name and prices may change later',
    UPDATE,
    sends('PATCH', '/promotion-codes/{promotion}', {
      active: false,
      name: 'Kept',
      code: 'OTHER',
      percent_off: 1,
    }),
    200,
    { ...kept, name: 'Kept', status: 'inactive' },
  ),
  writes(
    'null clears a name',
    UPDATE,
    sends('PATCH', '/promotion-codes/{promotion}', { active: true, name: null }),
    200,
    kept,
  ),
  writes(
    'a change that breaks rules',
    UPDATE,
    sends('PATCH', '/promotion-codes/{promotion}', {
      active: 'on',
      name: 'x'.repeat(41),
      price_uuids: {},
    }),
    422,
    invalid({
      active: 'The active field must be true or false.',
      name: 'The name field must not be greater than 40 characters.',
      price_uuids: 'The price uuids field must be an array.',
    }),
  ),
  writes(
    'a code for every product has no prices',
    'assumed',
    sends('PATCH', '/promotion-codes/{promotion}', { price_uuids: ['{variant}'] }),
    422,
    invalid({ 'price_uuids.0': 'The selected price uuids.0 is invalid.' }),
  ),
  ...wrongIds('Promotion code', 'PATCH', (id) => `/promotion-codes/${id}`, '{foreign_promotion}'),
  writes('a code is archived', ARCHIVE, sends('POST', '/promotion-codes/{promotion}/archive'), 200, {
    ...kept,
    status: 'archived',
  }),
  writes('archiving again is the same', ARCHIVE, sends('POST', '/promotion-codes/{promotion}/archive'), 200, {
    ...kept,
    status: 'archived',
  }),
  writes(
    'archiving is final',
    ARCHIVE,
    sends('PATCH', '/promotion-codes/{promotion}', { active: true }),
    422,
    { message: 'Promotion code is archived.' },
  ),
  writes(
    'an archived code is free again',
    'assumed',
    sends('POST', '/promotion-codes', { ...percent, code: 'KEPT{run}' }),
    201,
    { ...code, code: 'KEPT{run}' },
  ),
  ...wrongIds('Promotion code', 'POST', (id) => `/promotion-codes/${id}/archive`, '{foreign_promotion}'),
]

export const promotionCodeCases = [...createCases, ...changeCases]
