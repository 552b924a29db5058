/**
 * Text as it is compared without regard to case: NFC, then each code point upper- and lower-cased, the
 * same in every engine because Node does it. `fold('Żółć') === 'żółć'`; accents stay significant.
 */
export function fold(text: string): string {
  let folded = ''
  for (const point of text.normalize('NFC')) folded += point.toUpperCase().toLowerCase()
  return folded
}
