/** The optional parameters that narrow a list: what each must look like, and how it is refused (sections 2.2 and 4). */
import type { Schema } from '../../../lib/json-schema.ts'
import { isUuid } from '../../../lib/uuid.ts'
import type { WireResponse } from '../../dialect.ts'
import { badRequest } from '../errors.ts'
import { optional, type Parameter, textOf } from '../parameters.ts'
import { isCalendarDate } from '../read-window.ts'

/** A kind of value: which texts are one, and what is said of any other. The texts are assumed. */
export interface Kind {
  accepts(text: string): boolean
  refusal(name: string): string
  /** The same for the documentation. */
  schema: Schema
}

const refusedAs =
  (schema: Schema, accepts: Kind['accepts'], refusal: Kind['refusal'] = (name) => `Invalid ${name}`) =>
  (): Kind => ({ schema, accepts, refusal })

/** `Invalid created_from date` */
export const date = refusedAs(
  { type: 'string', format: 'date' },
  isCalendarDate,
  (name) => `Invalid ${name} date`,
)
/** `Invalid product ID`, whether the parameter is `product` or `product_id`. */
export const id = refusedAs(
  { type: 'string', format: 'uuid' },
  isUuid,
  (name) => `Invalid ${name.replace(/_id$/, '')} ID`,
)
/** Minor units, a whole number; `amountOf` reads it. */
export const amount = refusedAs({ type: 'integer' }, (text) => /^[+-]?\d+$/.test(text))
/** The words of PHP's boolean filter [assumed]; `booleanOf` reads them. */
export const boolean = refusedAs({ type: 'boolean' }, (text) => booleanOf(text) !== undefined)
/** One of these words, exactly. */
export const oneOf = (words: readonly string[]): Kind =>
  refusedAs({ type: 'string', enum: words }, (text) => (words as readonly string[]).includes(text))()

/** The number, or the nearest that the store can compare. */
export const amountOf = (text: string): number =>
  Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(text)))

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  on: true,
  yes: true,
  false: false,
  '0': false,
  off: false,
  no: false,
}
export const booleanOf = (text: string): boolean | undefined =>
  Object.hasOwn(BOOLEANS, text.toLowerCase()) ? BOOLEANS[text.toLowerCase()] : undefined

/** The values that were sent, or the refusal of the first in the table's order that cannot be read. */
export function readFilters<N extends string>(
  filters: readonly { name: N; kind?: Kind }[],
  parameter: (name: string) => Parameter,
): { values: Partial<Record<N, string>> } | { refusal: WireResponse } {
  const values: Partial<Record<N, string>> = {}
  for (const { name, kind } of filters) {
    // Free text is never refused, and an array of it ignored.
    const value = optional(kind ? parameter(name) : textOf(parameter(name)))
    if (value === undefined) continue
    if (typeof value !== 'string' || (kind && !kind.accepts(value)))
      return { refusal: badRequest(kind?.refusal(name) ?? `Invalid ${name}`) }
    values[name] = value
  }
  return { values }
}
