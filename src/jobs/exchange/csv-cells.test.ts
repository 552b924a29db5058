import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellOf, textOf } from './csv-cells.ts'

const awkward = fc
  .array(
    fc.constantFrom(...['=', '+', '-', '@', "'", ' ', '\t', '\n', '\r', '"', ',', 'a', '1', 'é', '👩‍🚀']),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''))

test('whatever text is written is read back, and none of it is a formula', () => {
  fc.assert(
    fc.property(fc.oneof(awkward, fc.string()), (text) => {
      const cell = cellOf(text)
      return textOf(cell) === text && !/^[=+\-@\s]/.test(cell)
    }),
    { numRuns: 300 },
  )
  expect(textOf(cellOf(null))).toBeNull()
})

test('cells of other programs: white space around them does not count, an apostrophe of their own stays', () => {
  expect(textOf('  Ada ')).toBe('Ada')
  expect(textOf(' ')).toBeNull()
  expect(textOf("'s-Hertogenbosch")).toBe("'s-Hertogenbosch")
  expect(textOf("'+49 30 1")).toBe('+49 30 1')
})
