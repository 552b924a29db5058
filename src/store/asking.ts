/** Bind and Execute in one piece (PostgreSQL, Frontend/Backend Protocol, Message Formats). */

/** Execute all rows of the unnamed portal. */
const EXECUTE = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0])
/** Ends what is asked together. */
export const SYNC = Buffer.from([0x53, 0, 0, 0, 4])
const BIND = 0x42

/** Binds the values to the statement of that name and executes it; all values and all columns are text. */
export function asking(name: string, values: readonly unknown[]): Buffer {
  const texts = values.map(asText)
  const length = 4 + 1 + name.length + 1 + 2 + 2 + 2 + texts.reduce((sum, text) => sum + 4 + sizeOf(text), 0)
  const bytes = Buffer.allocUnsafe(1 + length + EXECUTE.length)
  bytes[0] = BIND
  let at = bytes.writeInt32BE(length, 1)
  bytes[at++] = 0
  at += bytes.write(name, at, 'latin1')
  bytes[at++] = 0
  at = bytes.writeInt16BE(0, at)
  at = bytes.writeInt16BE(texts.length, at)
  for (const text of texts) {
    const written = text === null ? 0 : bytes.write(text, at + 4)
    bytes.writeInt32BE(text === null ? -1 : written, at)
    at += 4 + written
  }
  at = bytes.writeInt16BE(0, at)
  EXECUTE.copy(bytes, at)
  return bytes
}

const sizeOf = (text: string | null): number => (text === null ? 0 : Buffer.byteLength(text))

function asText(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return null
  return Array.isArray(value) ? arrayText(value) : String(value)
}

/** `['a"b', 2]` is `{"a\"b","2"}`. */
const arrayText = (values: readonly unknown[]): string =>
  `{${values.map((value) => ((value ?? null) === null ? 'null' : `"${String(value).replace(/[\\"]/g, '\\$&')}"`)).join(',')}}`
