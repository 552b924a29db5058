/**
 * A record as the store read it: the text of its row, and each field made of it only when it is asked for. Presenters
 * take it as they take a record, or take the text where it is what they would write anyway. It cannot be spread, and a
 * field that was not asked of the store throws.
 */
import type { ByteText } from '../lib/byte-text.ts'
import type { RecordOf, RecordType } from './schema.ts'

export const WRITE_JSON: unique symbol = Symbol('puts a field, as JSON')
export const WRITE_PARTS: unique symbol = Symbol('puts parts of the text of a field')

export interface Row {
  /**
   * Puts the field's value there, byte for byte what `JSON.stringify` makes of it: `"2026-01-02T03:04:05.000Z"`. Where there
   * is none, `missing`.
   */
  [WRITE_JSON](out: ByteText, field: string, missing?: string): void
  /** Puts these parts of the text of a field that is there and nothing but ASCII, each from its first character on to its last. */
  [WRITE_PARTS](out: ByteText, field: string, parts: readonly (readonly [from: number, to: number])[]): void
}
export type RowOf<T extends RecordType> = Readonly<RecordOf<T>> & Row

export const isRow = (record: object): record is Row => WRITE_JSON in record
