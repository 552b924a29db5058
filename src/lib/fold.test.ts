import { expect, test } from 'vitest'
import { fold, withoutAccents } from './fold.ts'

test.each([
  ['Żółć', 'żółć', 'zolc'],
  ['Z\u0307o\u0301\u0142c\u0301', 'żółć', 'zolc'],
  ['Đặng Øre', 'đặng øre', 'dang ore'],
  ['100%_', '100%_', '100%_'],
])('%j folds to %j and %j without accents', (text, folded, plain) => {
  expect(fold(text)).toBe(folded)
  expect(withoutAccents(fold(text))).toBe(plain)
})
