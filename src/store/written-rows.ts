/** A row of columns, read from the message that brought it. */
import type { Written } from '../core/writing.ts'

/** A length stands before each column, -1 for null, and how many there are before all (PostgreSQL, Message Formats, DataRow). */
const LENGTH = 4
const COLUMNS = 2

/** Where a row lies: each column from its start to its end, which is -1 for null. */
export interface Place {
  message: Buffer
  starts: number[]
  ends: number[]
}

/** As dialects read it; and the place of its columns, for the store's own code. */
export interface LyingRow extends Written {
  readonly place: Place
}

export interface WrittenRow {
  /** The row whose bytes lie from there on, until it is put elsewhere. */
  at(message: Buffer, from: number): LyingRow
}

/** One object for all rows of an answer, since there are hundreds of them: `createWrittenRow().at(message, 7).text(0)`. */
export function createWrittenRow(): WrittenRow {
  const place: Place = { message: Buffer.alloc(0), starts: [], ends: [] }
  const end = (column: number): number => place.ends[column] ?? -1
  const start = (column: number): number => place.starts[column] ?? -1
  const row: LyingRow = {
    place,
    text: (column) => (end(column) < 0 ? null : place.message.toString('utf8', start(column), end(column))),
    bytes: (column) => (end(column) < 0 ? null : place.message.subarray(start(column), end(column))),
    whole: (column) =>
      start(column) < end(column) ? wholeNumber(place.message, start(column), end(column)) : null,
  }
  return {
    at(message, from) {
      const { starts, ends } = place
      const columns = message.readInt16BE(from)
      let at = from + COLUMNS
      for (let column = 0; column < columns; column++) {
        const length = message.readInt32BE(at)
        at += LENGTH
        starts[column] = at
        ends[column] = length < 0 ? -1 : at + length
        at += Math.max(0, length)
      }
      // Setting it takes longer than a column, also to what it is.
      if (starts.length !== columns) {
        starts.length = columns
        ends.length = columns
      }
      place.message = message
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
