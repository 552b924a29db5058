/** Inputs from inputs: what parsers trip over, put where it was not. */

export type Random = (below: number) => number

/** Characters and texts that were written to break parsers of some kind. */
export const NASTY = [
  '',
  '\0',
  '\r\n',
  '\n',
  '\t',
  ' ',
  '\u00a0',
  '\ufeff',
  '\u200b',
  '\u202e',
  '\ud800',
  '\udfff',
  '\ud83d\ude00',
  'é',
  'e\u0301',
  'ẞ',
  'ı',
  'İ',
  'ﬀ',
  '%',
  '%00',
  '%zz',
  '%c0%ae',
  '%ed%a0%80',
  '%F4%90%80%80',
  '+',
  '&',
  '=',
  ';',
  ':',
  ',',
  '.',
  '..',
  '/',
  '\\',
  '"',
  "'",
  '`',
  '<',
  '[',
  ']',
  '[]',
  '{',
  '}',
  '{}',
  '(',
  ')',
  '*',
  '$',
  '^',
  '|',
  '-',
  '_',
  '_or_',
  '_and_',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '0',
  '-0',
  '1',
  '-1',
  '1.5',
  '1e400',
  '1e-7',
  '9007199254740993',
  '99999999999999999999999999',
  '0x10',
  '007',
  'NaN',
  'Infinity',
  'null',
  'true',
  'false',
  'undefined',
  '2026-02-30',
  '0000-01-01',
  '9999-12-31T23:59:60Z',
  '+275760-09-13T00:00:00Z',
  '2026-01-01T00:00:00+24:00',
  '=1+1',
  '@a',
  'a@b.co',
  '{"__proto__":{"a":1}}',
  '[[[[',
  '\\u0000',
  '\\ud800',
] as const

type Change = (input: string, random: Random, others: readonly string[], words: readonly string[]) => string

const cut = (input: string, random: Random): [from: number, to: number] => {
  const from = random(input.length + 1)
  return [from, Math.min(input.length, from + 1 + random(random(4) === 0 ? input.length + 1 : 8))]
}
const put = (input: string, at: number, what: string) => input.slice(0, at) + what + input.slice(at)
const pick = <T>(list: readonly T[], random: Random): T => list[random(list.length)] as T

const CHANGES: readonly Change[] = [
  (input, random) => put(input, random(input.length + 1), pick(NASTY, random)),
  (input, random, _others, words) =>
    put(input, random(input.length + 1), words.length > 0 ? pick(words, random) : ''),
  (input, random, _others, words) => {
    const [from, to] = cut(input, random)
    return (
      input.slice(0, from) +
      (random(2) === 0 || words.length === 0 ? pick(NASTY, random) : pick(words, random)) +
      input.slice(to)
    )
  },
  (input, random) => {
    const [from, to] = cut(input, random)
    return input.slice(0, from) + input.slice(to)
  },
  (input, random) => {
    const [from, to] = cut(input, random)
    return put(input, to, input.slice(from, to))
  },
  (input, random) => {
    const at = random(input.length + 1)
    return (
      input.slice(0, at) + String.fromCharCode(random(random(3) === 0 ? 65_536 : 128)) + input.slice(at + 1)
    )
  },
  (input, random, others) => {
    const other = pick(others, random) ?? ''
    const [from, to] = cut(other, random)
    return put(input, random(input.length + 1), other.slice(from, to))
  },
  (input, random, others) => {
    const other = pick(others, random) ?? ''
    return input.slice(0, random(input.length + 1)) + other.slice(random(other.length + 1))
  },
  // A word of the input for another one of it, or of the sources.
  (input, random, _others, words) => {
    const found = [...input.matchAll(/[A-Za-z_]{2,}|\d+/g)]
    const [one, other] = [pick(found, random), pick(found, random)]
    if (!one || !other) return input
    const word = random(2) === 0 || words.length === 0 ? other[0] : pick(words, random)
    return input.slice(0, one.index) + word + input.slice(one.index + one[0].length)
  },
  // The same again and again: what takes more time than its length shows itself here.
  (input, random) => {
    const [from, to] = cut(input, random)
    const part = input.slice(from, to) || pick(NASTY, random) || 'a'
    return put(input, from, part.repeat(1 + random(Math.floor(LONGEST / part.length) + 1)))
  },
]

/** No input is longer. */
export const LONGEST = 16 * 1024

/** Some changes, one upon the other. */
export function mutate(
  input: string,
  random: Random,
  others: readonly string[],
  words: readonly string[],
): string {
  let changed = input
  // The last change makes it long: seldom, since long inputs are slow.
  const kinds = random(12) === 0 ? CHANGES.length : CHANGES.length - 1
  for (let times = 1 + random(5); times > 0; times--)
    changed = (CHANGES[random(kinds)] as Change)(changed, random, others, words).slice(0, LONGEST)
  return changed
}

/** Whole numbers below a bound, the same ones for a seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}
