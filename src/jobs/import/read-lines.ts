/**
 * The lines of a file, one at a time, without their line ends and without a byte order mark. Not `node:readline`, which
 * keeps a line however long it is.
 */
import { createReadStream } from 'node:fs'

/** Characters: more than any record. */
const LONGEST = 16_000_000
/** What is said of a longer one. */
export const TOO_LONG = `longer than ${LONGEST} characters`
/** And so much of it is shown. */
const SHOWN = 200

export interface Line {
  /** From 1. */
  number: number
  text: string
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
  let hadReturn = false
  const whole = (end: string): Line => {
    const text = parts.join('') + end
    const isCut = length + end.length > longest
    ;[parts, length] = [[], 0]
    number++
    const shown = number === 1 ? text.replace(/^\uFEFF/, '') : text
    return isCut ? { number, text: shown.slice(0, SHOWN), isCut } : { number, text: shown }
  }
  try {
    for await (const read of stream as AsyncIterable<string>) {
      onBytes(stream.bytesRead)
      let from = hadReturn && read.startsWith('\n') ? 1 : 0
      hadReturn = read.endsWith('\r')
      for (const { 0: end, index } of read.matchAll(/\r\n|\n|\r/g)) {
        if (index < from) continue
        yield whole(read.slice(from, index))
        from = index + end.length
      }
      const rest = read.slice(from)
      length += rest.length
      // What is too long anyhow is counted, and not kept.
      if (length <= longest || parts.length === 0) parts.push(length > longest ? rest.slice(0, SHOWN) : rest)
    }
    if (length > 0) yield whole('')
  } finally {
    stream.destroy()
  }
}
