/** A row of columns that the store wrote, read from the message that brought it. */
import type { Written } from '../core/writing.ts'

/** A length stands before each column, -1 for null, and how many there are before all (PostgreSQL, Message Formats, DataRow). */
const LENGTH = 4
const COLUMNS = 2

export interface WrittenRow {
  /** The row whose bytes lie from there on, until it is put elsewhere. */
  at(message: Buffer, from: number): Written
}

/** One object for all rows of an answer, since there are hundreds of them: `createWrittenRow().at(message, 7).text(0)`. */
export function createWrittenRow(): WrittenRow {
  let bytes: Buffer = Buffer.alloc(0)
  /** Where each column begins, and where it ends; -1 for null. */
  const starts: number[] = []
  const ends: number[] = []
  const end = (column: number): number => ends[column] ?? -1
  const start = (column: number): number => starts[column] ?? -1
  const row: Written = {
    text: (column) => (end(column) < 0 ? null : bytes.toString('utf8', start(column), end(column))),
    bytes: (column) => (end(column) < 0 ? null : bytes.subarray(start(column), end(column))),
    whole: (column) => (start(column) < end(column) ? wholeNumber(bytes, start(column), end(column)) : null),
  }
  return {
    at(message, from) {
      const columns = message.readInt16BE(from)
      let at = from + COLUMNS
      for (let column = 0; column < columns; column++) {
        const length = message.readInt32BE(at)
        at += LENGTH
        starts[column] = at
        ends[column] = length < 0 ? -1 : at + length
        at += Math.max(0, length)
      }
      starts.length = columns
      ends.length = columns
      bytes = message
      return row
    },
  }
}

const MINUS = 0x2d
const ZERO = 0x30

function wholeNumber(bytes: Buffer, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS
  let value = 0
  for (let at = isNegative ? start + 1 : start; at < end; at++) value = value * 10 + ((bytes[at] ?? 0) - ZERO)
  return isNegative ? -value : value
}
