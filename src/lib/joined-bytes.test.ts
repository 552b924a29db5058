import { expect, test } from 'vitest'
import { joinedBytes } from './joined-bytes.ts'

test('the bytes of pieces are those of their text', () => {
  const pieces = ['{"a":', '', '"żółć 😀"', ',', '[]}']
  expect(joinedBytes(pieces)).toEqual(Buffer.from(pieces.join('')))
  expect(joinedBytes([])).toHaveLength(0)
})
