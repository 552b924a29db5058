/** `joinedBytes(['ż', 'b'])` is `Buffer.from('żb')`, without a text of the whole in between. */
export function joinedBytes(pieces: readonly string[]): Buffer {
  let length = 0
  for (const piece of pieces) length += Buffer.byteLength(piece)
  const bytes = Buffer.allocUnsafe(length)
  let at = 0
  for (const piece of pieces) at += bytes.write(piece, at)
  return bytes
}
