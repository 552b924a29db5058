/** The lines of a file, one at a time, without their line ends and without a byte order mark. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** Yields `[line number from 1, text]`; `onBytes` hears how much of the file has been read. */
export async function* readLines(
  file: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<[number, string]> {
  const stream = createReadStream(file)
  stream.on('data', () => onBytes(stream.bytesRead))
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  try {
    for await (const line of lines) {
      number++
      yield [number, number === 1 ? line.replace(/^\uFEFF/, '') : line]
    }
  } finally {
    lines.close()
    stream.destroy()
  }
}
