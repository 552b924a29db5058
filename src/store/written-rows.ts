/** A row of columns that the store wrote, read from the message that brought it. */
import type { Written } from '../core/writing.ts'

/** The row's bytes lie from `from` on: how many columns, then the length of each, -1 for null, and its bytes. */
export function writtenRow(message: Buffer, from: number): Written {
  const columns = message.readInt16BE(from)
  /** Where each begins and ends; -1 for null. */
  const places: number[] = []
  let at = from + 2
  for (let column = 0; column < columns; column++) {
    const length = message.readInt32BE(at)
    at += 4
    if (length < 0) places.push(-1, -1)
    else places.push(at, at + length)
    at += Math.max(0, length)
  }
  const start = (column: number): number => places[2 * column] ?? -1
  const end = (column: number): number => places[2 * column + 1] ?? -1
  return {
    text: (column) => (start(column) < 0 ? null : message.toString('utf8', start(column), end(column))),
    bytes: (column) => (start(column) < 0 ? null : message.subarray(start(column), end(column))),
    whole: (column) =>
      start(column) < end(column) ? wholeNumber(message, start(column), end(column)) : null,
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
