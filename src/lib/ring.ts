/** The last bytes of many, in one piece of memory that is written over and over: none of them is left to be collected. */

export interface Ring {
  /** Copies them in and gives their place, which counts on for ever. They have to fit. */
  put(bytes: Uint8Array): number
  /** What was put at that place; null: written over since. */
  at(place: number, length: number): Buffer | null
}

/** `const ring = createRing(4); ring.put(a); ring.put(b)` */
export function createRing(size: number): Ring {
  const memory = Buffer.allocUnsafeSlow(size)
  /** Where the next ones go, unless they would not fit before the end. */
  let next = 0
  return {
    put(bytes) {
      const room = size - (next % size)
      const place = bytes.length > room ? next + room : next
      memory.set(bytes, place % size)
      next = place + bytes.length
      return place
    },
    at: (place, length) =>
      place < next - size ? null : memory.subarray(place % size, (place % size) + length),
  }
}
