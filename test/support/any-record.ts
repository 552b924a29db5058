/** Random records of a type, as its table of fields describes them: every nullable field null or not, any text. */
import fc from 'fast-check'
import type { Field, FieldType } from '../../src/core/field-types.ts'
import { fields, type RecordType } from '../../src/core/fields.ts'
import type { RecordOf } from '../../src/core/schema.ts'

/** Any text that a database can keep, also what JSON has to escape. */
export const anyText = fc.oneof(
  fc.constantFrom('', ' ', '"', '\\', '\u2028', '</script>', 'Zoë "Żółć"\t\n', '😀', '\u007f', '0'),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.toWellFormed().replaceAll('\0', '')),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
const day = fc
  .integer({ min: 0, max: 40_000 })
  .map((at) => new Date(at * 86_400_000).toISOString().slice(0, 10))
/** Also before 1970, and to the millisecond. */
const time = fc.integer({ min: -3e12, max: 5e12 }).map((at) => new Date(at))

const VALUES: Record<FieldType, fc.Arbitrary<unknown>> = {
  text: anyText,
  integer: fc.oneof(fc.nat({ max: 300_000 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
  float: fc.double({ noNaN: true, noDefaultInfinity: true }),
  boolean: fc.boolean(),
  time,
  date: day,
  json: fc.constant({}),
  digits: fc.bigInt({ min: 0n, max: 10n ** 26n - 1n }).map(String),
  uuid: fc.uuid(),
}

/** With `changes` for the fields that need values of their own, such as extras and words of a list. */
export function anyRecord<T extends RecordType>(
  type: T,
  changes: { [F in keyof RecordOf<T>]?: fc.Arbitrary<RecordOf<T>[F]> } = {},
): fc.Arbitrary<RecordOf<T>> {
  const described = Object.entries(fields[type] as Record<string, Field>).map(
    ([name, { type, nullable }]) => {
      const given = (changes as Record<string, fc.Arbitrary<unknown>>)[name]
      return [name, given ?? (nullable ? fc.option(VALUES[type]) : VALUES[type])] as const
    },
  )
  return fc.record(Object.fromEntries(described)) as unknown as fc.Arbitrary<RecordOf<T>>
}
