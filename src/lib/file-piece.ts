/** Whole lines of a long text file, a piece at a time. */
import { open } from 'node:fs/promises'

/** About so many bytes a piece; a line that is longer comes whole. */
const PIECE = 1024 * 1024
const NEWLINE = 0x0a

/** The lines from that byte on, and the byte where the next piece begins; null at the end. */
export async function readPiece(
  path: string,
  from: number,
  size = PIECE,
): Promise<{ text: string; next: number | null }> {
  const file = await open(path)
  try {
    const { size: total } = await file.stat()
    if (from >= total) return { text: '', next: null }
    for (let length = size; ; length *= 2) {
      const buffer = Buffer.alloc(Math.min(length, total - from))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
      const isEnd = from + bytesRead >= total
      const end = isEnd ? bytesRead : buffer.lastIndexOf(NEWLINE, bytesRead - 1) + 1
      if (end === 0 && !isEnd) continue
      return { text: buffer.toString('utf8', 0, end), next: isEnd ? null : from + end }
    }
  } finally {
    await file.close()
  }
}
