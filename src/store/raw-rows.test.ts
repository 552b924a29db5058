import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMessageReader } from './raw-rows.ts'

const message = fc.tuple(fc.constantFrom('D', 'T', 'Z', 'E'), fc.uint8Array({ maxLength: 40 }))
const wire = ([letter, payload]: readonly [string, Uint8Array]) => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(4 + payload.length)
  return Buffer.concat([Buffer.from(letter), length, payload])
}

test('however the stream is cut, rows are taken one by one and all else goes on whole and in order', () => {
  fc.assert(
    fc.property(
      fc.array(message),
      fc.array(fc.integer({ min: 1, max: 30 })),
      fc.boolean(),
      (all, cuts, taken) => {
        const heard: string[] = []
        const read = createMessageReader(
          () =>
            taken
              ? (bytes, from) => {
                  const end = from - 4 + bytes.readUInt32BE(from - 4)
                  heard.push(`row ${bytes.subarray(from, end).toString('hex')}`)
                }
              : undefined,
          (bytes) => heard.push(bytes.toString('hex')),
        )
        const stream = Buffer.concat(all.map(wire))
        let at = 0
        for (const cut of [...cuts, stream.length]) {
          if (at < stream.length) read(stream.subarray(at, at + cut))
          at += cut
        }
        const isTaken = ([letter]: readonly [string, unknown]) => taken && letter === 'D'
        const joined = (texts: readonly string[]) =>
          texts.join(' ').replaceAll(/(?<!row [0-9a-f]*) (?!row)/g, '')
        expect(joined(heard)).toBe(
          joined(
            all.map((one) =>
              isTaken(one) ? `row ${Buffer.from(one[1]).toString('hex')}` : wire(one).toString('hex'),
            ),
          ),
        )
      },
    ),
  )
})
