import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, createBlock, createFixed, giveBack, openText } from './byte-text.ts'

const piece = fc.string({ unit: fc.constantFrom('a', 'ż', '\ud83d\ude00', '"', '\0'), maxLength: 12 })

test('any pieces are the UTF-8 of the text that they make', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.nat(300_000), (pieces, more) => {
      const all = [...pieces, 'ż'.repeat(more)]
      const written = bytesOf((out) => {
        for (const [place, one] of all.entries())
          place % 3 === 0 ? out.bytes(Buffer.from(one)) : out.text(one)
      })
      expect(written.equals(Buffer.from(all.join('')))).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('parts of bytes are what they are of texts, and bytes of a text are its JSON', () => {
  const any = fc.string({
    unit: fc.constantFrom('a', 'ż', '\ud83d\ude00', '"', '\\', '\n', '\u2028'),
    maxLength: 80,
  })
  fc.assert(
    fc.property(any, any, any, (before, text, after) => {
      const bytes = Buffer.from(`${before}${text}${after}`)
      const from = Buffer.byteLength(before)
      const to = from + Buffer.byteLength(text)
      const written = bytesOf((out) => {
        out.bytesPart(bytes, from, to)
        out.jsonOfBytes(bytes, from, to)
        out.text('.')
      })
      expect(String(written)).toBe(`${text}${JSON.stringify(text)}.`)
    }),
  )
})

test('fixed pieces and what is put into reserved room stand where they were written, whatever length they have', () => {
  const any = fc.string({ unit: fc.constantFrom('a', 'ż', '€', '"'), maxLength: 90 })
  fc.assert(
    fc.property(fc.array(fc.tuple(any, any), { maxLength: 400 }), (pairs) => {
      const pieces = pairs.map(([text, put]) => ({ fixed: createFixed(text), put: Buffer.from(put) }))
      const written = bytesOf((out) => {
        for (const { fixed, put } of pieces) {
          out.fixed(fixed)
          const at = out.reserve(put.length)
          out.memory().set(put, at)
        }
      })
      expect(String(written)).toBe(pairs.flat().join(''))
    }),
    { numRuns: 50 },
  )
})

test('a block is filled anew each time, whatever it was filled with before', () => {
  const text = fc.array(piece, { maxLength: 5 })
  const fillings = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ż', '€'), maxLength: 12 }), {
    maxLength: 20,
  })
  fc.assert(
    fc.property(text, fillings, (parts, all) => {
      const block = createBlock(parts.join('#'), '#')
      for (const filling of all) {
        const written = bytesOf((out) => {
          out.text('<')
          out.filled(block, filling)
          out.text('>')
        })
        expect(String(written)).toBe(`<${parts.join(filling)}>`)
      }
    }),
  )
})

test('texts that are written at the same time are each their own, and one that fails leaves nothing behind', () => {
  const open = openText()
  open.text('one')
  const other = bytesOf((out) => {
    out.text('two')
    expect(() =>
      bytesOf((inner) => {
        inner.text('three')
        throw new Error('not written')
      }),
    ).toThrow('not written')
    open.text(' and one')
    out.text(' and two')
  })
  expect(String(other)).toBe('two and two')
  expect([open.length(), String(open.piece(4, open.length()))]).toEqual([11, 'and one'])
  open.cut(3)
  open.text('!')
  const lent = open.lend()
  expect(String(lent)).toBe('one!')
  // Closing it is no giving back of what is lent.
  open.close()
  open.close()
  expect(String(bytesOf((out) => out.text('four')))).toBe('four')
  expect(String(lent)).toBe('one!')
  expect(() => open.text('more')).toThrow('The text is closed')
  expect(bytesOf((out) => out.text('later')).equals(Buffer.from('later'))).toBe(true)
  expect(String(other)).toBe('two and two')
})

test('memory that was given back is written over, once, and no other is', () => {
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(3000 * index))
  const kept = texts.map((text) => bytesOf((out) => out.text(text)))
  for (const [index, bytes] of kept.entries()) if (index % 2 === 0) giveBack(bytes)
  // Twice is once.
  giveBack(kept[0] as Buffer)
  const later = texts.map((text) => bytesOf((out) => out.text(`later ${text}`)))
  expect(new Set(later.map(({ buffer }) => buffer)).size).toBe(later.length)
  for (const [index, text] of texts.entries()) {
    expect(String(later[index])).toBe(`later ${text}`)
    if (index % 2 === 1) expect(String(kept[index])).toBe(text)
  }
  // What was not lent is nobody's to give.
  giveBack(Buffer.from('own'))
})

test('many small pieces leave room for large ones', () => {
  for (const bytes of Array.from({ length: 100 }, () => bytesOf((out) => out.text('small')))) giveBack(bytes)
  const large = () =>
    bytesOf((out) => {
      for (let part = 0; part < 100; part++) out.text('x'.repeat(2000))
    })
  const first = large()
  giveBack(first)
  expect(large().buffer === first.buffer).toBe(true)
})
