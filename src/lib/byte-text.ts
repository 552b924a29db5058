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

/** Texts are written one behind the other into pieces of memory of this size, each of which is one thing less to collect. */
const PIECE = 256 * 1024
let memory = Buffer.allocUnsafeSlow(PIECE)
/** Where the last text ends. */
let taken = 0
let isTaken = false

/**
 * `bytesOf((out) => out.text('{"a":1}'))` is `Buffer.from('{"a":1}')`; `write` must end before anything else is written.
 * Whoever keeps it for long keeps a copy: it shares its memory with its neighbours.
 */
export function bytesOf(write: (out: ByteText) => void): Buffer {
  if (isTaken) throw new Error('One text is written at a time')
  let at = taken
  const room = (length: number) => {
    if (at + length <= memory.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(PIECE, 2 * (at - taken + length)))
    at = memory.copy(larger, 0, taken, at)
    memory = larger
    taken = 0
  }
  const put = (bytes: Uint8Array) => {
    room(bytes.length)
    memory.set(bytes, at)
    at += bytes.length
  }
  isTaken = true
  try {
    write({
      text(piece) {
        // UTF-8 takes three bytes at most for each unit of UTF-16.
        room(3 * piece.length)
        at += memory.write(piece, at)
      },
      bytes: put,
      filled: (block, filling) => put(block.bytes(filling)),
    })
    const bytes = memory.subarray(taken, at)
    taken = at
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
  let codes = new Uint8Array()

  function begin(filling: string): void {
    const parts = text.split(hole)
    const length = Buffer.byteLength(filling)
    let at = 0
    places = parts.slice(1).map((_, index) => {
      at += Buffer.byteLength(parts[index] ?? '') + (index > 0 ? length : 0)
      return at
    })
    bytes = Buffer.from(parts.join(filling))
    codes = new Uint8Array(filling.length)
    // Only where a character is a byte is the difference in characters that in bytes.
    last = length === filling.length ? filling : ''
  }

  /** Puts the filling's characters from there on into all holes; false where one of them is no single byte. */
  function fill(filling: string, from: number): boolean {
    for (let index = from; index < filling.length; index++) {
      const code = filling.charCodeAt(index)
      if (code > 127) return false
      codes[index] = code
    }
    const end = filling.length
    for (const place of places)
      for (let index = from; index < end; index++) bytes[place + index] = codes[index] as number
    return true
  }

  return {
    bytes(filling) {
      if (filling.length !== last.length || filling.length === 0) begin(filling)
      let from = 0
      while (from < last.length && last.charCodeAt(from) === filling.charCodeAt(from)) from++
      if (from === last.length) return bytes
      if (fill(filling, from)) last = filling
      else begin(filling)
      return bytes
    },
  }
}
