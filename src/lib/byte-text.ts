/** Long texts written straight as UTF-8, piece by piece, without a text of the whole in between. */

export interface ByteText {
  /** A piece of text. */
  text(piece: string): void
  /** A piece of UTF-8. */
  bytes(piece: Uint8Array): void
  /** A block with its holes filled. */
  filled(block: Block, filling: string): void
}

/** Text with holes that are all filled with the same; remembers the last filling, since the next differs little from it. */
export interface Block {
  /** Its bytes with that filling; these alone are changed where the next one is as long. */
  bytes(filling: string): Uint8Array
}

/** What is written lies here until it is whole. */
let scratch = Buffer.allocUnsafe(256 * 1024)
let isTaken = false

/** `bytesOf((out) => out.text('{"a":1}'))` is `Buffer.from('{"a":1}')`; `write` must end before anything else is written. */
export function bytesOf(write: (out: ByteText) => void): Buffer {
  if (isTaken) throw new Error('One text is written at a time')
  let at = 0
  const room = (length: number) => {
    if (at + length <= scratch.length) return
    const larger = Buffer.allocUnsafe(2 * (at + length))
    scratch.copy(larger, 0, 0, at)
    scratch = larger
  }
  const put = (bytes: Uint8Array) => {
    room(bytes.length)
    scratch.set(bytes, at)
    at += bytes.length
  }
  isTaken = true
  try {
    write({
      text(piece) {
        // UTF-8 takes three bytes at most for each unit of UTF-16.
        room(3 * piece.length)
        at += scratch.write(piece, at)
      },
      bytes: put,
      filled: (block, filling) => put(block.bytes(filling)),
    })
    // A copy of its own, of just that length: it may be kept for long.
    const bytes = Buffer.allocUnsafeSlow(at)
    scratch.copy(bytes, 0, 0, at)
    return bytes
  } finally {
    isTaken = false
  }
}

/** The text as a block, with a hole wherever `hole` stands. */
export function createBlock(text: string, hole: string): Block {
  let last = ''
  let bytes: Uint8Array = new Uint8Array()
  let places: number[] = []

  function begin(filling: string): void {
    const parts = text.split(hole)
    const length = Buffer.byteLength(filling)
    let at = 0
    places = parts.slice(1).map((_, index) => {
      at += Buffer.byteLength(parts[index] ?? '') + (index > 0 ? length : 0)
      return at
    })
    bytes = Buffer.from(parts.join(filling))
    // Only where a character is a byte is the difference in characters that in bytes.
    last = length === filling.length ? filling : ''
  }

  return {
    bytes(filling) {
      if (filling.length !== last.length || filling.length === 0) begin(filling)
      let from = 0
      while (from < last.length && last.charCodeAt(from) === filling.charCodeAt(from)) from++
      for (let index = from; index < last.length; index++) {
        const code = filling.charCodeAt(index)
        if (code > 127) {
          begin(filling)
          return bytes
        }
        for (const place of places) bytes[place + index] = code
      }
      if (from < last.length) last = filling
      return bytes
    },
  }
}
