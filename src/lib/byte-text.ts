/** Long texts written straight as UTF-8, piece by piece, without a text of the whole in between. */

import { quote } from './json-text.ts'

export interface ByteText {
  /** A piece of text. Small pieces one by one cost less than putting them together. */
  text(piece: string): void
  /** A part of a text. */
  part(text: string, from: number, to: number): void
  /** A text as `JSON.stringify` writes it. */
  json(piece: string): void
  /** A piece of UTF-8. */
  bytes(piece: Uint8Array): void
  /** A part of UTF-8. */
  bytesPart(bytes: Uint8Array, from: number, to: number): void
  /** A text that lies there in UTF-8, as `JSON.stringify` writes it. */
  jsonOfBytes(bytes: Buffer, from: number, to: number): void
  /** A piece that is written again and again. */
  fixed(piece: Fixed): void
  /**
   * Room for so many bytes, which are taken to be written: they are put into `memory()`, from the place on that this gives, before
   * anything else is written.
   */
  reserve(length: number): number
  memory(): Uint8Array
  /** A block with its holes filled. */
  filled(block: Block, filling: string): void
}

/** A piece of text that stays: four bytes of it are put at once. */
export interface Fixed {
  bytes: Uint8Array
  /** The same as little-endian numbers, with what fills the last one up. */
  words: Int32Array
}

/** `const comma = createFixed(','); out.fixed(comma)` */
export function createFixed(text: string): Fixed {
  const bytes = Buffer.from(text)
  const padded = new DataView(new ArrayBuffer(Math.ceil(bytes.length / WORD) * WORD))
  for (const [index, byte] of bytes.entries()) padded.setUint8(index, byte)
  const words = Int32Array.from({ length: padded.byteLength / WORD }, (_, index) =>
    padded.getInt32(index * WORD, true),
  )
  return { bytes, words }
}

/** Text with holes that are all filled with the same; remembers the last filling, since the next differs little from it. */
export interface Block {
  /** Its bytes with that filling; these alone are changed where the next one is as long. */
  bytes(filling: string): Uint8Array
}

/** So many bytes are put at once: a block has dozens of holes, and a record dozens of fixed pieces. */
const WORD = 4
const [PAIR, HALF] = [2 * WORD, WORD / 2]
/** Of such words; longer pieces are copied faster by Node. */
const MOST_WORDS = 16
/** Longer pieces are written faster by Node than one unit after the other. */
const SHORT = 28
/** Of those that have to be looked through as well. */
const SHORT_JSON = 56
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** A piece of memory for a text whose length is not known yet. */
const PIECE = 64 * 1024
/** Larger ones, and more of them than this in all, are left to the garbage collector. */
const LARGEST = 1024 * 1024
const MOST_FREE = 4 * LARGEST
/** Pieces that nobody has, the smallest first: one that is made anew for each text would cost more than the writing. */
const free: Buffer[] = []
let freeBytes = 0
/** By what was handed out: who gives back a second time gives nothing, whoever has the memory by then. */
const lent = new WeakSet<Uint8Array>()
const NOTHING = Buffer.alloc(0)
const NO_WORDS = new DataView(new ArrayBuffer(0))

function take(least: number): Buffer {
  const index = free.findIndex(({ length }) => length >= least)
  const [found] = index < 0 ? [] : free.splice(index, 1)
  freeBytes -= found?.length ?? 0
  return found ?? Buffer.allocUnsafeSlow(Math.max(PIECE, least))
}

/** Smaller ones make room for it: whoever needs it would have it made anew. */
function putBack(memory: Buffer): void {
  if (memory.length > LARGEST) return
  while (freeBytes + memory.length > MOST_FREE && (free[0]?.length ?? Infinity) < memory.length)
    freeBytes -= free.shift()?.length ?? 0
  if (freeBytes + memory.length > MOST_FREE) return
  const place = free.findIndex(({ length }) => length >= memory.length)
  free.splice(place < 0 ? free.length : place, 0, memory)
  freeBytes += memory.length
}

/** What `bytesOf` made is read by nobody any more: the next text may be written over it. */
export function giveBack(bytes: Uint8Array): void {
  if (lent.delete(bytes)) putBack(Buffer.from(bytes.buffer))
}

/** A text that is being written, in memory of its own. */
export interface OpenText extends ByteText {
  /** How long it is by now. */
  length(): number
  /** What stands there, until more is written. */
  piece(from: number, to: number): Buffer
  /** Forgets what stands from there on. */
  cut(from: number): void
  /** All of it, and closes it. The memory is lent: see `bytesOf`. */
  lend(): Buffer
  /** Gives the memory back. There is nothing of it any more, and nothing more can be written. Once is enough. */
  close(): void
}

/** `const text = openText(); text.text('{"a":1}'); text.piece(0, text.length())`. It has no memory before it is written to. */
export function openText(): OpenText {
  let memory: Buffer = NOTHING
  /** The same memory, for four bytes at once. */
  let words: DataView = NO_WORDS
  let at = 0
  let isClosed = false
  const room = (length: number) => {
    if (at + length <= memory.length) return
    if (isClosed) throw new Error('The text is closed')
    const larger = take(2 * (at + length))
    memory.copy(larger, 0, 0, at)
    if (memory !== NOTHING) putBack(memory)
    memory = larger
    words = new DataView(larger.buffer, larger.byteOffset, larger.length)
  }
  const end = () => {
    memory = NOTHING
    words = NO_WORDS
    at = 0
    isClosed = true
  }
  const put = (bytes: Uint8Array) => {
    room(bytes.length)
    memory.set(bytes, at)
    at += bytes.length
  }
  // UTF-8 takes three bytes at most for each unit of UTF-16.
  const long = (piece: string) => {
    room(3 * piece.length)
    at += memory.write(piece, at)
  }
  // What a loop reads and writes has a name of its own there: else it would be looked up for each unit.
  const short = (piece: string, from: number, to: number) => {
    const length = to - from
    room(length)
    const target = memory
    const start = at
    for (let index = 0; index < length; index++) {
      const code = piece.charCodeAt(from + index)
      if (code > 127) return long(piece.slice(from, to))
      target[start + index] = code
    }
    at = start + length
  }
  const part = (bytes: Uint8Array, from: number, to: number) => {
    const length = to - from
    if (length > SHORT) return put(bytes.subarray(from, to))
    room(length)
    const target = memory
    const start = at
    for (let index = 0; index < length; index++) target[start + index] = bytes[from + index] as number
    at = start + length
  }
  return {
    text: (piece) => (piece.length > SHORT ? long(piece) : short(piece, 0, piece.length)),
    part: short,
    json(piece) {
      const { length } = piece
      if (length > SHORT_JSON) return long(quote(piece))
      room(length + 2)
      const target = memory
      const start = at + 1
      for (let index = 0; index < length; index++) {
        const code = piece.charCodeAt(index)
        if (code < 32 || code === QUOTE || code === BACKSLASH || code > 127) return long(quote(piece))
        target[start + index] = code
      }
      target[start - 1] = QUOTE
      target[start + length] = QUOTE
      at = start + length + 1
    },
    bytes: put,
    bytesPart: part,
    jsonOfBytes(bytes, from, to) {
      const length = to - from
      room(length + 2)
      const target = memory
      const start = at + 1
      for (let index = 0; index < length; index++) {
        const code = bytes[from + index] as number
        // What is no ASCII is never escaped: UTF-8 has no lone surrogates.
        if (code < 32 || code === QUOTE || code === BACKSLASH)
          return long(quote(bytes.toString('utf8', from, to)))
        target[start + index] = code
      }
      target[start - 1] = QUOTE
      target[start + length] = QUOTE
      at = start + length + 1
    },
    fixed(piece) {
      const all = piece.words
      const { length } = piece.bytes
      if (all.length > MOST_WORDS) return put(piece.bytes)
      // What fills the last word up is written over by what comes next.
      room(all.length * WORD)
      const target = words
      const start = at
      for (let index = 0; index < all.length; index++)
        target.setInt32(start + index * WORD, all[index] as number, true)
      at = start + length
    },
    reserve(length) {
      room(length)
      at += length
      return at - length
    },
    memory: () => memory,
    filled: (block, filling) => put(block.bytes(filling)),
    length: () => at,
    piece: (from, to) => memory.subarray(from, to),
    cut(from) {
      at = Math.min(at, from)
    },
    lend() {
      if (isClosed) throw new Error('The text is closed')
      const bytes = memory.subarray(0, at)
      if (memory !== NOTHING) lent.add(bytes)
      end()
      return bytes
    },
    close() {
      if (memory !== NOTHING) putBack(memory)
      end()
    },
  }
}

/**
 * `bytesOf((out) => out.text('{"a":1}'))` is `Buffer.from('{"a":1}')`. Its memory is lent: whoever is the last to have it
 * may give it back, and whoever keeps it keeps a copy.
 */
export function bytesOf(write: (out: ByteText) => void): Buffer {
  const out = openText()
  try {
    write(out)
    return out.lend()
  } finally {
    out.close()
  }
}

/** The text as a block, with a hole wherever `hole` stands. */
export function createBlock(text: string, hole: string): Block {
  let last = ''
  let bytes: Uint8Array = new Uint8Array()
  /** The same memory, for four bytes at once. */
  let words = new DataView(bytes.buffer)
  let places = new Int32Array()
  let codes = new DataView(new ArrayBuffer(0))

  function begin(filling: string): void {
    const parts = text.split(hole)
    const length = Buffer.byteLength(filling)
    let at = 0
    places = Int32Array.from(parts.slice(1), (_, index) => {
      at += Buffer.byteLength(parts[index] ?? '') + (index > 0 ? length : 0)
      return at
    })
    bytes = Buffer.from(parts.join(filling))
    words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    codes = new DataView(new ArrayBuffer(filling.length))
    // Only where a character is a byte is the difference in characters that in bytes.
    last = length === filling.length ? filling : ''
  }

  /** Puts the filling's characters from there on into all holes; false where one of them is no single byte. */
  function fill(filling: string, from: number): boolean {
    const target = words
    const given = codes
    const all = places
    const end = filling.length
    for (let index = from; index < end; index++) {
      const code = filling.charCodeAt(index)
      if (code > 127) return false
      given.setUint8(index, code)
    }
    let index = from
    for (; index + PAIR <= end; index += PAIR) {
      // Bytes of ASCII are no number that could become another one on the way: NaN begins with 0x7ff or 0xfff (IEEE 754).
      const pair = given.getFloat64(index)
      for (let hole = 0; hole < all.length; hole++) target.setFloat64((all[hole] as number) + index, pair)
    }
    if (index + WORD <= end) {
      const word = given.getUint32(index)
      for (let hole = 0; hole < all.length; hole++) target.setUint32((all[hole] as number) + index, word)
      index += WORD
    }
    if (index + HALF <= end) {
      const half = given.getUint16(index)
      for (let hole = 0; hole < all.length; hole++) target.setUint16((all[hole] as number) + index, half)
      index += HALF
    }
    if (index < end) {
      const code = given.getUint8(index)
      for (let hole = 0; hole < all.length; hole++) target.setUint8((all[hole] as number) + index, code)
    }
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
