import { expect, test } from 'vitest'
import { fold, upperCases, withoutAccents } from './fold.ts'

test.each([
  ['Żółć', 'żółć', 'zolc'],
  ['Z\u0307o\u0301\u0142c\u0301', 'żółć', 'zolc'],
  ['Đặng Øre', 'đặng øre', 'dang ore'],
  ['100%_', '100%_', '100%_'],
  ['STRAẞE', 'strasse', 'strasse'],
  ['Straße', 'strasse', 'strasse'],
])('%j folds to %j and %j without accents', (text, folded, plain) => {
  expect(fold(text)).toBe(folded)
  expect(withoutAccents(fold(text))).toBe(plain)
})

test.each([
  ['ada', '', ''],
  ['żó', 'ŻÓ', 'żó'],
  ['νίκοσ', 'ΝΊΚΟΣς', 'νίκοσσ'],
  ['茶', '', ''],
])('what folds to the letters of %j', (folded, from, to) => {
  expect(upperCases(folded)).toEqual({ from, to })
})

test('whatever its case, a letter folds to the same', () => {
  const unlike: string[] = []
  // Beyond there is no letter that has a case.
  for (let code = 0; code <= 0x1ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const letter = String.fromCodePoint(code)
    const folded = fold(letter)
    if (fold(folded) !== folded || fold(letter.toLowerCase()) !== folded) unlike.push(letter)
  }
  expect(unlike).toEqual([])
})
