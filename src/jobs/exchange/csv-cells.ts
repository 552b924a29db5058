/**
 * Cells of CSV files that also stand in spreadsheets. A program that opens the file takes a cell that begins with
 * `=`, `+`, `-`, `@` or a tab for a formula (OWASP, "CSV Injection"), so such text gets an apostrophe before it, as
 * spreadsheets themselves mark text. The apostrophe also keeps what a CSV cell would lose: white space around the
 * text, and that there is a text though it is empty, where an empty cell says nothing.
 */

/** Text as it is written into a cell; null is an empty cell. `cellOf('=1+1')` is `'=1+1`, `cellOf('')` is `'`. */
export const cellOf = (text: string | null): string =>
  text === null ? '' : NEEDS.test(text) ? `'${text}` : text

/** What a cell says; null when it says nothing. White space around text without an apostrophe does not count. */
export function textOf(cell: string): string | null {
  if (MARKED.test(cell)) return cell.slice(1)
  return cell.trim() || null
}

const NEEDS = /^$|^['=+\-@\s]|\s$/
/** An apostrophe before anything else is part of the text: `'s-Hertogenbosch`. */
const MARKED = /^'(?:$|['=+\-@\s])|^'.*\s$/s
