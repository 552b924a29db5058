/**
 * What went wrong, without what it went wrong with: databases and parsers quote the value they could not take, which may be
 * a person's e-mail or a secret. Where in the program it was stays.
 */
const MASK = '[redacted]'

/** A URL's. */
const PASSWORD = /(\w+:\/\/[^\s:@/]*):\S*@/g

const VALUES: readonly [RegExp, string][] = [
  [PASSWORD, `$1:${MASK}@`],
  [/"(?:[^"\\]|\\.)*"/g, `"${MASK}"`],
  [/\(([\w, ]+)\)=\(.*?\)/g, `($1)=(${MASK})`],
  [/[^\s"'<>(),;:]+(@|%40)[^\s"'<>(),;]+/gi, MASK],
  [/\b[\da-f]{32,}\b/gi, MASK],
  [/\+?\d(?:[\s().-]?\d){6,}/g, MASK],
  // Random text, in the alphabets of tokens and keys.
  [/\b(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{20,}(?:\.[\w-]+)*/g, MASK],
]

/** `invalid input syntax for type bigint: "ada@example.com"` → `invalid input syntax for type bigint: "[redacted]"` */
export const maskedError = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      /^\s+at /.test(line) ? line : VALUES.reduce((left, [value, mask]) => left.replace(value, mask), line),
    )
    .join('\n')

/** `postgres://ada:hunter2@db/acme` → `postgres://ada:[redacted]@db/acme` */
export const withoutPassword = (text: string): string => text.replace(PASSWORD, `$1:${MASK}@`)
