/**
 * Text as it is compared without regard to case: NFC, then each code point upper- and lower-cased, the
 * same in every engine because Node does it. `fold('Żółć') === 'żółć'`; accents stay significant. Lower-cased
 * first as well, since of all letters `ẞ` alone has no upper case and yet one that differs (`ß`, which is `SS`).
 */
export function fold(text: string): string {
  let folded = ''
  for (const point of text.normalize('NFC')) folded += point.toLowerCase().toUpperCase().toLowerCase()
  return folded
}

/**
 * What folds to the letters beyond ASCII of a folded text, letter by letter: `upperCases('żó')` is
 * `{ from: 'ŻÓ', to: 'żó' }`. One that folds to several (`ß`) is not among them.
 */
export function upperCases(folded: string): { from: string; to: string } {
  const beyond = [...new Set(folded)].filter((letter) => letter > '\x7f')
  const pairs = beyond.flatMap((letter) =>
    [...new Set([letter.toUpperCase(), ...(letter === 'σ' ? ['ς'] : [])])]
      .filter((other) => other !== letter && [...other].length === 1)
      .map((other) => [other, letter] as const),
  )
  return { from: pairs.map(([other]) => other).join(''), to: pairs.map(([, letter]) => letter).join('') }
}

/** The combining accents, as a character class that JavaScript and PostgreSQL read alike. */
export const COMBINING_MARKS = '[\\u0300-\\u036f]'
/** Letters with a stroke through them, which do not decompose. */
export const STROKED = { from: 'łøđħŧ', to: 'lodht' }

/** Folded text without accents: `withoutAccents('żółć') === 'zolc'`. */
export function withoutAccents(folded: string): string {
  const bare = folded.normalize('NFD').replace(new RegExp(COMBINING_MARKS, 'g'), '')
  return Array.from(bare, (letter) => {
    const at = STROKED.from.indexOf(letter)
    return at < 0 ? letter : STROKED.to.charAt(at)
  }).join('')
}
