import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRing } from './ring.ts'

test('what was put in is there, or known to be gone', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 16 }), { maxLength: 60 }), (all) => {
      const ring = createRing(40)
      const put = all.map((bytes) => ({ bytes, place: ring.put(bytes) }))
      const found = put.map(({ bytes, place }) => ring.at(place, bytes.length))
      const left = put.filter((_, index) => found[index])
      for (const [index, { bytes }] of put.entries())
        if (found[index]) expect([...(found[index] as Uint8Array)]).toEqual([...bytes])
      // The last ones are: a piece of 16 at the end and another that did not fit leave room for 8.
      let length = 0
      const last = put
        .slice()
        .reverse()
        .filter(({ bytes }) => {
          length += bytes.length
          return length <= 8
        })
      expect(left).toEqual(expect.arrayContaining(last))
    }),
  )
})
