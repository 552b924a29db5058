/** Random numbers that a seed fixes: the same seed gives the same sequence everywhere (sfc32 by Chris Doty-Humphrey). */

export interface SeededRandom {
  /** At least 0, less than 1. */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** Draws a name by its weight: `weighted({ red: 3, blue: 1 })`. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K
  bytes(count: number): Uint8Array
  /** An independent sequence: what is drawn from it does not move this one. */
  fork(label: string): SeededRandom
}

export function createSeededRandom(seed: string | number): SeededRandom {
  const word = createWords(String(seed))
  const next = () => word() / 2 ** 32
  const random: SeededRandom = {
    next,
    integer: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    pick(from) {
      const picked = from[Math.floor(next() * from.length)]
      if (picked === undefined) throw new Error('Nothing to pick from')
      return picked
    },
    weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
      const entries = Object.entries<number>(weights) as [K, number][]
      let left = next() * entries.reduce((total, [, weight]) => total + weight, 0)
      for (const [name, weight] of entries) {
        left -= weight
        if (left < 0) return name
      }
      throw new Error('Nothing has a weight')
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => word() & 0xff),
    fork: (label) => createSeededRandom(`${seed}/${label}`),
  }
  return random
}

/** 32-bit words; the four words of state come from the seed's text (FNV-1a, then mixed by running idle). */
function createWords(seed: string): () => number {
  let hash = 0x811c9dc5
  const state = [0, 1, 2, 3].map((lane) => {
    for (const character of `${lane}${seed}`)
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
    return hash | 0
  })
  let [a = 0, b = 0, c = 0, counter = 1] = state
  const step = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let idle = 0; idle < 16; idle++) step()
  return step
}
