/** What is wrong with a draft, in the platform's messages, and the 422 that tells all of it (section 5.4). */
import type { Json } from '../../../core/schema.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import { CONTENT_TYPE } from '../errors.ts'
import type { Problem, WriteValue } from './write-types.ts'

/** A value as it is told back: times as they are printed. */
const told = (value: WriteValue): Json => (value instanceof Date ? value.toISOString() : value)

export const blank = (field: string, relationship = false): Problem => ({
  field,
  ...(relationship ? { relationship } : {}),
  message: "can't be blank",
  meta: { error: 'blank' },
})
export const taken = (field: string, value: WriteValue): Problem => ({
  field,
  message: 'has already been taken',
  meta: { error: 'taken', value: told(value) },
})
export const invalid = (field: string, value: WriteValue): Problem => ({
  field,
  message: 'is invalid',
  meta: { error: 'invalid', value: told(value) },
})
export const tooShort = (field: string, value: WriteValue, count: number): Problem => ({
  field,
  message: `is too short (minimum is ${count} characters)`,
  meta: { error: 'too_short', value: told(value), count },
})
export const tooLong = (field: string, value: WriteValue, count: number): Problem => ({
  field,
  message: `is too long (maximum is ${count} characters)`,
  meta: { error: 'too_long', value: told(value), count },
})
export const tooMany = (field: string, value: number, count: number, relationship = false): Problem => ({
  field,
  ...(relationship ? { relationship } : {}),
  message: `must be less than or equal to ${count}`,
  meta: { error: 'less_than_or_equal_to', value, count },
})
export const tooFew = (field: string, value: number, count: number): Problem => ({
  field,
  message: `must be greater than ${count}`,
  meta: { error: 'greater_than', value, count },
})
export const lessThan = (field: string, value: number, count: number): Problem => ({
  field,
  message: `must be greater than or equal to ${count}`,
  meta: { error: 'greater_than_or_equal_to', value, count },
})
export const notInList = (field: string, value: WriteValue): Problem => ({
  field,
  message: 'is not included in the list',
  meta: { error: 'inclusion', value: told(value) },
})
/** A relationship that must lead somewhere. */
export const mustExist = (field: string): Problem => ({
  field,
  relationship: true,
  message: 'must exist',
  meta: { error: 'required' },
})
/** Something about the record as a whole. */
export const wrongState = (message: string, error: string): Problem => ({
  field: null,
  message,
  meta: { error },
})

export function validationErrors(problems: readonly Problem[]): WireResponse {
  const errors = problems.map(({ field, relationship, message, meta }) => ({
    title: message,
    detail: field === null ? message : `${field} - ${message}`,
    code: 'VALIDATION_ERROR',
    source: { pointer: pointerTo(field, relationship) },
    status: '422',
    meta,
  }))
  return jsonResponse(422, CONTENT_TYPE, { errors })
}

const pointerTo = (field: string | null, relationship = false): string =>
  field === null ? '/data' : `/data/${relationship ? 'relationships' : 'attributes'}/${field}`
