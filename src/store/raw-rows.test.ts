import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMessageReader } from './raw-rows.ts'

/** A letter and what comes with it; of rows those that begin with an odd byte are taken. */
const message = fc.tuple(fc.constantFrom('D', 'T', 'Z', 'E'), fc.uint8Array({ minLength: 1, maxLength: 40 }))
type Message = readonly [letter: string, payload: Uint8Array]

function wire([letter, payload]: Message): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(4 + payload.length)
  return Buffer.concat([Buffer.from(letter), length, payload])
}

/** What is heard, in order: what is taken, and what goes on to others as one run. */
function heardOf(pieces: readonly { isTaken: boolean; bytes: Buffer }[]): string[] {
  const heard: string[] = []
  let run = ''
  for (const { isTaken, bytes } of pieces)
    if (isTaken) {
      heard.push(run, bytes.toString('hex'))
      run = ''
    } else run += bytes.toString('hex')
  return [...heard, run]
}

test('however the stream is cut, rows are taken one by one and all else goes on whole and in order', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }))
  fc.assert(
    fc.property(fc.array(message), cuts, fc.boolean(), (all, lengths, takes) => {
      const pieces: { isTaken: boolean; bytes: Buffer }[] = []
      const takeRow = (bytes: Buffer, from: number) => {
        const isTaken = (bytes[from] ?? 0) % 2 === 1
        const length = bytes.readUInt32BE(from - 4)
        if (isTaken) pieces.push({ isTaken, bytes: Buffer.from(bytes.subarray(from - 5, from - 4 + length)) })
        return isTaken
      }
      const read = createMessageReader(
        () => (takes ? { takeRow } : undefined),
        (bytes) => pieces.push({ isTaken: false, bytes: Buffer.from(bytes) }),
      )
      const stream = Buffer.concat(all.map(wire))
      let at = 0
      for (const length of [...lengths, stream.length]) {
        // The memory is the stream's again as soon as it was read.
        const chunk = Buffer.from(stream.subarray(at, at + length))
        if (at < stream.length) read(chunk)
        chunk.fill(0)
        at += length
      }
      const isTaken = ([letter, [first = 0]]: Message) => takes && letter === 'D' && first % 2 === 1
      expect(heardOf(pieces)).toEqual(
        heardOf(all.map((one) => ({ isTaken: isTaken(one), bytes: wire(one) }))),
      )
    }),
  )
})
