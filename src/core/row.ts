/**
 * A record as the store read it: the text of its row, and each field made of it only when it is asked for. Presenters
 * take it as they take a record, or take the text where it is what they would write anyway. It cannot be spread, and a
 * field that was not asked of the store throws.
 */
import type { ByteText } from '../lib/byte-text.ts'
import type { RecordOf, RecordType } from './schema.ts'

export const WRITE_JSON: unique symbol = Symbol('puts a field, as JSON')

export interface Row {
  /**
   * Puts the field's value there, byte for byte what `JSON.stringify` makes of it: `"2026-01-02T03:04:05.000Z"`. Where there
   * is none, `missing`.
   */
  [WRITE_JSON](out: ByteText, field: string, missing?: string): void
}
export type RowOf<T extends RecordType> = Readonly<RecordOf<T>> & Row

export const isRow = (record: object): record is Row => WRITE_JSON in record
