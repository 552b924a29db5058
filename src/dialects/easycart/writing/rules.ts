/**
 * The rules that bodies are validated by, with Laravel's sentences (its `validation.php`); those that the vendor's
 * pages show (`must be one of`, `must be exactly 3 characters`) are the vendor's own.
 */
import { isCurrency } from '../../../core/money.ts'
import type { Json, JsonObject } from '../../../core/schema.ts'
import type { Schema } from '../../../lib/json-schema.ts'
import { readTime } from '../../../lib/read-time.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { isEmail } from '../customers/read-search.ts'
import {
  attribute,
  type Reading,
  type Rule,
  type Rules,
  schemaOf,
  type Values,
  validate,
  type When,
} from './validate.ts'

export const required = <T>(rule: Rule<T>): Rule<T> => ({ ...rule, required: 'always' })
export const requiredWhen = <T>(when: readonly When[], rule: Rule<T>): Rule<T> => ({
  ...rule,
  required: when,
})
export const requiredIf = <T>(field: string, is: string, rule: Rule<T>): Rule<T> =>
  requiredWhen([{ field, is }], rule)
export const requiredWith = <T>(field: string, rule: Rule<T>): Rule<T> => requiredWhen([{ field }], rule)
/** For changes: what a new record needs may be left out, and not be emptied. */
export const forChange = <R extends Rules>(rules: R): R =>
  Object.fromEntries(
    Object.entries<Rule>(rules).map(([name, rule]) => [
      name,
      rule.required === 'always' ? { ...rule, required: 'if sent' } : rule,
    ]),
  ) as R

/** `says` follows the field's name: `must be a string.`; a value that is none of the type reads as undefined. */
const rule = <T>(
  schema: Schema,
  says: string,
  read: (value: Exclude<Json, null>) => T | undefined,
  ...further: readonly { says: string; holds(value: T, beside: JsonObject): boolean }[]
): Rule<T> => ({
  schema,
  read(sent, { path, beside }): Reading<T> {
    const refuse = (sentence: string) => ({
      errors: { [path]: [`The ${attribute(path)} field ${sentence}`] },
    })
    const value = read(sent)
    if (value === undefined) return refuse(says)
    const broken = further.find(({ holds }) => !holds(value, beside))
    return broken ? refuse(broken.says) : { value }
  },
})

const asText = (value: Json): string | undefined => (typeof value === 'string' ? value : undefined)
/** As PHP counts them: code points. */
const lengthOf = (text: string): number => [...text].length

export const text = ({ max, pattern }: { max?: number; pattern?: RegExp } = {}): Rule<string> =>
  rule(
    {
      type: 'string',
      ...(max === undefined ? {} : { maxLength: max }),
      ...(pattern ? { pattern: pattern.source } : {}),
    },
    'must be a string.',
    asText,
    ...(max === undefined
      ? []
      : [{ says: `must not be greater than ${max} characters.`, holds: (t: string) => lengthOf(t) <= max }]),
    ...(pattern ? [{ says: 'format is invalid.', holds: (t: string) => pattern.test(t) }] : []),
  )

export const exactText = (length: number): Rule<string> =>
  rule({ type: 'string', minLength: length, maxLength: length }, 'must be a string.', asText, {
    says: `must be exactly ${length} characters.`,
    holds: (value) => lengthOf(value) === length,
  })

/** A currency of ISO 4217 in either case; kept in upper case. */
export const currency = (): Rule<string> => ({
  schema: { type: 'string', pattern: '^[A-Za-z]{3}$' },
  read(value, place) {
    const read = exactText(3).read(value, place)
    if ('errors' in read) return read
    const code = read.value.toUpperCase()
    if (isCurrency(code)) return { value: code }
    return { errors: { [place.path]: [`The selected ${attribute(place.path)} is invalid.`] } }
  },
})

export const oneOf = <const V extends string>(...words: readonly V[]): Rule<V> =>
  rule({ type: 'string', enum: words }, `must be one of: ${words.join(', ')}.`, (value) =>
    words.find((word) => word === value),
  )

export const uuid = (): Rule<string> =>
  rule({ type: 'string', format: 'uuid' }, 'must be a valid UUID.', (value) =>
    typeof value === 'string' && isUuid(value) ? value.toLowerCase() : undefined,
  )

export const email = ({ max }: { max: number }): Rule<string> =>
  rule(
    { type: 'string', format: 'email', maxLength: max },
    'must be a valid email address.',
    (value) => (typeof value === 'string' && isEmail(value) ? value : undefined),
    { says: `must not be greater than ${max} characters.`, holds: (value) => lengthOf(value) <= max },
  )

/** An address that a browser can open. */
export const url = ({ max = 2048 }: { max?: number } = {}): Rule<string> =>
  rule(
    { type: 'string', format: 'uri', maxLength: max },
    'must be a valid URL.',
    (value) =>
      typeof value === 'string' && /^https?:\/\/\S+$/i.test(value) && URL.canParse(value) ? value : undefined,
    { says: `must not be greater than ${max} characters.`, holds: (value) => lengthOf(value) <= max },
  )

const withinBounds = (min: number | undefined, max: number | undefined) => [
  ...(min === undefined ? [] : [{ says: `must be at least ${min}.`, holds: (n: number) => n >= min }]),
  ...(max === undefined
    ? []
    : [{ says: `must not be greater than ${max}.`, holds: (n: number) => n <= max }]),
]
interface Bounds {
  min?: number | undefined
  max?: number | undefined
}

const bounded = (type: string, { min, max }: Bounds): Schema => ({
  type,
  ...(min === undefined ? {} : { minimum: min }),
  ...(max === undefined ? {} : { maximum: max }),
})

/** Digits as text are a number too. */
export const integer = ({ min, max }: Bounds = {}): Rule<number> =>
  rule(
    bounded('integer', { min, max }),
    'must be an integer.',
    (value) => numberOf(value, Number.isSafeInteger),
    ...withinBounds(min, max),
  )
export const number = ({ min, max }: Bounds = {}): Rule<number> =>
  rule(
    bounded('number', { min, max }),
    'must be a number.',
    (value) => numberOf(value, Number.isFinite),
    ...withinBounds(min, max),
  )

function numberOf(value: Json, fits: (value: number) => boolean): number | undefined {
  const read = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
  return typeof read === 'number' && fits(read) ? read : undefined
}

/** The framework takes 1, 0 and their digits for true and false. */
const FLAGS = new Map<Json, boolean>([
  [true, true],
  [1, true],
  ['1', true],
  [false, false],
  [0, false],
  ['0', false],
])
export const flag = (): Rule<boolean> =>
  rule({ type: 'boolean' }, 'must be true or false.', (value) => FLAGS.get(value))

/** ISO 8601; `from` names the field that it must not be before, and it must come after `now`. */
export const time = ({ from, now }: { from?: string; now?: Date } = {}): Rule<Date> =>
  rule(
    { type: 'string', format: 'date-time' },
    'must be a valid date.',
    (value) => (typeof value === 'string' ? readTime(value) : undefined),
    ...(from
      ? [{ says: `must be a date after or equal to ${attribute(from)}.`, holds: notBefore(from) }]
      : []),
    ...(now ? [{ says: 'must be a date after now.', holds: (value: Date) => value > now }] : []),
  )

const notBefore = (from: string) => (until: Date, beside: JsonObject) => {
  const other = beside[from]
  const begins = typeof other === 'string' ? readTime(other) : undefined
  return !begins || until >= begins
}

const ARRAY = 'must be an array.'

export const object = <R extends Rules>(rules: R): Rule<Values<R>> => ({
  schema: schemaOf(rules),
  read(value, { path }) {
    if (typeof value !== 'object' || Array.isArray(value))
      return { errors: { [path]: [`The ${attribute(path)} field ${ARRAY}`] } }
    const read = validate(value, rules, {}, `${path}.`)
    return 'errors' in read ? read : { value: read.values }
  },
})

export const list = <T>(item: Rule<T>, { max }: { max?: number } = {}): Rule<T[]> => ({
  schema: { type: 'array', items: item.schema, ...(max === undefined ? {} : { maxItems: max }) },
  read(value, { path, beside }) {
    const refuse = (sentence: string) => ({
      errors: { [path]: [`The ${attribute(path)} field ${sentence}`] },
    })
    if (!Array.isArray(value)) return refuse(ARRAY)
    if (max !== undefined && value.length > max) return refuse(`must not have more than ${max} items.`)
    const read = value.map((one, index) => {
      const place = { path: `${path}.${index}`, beside }
      return one === null
        ? { errors: { [place.path]: [`The ${attribute(place.path)} field is required.`] } }
        : item.read(one, place)
    })
    const broken = read.flatMap((one) => ('errors' in one ? [one.errors] : []))
    return broken.length > 0
      ? { errors: Object.assign({}, ...broken) }
      : { value: read.flatMap((one) => ('value' in one ? [one.value] : [])) }
  },
})
