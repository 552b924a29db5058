import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quote } from './json-text.ts'

test('a text is quoted as JSON.stringify quotes it', () => {
  const unit = fc.constantFrom('"', '\\', '\n', '\ud800', '\u2028', 'é', 'a')
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.string({ unit }))
  fc.assert(
    fc.property(text, (given) => {
      expect(quote(given)).toBe(JSON.stringify(given))
    }),
  )
})
