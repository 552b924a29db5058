/** Where a page goes on: whole numbers in a text that nobody needs to read. */
import { AdminRefusal } from '../refusal.ts'

export const toCursor = (...place: readonly number[]): string =>
  Buffer.from(place.join(' ')).toString('base64url')

/** As many numbers as `length`; null without a cursor. Throws `invalid` for a text that is none of ours. */
export function fromCursor(cursor: string | undefined, length: number): number[] | null {
  if (cursor === undefined) return null
  const place = Buffer.from(cursor, 'base64url').toString().split(' ').map(Number)
  if (place.length !== length || !place.every(Number.isSafeInteger)) throw wrongCursor()
  return place
}

export const wrongCursor = (): AdminRefusal =>
  new AdminRefusal('invalid', 'cursor must be the next_cursor of an earlier answer')
