/** Counted blocks as values: finding a position among them, and keeping their counts. No database here. */

/** Blocks that follow one another: where each begins, one text behind the other, and how many records it has. */
export interface Part {
  part: number
  starts: string
  counts: number[]
}

/** A part with the sum of its counts. */
export interface SizedPart extends Part {
  size: number
}

/** The counts do not add up: something wrote to the list and told nobody. */
export class Miscounted extends Error {}

export interface Position {
  /** What a block begins with: read from there on, or from the end up to there. Null: from where the list begins. */
  bound: string | null
  /** How many records are on the other side of it. */
  before: number
}

export const sized = (part: Part): SizedPart => ({
  ...part,
  size: part.counts.reduce((sum, count) => sum + count, 0),
})

export const startAt = ({ starts }: Part, width: number, index: number): string =>
  starts.slice(index * width, (index + 1) * width)

/** The block with the record number `offset`, counted from 0 from the list's start or from its end. */
export function find(
  parts: readonly SizedPart[],
  width: number,
  offset: number,
  backward: boolean,
): Position {
  return backward ? findBackward(parts, width, offset) : findForward(parts, width, offset)
}

function findForward(parts: readonly SizedPart[], width: number, offset: number): Position {
  let before = 0
  let found: Position = { bound: null, before: 0 }
  for (const [at, part] of parts.entries()) {
    if (before + part.size <= offset && at < parts.length - 1) {
      before += part.size
      continue
    }
    for (const [index, count] of part.counts.entries()) {
      found = { bound: at + index === 0 ? null : startAt(part, width, index), before }
      if (before + count > offset) return found
      before += count
    }
  }
  return found
}

function findBackward(parts: readonly SizedPart[], width: number, offset: number): Position {
  let before = 0
  let bound: string | null = null
  let found: Position = { bound, before }
  for (let at = parts.length - 1; at >= 0; at--) {
    const part = parts[at] as SizedPart
    if (before + part.size <= offset && at > 0) {
      before += part.size
      bound = startAt(part, width, 0)
      continue
    }
    for (let index = part.counts.length - 1; index >= 0; index--) {
      found = { bound, before }
      before += part.counts[index] ?? 0
      if (before > offset) return found
      bound = startAt(part, width, index)
    }
  }
  return found
}

/** The last of the ascending texts that is not beyond `place`; the first, where all are. */
export function lastUpTo(count: number, textAt: (index: number) => string, place: string): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (textAt(middle) <= place) low = middle
    else high = middle - 1
  }
  return low
}

/** Adds to the counts of the blocks in which these places are. */
export function addTo(
  part: Part,
  width: number,
  deltas: readonly (readonly [place: string, delta: number])[],
): void {
  for (const [place, delta] of deltas) {
    const index = lastUpTo(part.counts.length, (at) => startAt(part, width, at), place)
    const count = (part.counts[index] ?? 0) + delta
    if (count < 0) throw new Miscounted(`A block of ${part.counts[index]} lost ${-delta}`)
    part.counts[index] = count
  }
}

/** Puts blocks in the place of one. */
export function replaceBlock(
  part: Part,
  width: number,
  index: number,
  starts: readonly string[],
  counts: readonly number[],
): void {
  part.starts = part.starts.slice(0, index * width) + starts.join('') + part.starts.slice((index + 1) * width)
  part.counts.splice(index, 1, ...counts)
}

/** Blocks without records go; neighbours that fit in one become one. */
export function tidy(part: Part, width: number, block: number): void {
  const starts: string[] = []
  const counts: number[] = []
  for (const [index, count] of part.counts.entries()) {
    if (count === 0) continue
    const last = counts.length - 1
    if (last >= 0 && (counts[last] ?? 0) + count <= block) counts[last] = (counts[last] ?? 0) + count
    else {
      starts.push(startAt(part, width, index))
      counts.push(count)
    }
  }
  part.starts = starts.join('')
  part.counts = counts
}

/** The blocks as parts of at most so many; new parts are numbered from `next` on. */
export function split(part: Part, width: number, most: number, next: number): Part[] {
  if (part.counts.length <= most) return part.counts.length === 0 ? [] : [part]
  const half = most >> 1
  const parts: Part[] = []
  for (let from = 0; from < part.counts.length; from += half)
    parts.push({
      part: from === 0 ? part.part : next + parts.length - 1,
      starts: part.starts.slice(from * width, (from + half) * width),
      counts: part.counts.slice(from, from + half),
    })
  return parts
}
