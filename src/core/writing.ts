/**
 * What a dialect lets the store write of its records: columns of wire-ready text, described as data. For lists of
 * hundreds of records, whose values would otherwise be read one by one only to be put together again.
 */
import type { Condition, FieldRef, Sort } from './query.ts'

/** A text, or null. A field's value is what the database writes: digits for numbers, `true` and `false`. */
export type TextOf =
  | FieldRef
  | { text: string }
  /** A field of the record on whose list this one is. */
  | { owner: string }
  /** The first that is neither null nor empty. */
  | { firstOf: readonly TextOf[] }
  /** Those that are neither null nor empty, with `by` between them. */
  | { joined: readonly TextOf[]; by: string }
  /** The field without that text anywhere in it. */
  | { without: string; of: FieldRef }
  /** The field's ASCII digits behind that text. */
  | { digitsOf: FieldRef; after: string }
  /** What the table has for the field's value. */
  | { words: string; of: Readonly<Record<string, string | number>>; otherwise: string }
  | { when: Condition; yes: TextOf | null; no: TextOf | null }
  /** The same of all related records, with `by` between them; null without any. */
  | { listed: string; sort: readonly Sort[]; of: TextOf; by: string }

/** A piece of a text. */
export type Part =
  /** As it stands. */
  | string
  /** As it stands as well, and another one in each organization: it is no part of the statement. */
  | { value: string }
  /** As `JSON.stringify` writes a text or null. */
  | { json: TextOf }
  /** The text as it is; nothing for null. */
  | { bare: TextOf }
  /** Minor units of a currency of so many digits, with two decimals: 1239 of three digits is `1.24`. */
  | { twoDecimals: string; digits: 0 | 2 | 3 }
  /** Of the first related record; `none` where there is none. */
  | {
      first: string
      where?: Condition
      sort?: readonly Sort[]
      parts: readonly Part[]
      none: readonly Part[]
    }

export type Column =
  /** The field as text; null for a JSON object without members. */
  | { field: string }
  /** Whole seconds since 1970. */
  | { seconds: string }
  | { parts: readonly Part[] }
  /** How many related records there are. */
  | { count: string; where?: Condition }
  /** A text of each related record, with `BETWEEN` between them; null without any. */
  | { each: string; sort: readonly Sort[]; parts: readonly Part[] }

/** Keep the array: its statement is made once for it. */
export type Writing = readonly Column[]

/** What was written of a record: its columns by their places in the writing. It is another record's as soon as it was read. */
export interface Written {
  text(column: number): string | null
  /** The same as UTF-8, which nobody has decoded; it has to be copied. */
  bytes(column: number): Buffer | null
  /** Of a column of digits; null where it is null or empty. */
  whole(column: number): number | null
}

/** In no JSON text, where it would be escaped. */
export const BETWEEN = '\u0001'
