/**
 * Rows of a CSV file (RFC 4180), each with its line and its text as it stands there. What is no CSV costs its own line and
 * nothing behind it: a library that goes on after an error (csv-parse 7) tells of such a row in pieces, drops what follows
 * a quote that is never closed, and takes the cube of a row's stray quotes.
 */
import { type Line, readLines, TOO_LONG } from './read-lines.ts'

export type CsvRow = { line: number; input: string } & ({ cells: string[] } | { reason: string })

/** Characters: a quote that is never closed must not keep the rest of the file. */
const LONGEST_ROW = 1_000_000

const BLANK = /[ \t]/
const UNCLOSED = 'a quote is opened here and never closed'

/** What was read of a row so far. */
interface Begun {
  cells: string[]
  /** Pieces of the last cell, whose quote is not closed yet. */
  open: string[] | null
}

export interface CsvForm {
  delimiter: string
  /** Blanks around a cell, outside of its quotes, are no part of it; a line of nothing else is none. */
  trim?: boolean
}

/** The cells of a text that is one row; or why it is none. `cellsOf('a,"b, c"', { delimiter: ',' })` is `['a', 'b, c']` */
export function cellsOf(text: string, form: CsvForm): string[] | { reason: string } {
  const row: Begun = { cells: [], open: null }
  return goOn(row, text, form) ?? (row.open ? { reason: UNCLOSED } : row.cells)
}

/** Reads one more line of the row: it is whole, unless its last cell is still open. What is wrong is told. */
function goOn(row: Begun, text: string, { delimiter, trim = false }: CsvForm): { reason: string } | null {
  if (!row.open && !text.includes('"')) {
    row.cells = text.split(delimiter)
    if (trim) row.cells = row.cells.map((cell) => cell.trim())
    return null
  }
  const wrong = () => ({ reason: `a quote in cell ${row.cells.length + 1} neither opens nor closes it` })
  const blanks = (at: number) => {
    let end = at
    while (trim && BLANK.test(text[end] ?? '') && text[end] !== delimiter) end++
    return end
  }
  let at = 0
  for (;;) {
    if (row.open) {
      const end = loneQuote(text, at)
      row.open.push(text.slice(at, end))
      if (end === text.length) return null
      at = blanks(end + 1)
      if (at < text.length && !text.startsWith(delimiter, at)) return wrong()
      row.cells.push(row.open.join('').replaceAll('""', '"'))
      row.open = null
    } else if (text[blanks(at)] === '"') {
      row.open = []
      at = blanks(at) + 1
      continue
    } else {
      const found = text.indexOf(delimiter, at)
      const cell = text.slice(at, found < 0 ? text.length : found)
      if (cell.includes('"')) return wrong()
      row.cells.push(trim ? cell.trim() : cell)
      at += cell.length
    }
    if (at === text.length) return null
    at += delimiter.length
  }
}

/** Where the first quote that is not one of two is; the text's length where there is none. */
function loneQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at < 0 ? text.length : at
}

/** `onBytes` hears how much of the file has been read. Empty lines are no rows. */
export async function* readRows(
  file: string,
  form: CsvForm,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<CsvRow> {
  /** The row that is read began with the first of these; those from `next` on are still to be read. */
  let lines: Line[] = []
  let [first, next] = [0, 0]
  let row: Begun = { cells: [], open: null }
  let length = 0

  const isEmpty = (line: Line | undefined) => (form.trim ? line?.text.trim() : line?.text) === ''

  function begin(at: number): void {
    ;[first, next] = [at, at]
    row = { cells: [], open: null }
    length = 0
  }

  /** It is the line that it began with which is none: the others may be rows of their own. */
  function refuse(reason: string): CsvRow {
    const { number, text, isCut } = lines[first] as Line
    begin(first + 1)
    return { line: number, input: text, reason: isCut ? TOO_LONG(LONGEST_ROW) : reason }
  }

  /** Null while the row is not whole. */
  function take(): CsvRow | null {
    const line = lines[next++] as Line
    length += line.text.length + line.end.length
    const wrong = line.isCut ? { reason: UNCLOSED } : goOn(row, line.text, form)
    if (wrong) return refuse(wrong.reason)
    if (row.open) {
      row.open.push(line.end)
      return length > LONGEST_ROW ? refuse(UNCLOSED) : null
    }
    const of = lines.slice(first, next)
    const input = of.map(({ text, end }, index) => (index < of.length - 1 ? text + end : text)).join('')
    const { cells } = row
    begin(next)
    return { line: of[0]?.number ?? 0, input, cells }
  }

  function* takeAll(): Generator<CsvRow> {
    while (next < lines.length) {
      if (next === first && isEmpty(lines[next])) begin(next + 1)
      else {
        const taken = take()
        if (taken) yield taken
      }
    }
    if (first === 0) return
    // What is left of a row that was refused is at most the line that refused it: little is copied.
    lines = lines.slice(first)
    next -= first
    first = 0
  }

  for await (const line of readLines(file, onBytes, LONGEST_ROW)) {
    lines.push(line)
    yield* takeAll()
  }
  while (lines.length > 0) {
    yield refuse(UNCLOSED)
    yield* takeAll()
  }
}
