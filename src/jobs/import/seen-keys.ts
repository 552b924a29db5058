const PAGE = 32_768

/** A set of internal keys in one bit each: what a run has met, however long the file. */
export function createSeenKeys() {
  const pages = new Map<number, Uint8Array>()
  const place = (key: number) => ({
    page: Math.floor(key / PAGE),
    byte: (key % PAGE) >> 3,
    bit: 1 << (key % 8),
  })
  return {
    has(key: number): boolean {
      const { page, byte, bit } = place(key)
      return ((pages.get(page)?.[byte] ?? 0) & bit) !== 0
    },
    add(key: number): void {
      const { page, byte, bit } = place(key)
      const bits = pages.get(page) ?? new Uint8Array(PAGE / 8)
      pages.set(page, bits)
      bits[byte] = (bits[byte] ?? 0) | bit
    },
  }
}

export type SeenKeys = ReturnType<typeof createSeenKeys>
