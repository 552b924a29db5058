/**
 * The lines of a file, one at a time, without their line ends and without a byte order mark. Not `node:readline`, which
 * keeps a line however long it is.
 */
import { createReadStream } from 'node:fs'

/** Characters: more than any record. */
const LONGEST = 16_000_000
/** What is said of a longer one. */
export const TOO_LONG = (longest = LONGEST): string => `longer than ${longest} characters`
/** And so much of it is shown. */
const SHOWN = 200

export interface Line {
  /** From 1. */
  number: number
  text: string
  /** What ended it: a carriage return, a line feed or both; nothing at the end of the file. */
  end: string
  /** It was too long to be read: `text` is how it begins. */
  isCut?: true
}

/** `onBytes` hears how much of the file has been read. */
export async function* readLines(
  file: string,
  onBytes: (bytes: number) => void = () => {},
  longest = LONGEST,
): AsyncGenerator<Line> {
  const stream = createReadStream(file, { encoding: 'utf8' })
  let number = 0
  let parts: string[] = []
  let length = 0
  /** The last piece ended in a carriage return, which a line feed may follow. */
  let carried = ''
  const whole = (rest: string, end: string): Line => {
    const text = parts.join('') + rest
    const isCut = length + rest.length > longest
    ;[parts, length] = [[], 0]
    number++
    const shown = number === 1 ? text.replace(/^\uFEFF/, '') : text
    return isCut ? { number, text: shown.slice(0, SHOWN), end, isCut } : { number, text: shown, end }
  }
  try {
    for await (const piece of stream as AsyncIterable<string>) {
      onBytes(stream.bytesRead)
      const all = carried + piece
      carried = all.endsWith('\r') ? '\r' : ''
      const read = carried ? all.slice(0, -1) : all
      let from = 0
      for (const { 0: end, index } of read.matchAll(/\r\n|\n|\r/g)) {
        yield whole(read.slice(from, index), end)
        from = index + end.length
      }
      const rest = read.slice(from)
      length += rest.length
      // What is too long anyhow is counted, and not kept.
      if (length <= longest || parts.length === 0) parts.push(length > longest ? rest.slice(0, SHOWN) : rest)
    }
    if (length > 0 || carried) yield whole('', carried)
  } finally {
    stream.destroy()
  }
}
