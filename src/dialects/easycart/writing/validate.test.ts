import { describe, expect, test } from 'vitest'
import {
  exactText,
  flag,
  forChange,
  integer,
  list,
  object,
  oneOf,
  required,
  requiredIf,
  text,
  time,
} from './rules.ts'
import { validate } from './validate.ts'

const RULES = {
  status: required(oneOf('draft', 'published')),
  name: required(text({ max: 3 })),
  currency: exactText(3),
  from: time(),
  until: time({ from: 'from' }),
  months: requiredIf('status', 'draft', integer({ min: 1, max: 12 })),
  is_on: flag(),
  files: list(object({ name: required(text()) }), { max: 2 }),
}
const sentences = (sent: object) => {
  const read = validate(sent as never, RULES)
  return 'errors' in read ? read.errors : {}
}

describe('a body by its rules', () => {
  test('gives the values that were sent, and null for null', () => {
    const sent = {
      status: 'published',
      name: 'żół',
      from: '2026-01-01',
      is_on: '1',
      files: [{ name: 'a', x: 1 }],
      y: 2,
    }
    expect(validate({ ...sent, until: null }, RULES)).toEqual({
      values: {
        status: 'published',
        name: 'żół',
        from: new Date('2026-01-01T00:00:00Z'),
        until: null,
        is_on: true,
        files: [{ name: 'a' }],
      },
    })
  })

  test('tells of every field that breaks a rule, in the order of the rules', () => {
    const errors = sentences({
      is_on: 2,
      files: [{}, {}],
      name: null,
      currency: 'zł',
      status: 'draft',
      months: '13',
    })
    expect(errors).toEqual({
      name: ['The name field is required.'],
      currency: ['The currency field must be exactly 3 characters.'],
      months: ['The months field must not be greater than 12.'],
      is_on: ['The is on field must be true or false.'],
      'files.0.name': ['The files.0.name field is required.'],
      'files.1.name': ['The files.1.name field is required.'],
    })
    expect(Object.keys(errors)).toEqual([
      'name',
      'currency',
      'months',
      'is_on',
      'files.0.name',
      'files.1.name',
    ])
  })

  test('a field that is required with another is missed only then', () => {
    expect(sentences({ status: 'draft', name: 'a' })).toEqual({
      months: ['The months field is required when status is draft.'],
    })
    expect(sentences({ status: 'published', name: 'a' })).toEqual({})
  })

  test('what is kept stands in for what was not sent', () => {
    const late = { status: 'published', name: 'a', until: '2026-01-01' }
    const refused = { errors: { until: ['The until field must be a date after or equal to from.'] } }
    expect(validate(late, RULES, { from: '2026-02-01T00:00:00.000Z' })).toEqual(refused)
    expect(validate({ ...late, from: null }, RULES, { from: '2026-02-01T00:00:00.000Z' })).toMatchObject({
      values: { from: null },
    })
  })

  test('a change may leave out what is required, and not empty it', () => {
    expect(validate({}, forChange(RULES))).toEqual({ values: {} })
    expect(validate({ name: null }, forChange(RULES))).toEqual({
      errors: { name: ['The name field is required.'] },
    })
  })

  test.each([
    [{ months: 1.5 }, 'The months field must be an integer.'],
    [{ months: true }, 'The months field must be an integer.'],
    [{ months: [] }, 'The months field must be an integer.'],
    [{ from: 20260101 }, 'The from field must be a valid date.'],
    [{ from: '2026-02-30' }, 'The from field must be a valid date.'],
    [{ files: { 0: 'a' } }, 'The files field must be an array.'],
    [{ files: [1, 2, 3] }, 'The files field must not have more than 2 items.'],
    [{ files: [null] }, 'The files.0 field is required.'],
    [{ currency: {} }, 'The currency field must be a string.'],
  ])('%j: %s', (sent, sentence) => {
    expect(Object.values(sentences({ status: 'published', name: 'a', ...sent }))).toEqual([[sentence]])
  })
})
