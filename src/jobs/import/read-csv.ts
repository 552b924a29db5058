/** Rows of a CSV file with a header row, each with its line number and its text as it stands in the file. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { type CsvError, type Parser, parse } from 'csv-parse'
import type { Draft } from '../../core/draft.ts'
import type { JsonObject } from '../../core/schema.ts'
import { textOf } from '../exchange/csv-cells.ts'
import { type Columns, columnNamed, METADATA } from '../exchange/csv-columns.ts'
import { readJson, readValue, Unacceptable } from '../exchange/read-value.ts'
import type { FormatReader } from './import-file.ts'

const DELIMITERS = [',', ';', '\t']
const HEADER_BYTES = 65_536
/** A quote that is never closed must not swallow the rest of the file. */
const MAX_ROW_BYTES = 1_000_000

export interface CsvHeader {
  columns: string[]
  delimiter: string
}

type CsvRow = { line: number; input: string } & ({ cells: Cells } | { reason: string })

/** What each column says; null where it says nothing. */
export type Cells = readonly (string | null)[]

/** The header row, and which of comma, semicolon and tab parts its columns. */
export async function readHeader(file: string): Promise<CsvHeader> {
  const handle = await open(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
  await handle.close()
  const first =
    buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)[0] ?? ''
  const headers = await Promise.all(DELIMITERS.map((delimiter) => readColumns(first, delimiter)))
  const best = headers.reduce((best, next) => (next.columns.length > best.columns.length ? next : best))
  if ('problem' in best) throw new Error(`the header row is not CSV: ${best.problem}`)
  if (best.columns.length === 0) throw new Error('the file has no header row')
  return best
}

const readColumns = (line: string, delimiter: string) =>
  new Promise<CsvHeader & { problem?: string }>((resolve) =>
    parse(line, { delimiter, trim: true }, (error, rows: string[][]) =>
      resolve(
        error ? { columns: [], delimiter, problem: error.message } : { columns: rows[0] ?? [], delimiter },
      ),
    ),
  )

/** A reader that makes drafts of each row's cells; what they refuse becomes the row's reason. */
export function recordsOf(header: CsvHeader, draftsOf: (cells: Cells) => Draft[]): FormatReader {
  return async function* read(file, onBytes) {
    for await (const row of readRows(file, header, onBytes)) {
      if ('reason' in row) yield row
      else
        try {
          yield { line: row.line, input: row.input, drafts: draftsOf(row.cells) }
        } catch (error) {
          if (!(error instanceof Unacceptable)) throw error
          yield { line: row.line, input: row.input, reason: error.message }
        }
    }
  }
}

async function* readRows(
  file: string,
  header: CsvHeader,
  onBytes: (bytes: number) => void,
): AsyncGenerator<CsvRow> {
  const source = createReadStream(file)
  source.on('data', () => onBytes(source.bytesRead))
  const broken: CsvRow[] = []
  const parser = parse({
    bom: true,
    delimiter: header.delimiter,
    from_line: 2,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW_BYTES,
    on_skip: (error: CsvError | undefined, input: string | undefined) => {
      broken.push({
        line: Number(error?.lines ?? 0),
        input: (input ?? '').replace(/\r?\n$/, ''),
        reason: error?.message ?? 'not CSV',
      })
      forgetText(parser)
    },
  })
  source.once('error', (error) => parser.destroy(error))
  source.pipe(parser)
  try {
    for await (const { record, info, raw } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number }
      raw: string
    }>) {
      yield* broken.splice(0)
      const input = raw.replace(/\r?\n$/, '')
      // The parser counts the line a row ends on; a quoted cell may span several.
      const line = info.lines - (input.match(/\n/g)?.length ?? 0)
      if (record.length === header.columns.length) yield { line, input, cells: record.map(textOf) }
      else
        yield { line, input, reason: `${record.length} cells, but the header has ${header.columns.length}` }
    }
    yield* broken.splice(0)
  } finally {
    source.destroy()
    parser.destroy()
  }
}

/**
 * The parser keeps the text of a row that it skips (csv-parse 7, `rawBuffer` is emptied after whole rows alone): each would
 * be told with all before it, which takes the square of their number.
 */
const forgetText = (parser: Parser): void =>
  (parser as unknown as { state: { rawBuffer: { reset(): void } } }).state.rawBuffer.reset()

/**
 * The field for each column: the mapping's word first, then the column's own name. Null for a column that is to be
 * left out (mapped to ""); a column that nothing is known of goes into the metadata under its name.
 */
export function matchColumns(
  columns: readonly string[],
  known: Columns,
  mapping: Readonly<Record<string, string>>,
): (string | null)[] {
  const fields = columns.map((column) => {
    const mapped = Object.hasOwn(mapping, column) ? mapping[column] : undefined
    if (mapped === '') return null
    if (mapped === undefined) return columnNamed(known, column) ?? `${METADATA}${column}`
    const field = columnNamed(known, mapped)
    if (!field)
      throw new Error(
        `the mapping gives ${column} to ${mapped}, which is none of ${Object.keys(known).join(', ')} or ${METADATA}<name>`,
      )
    return field
  })
  for (const column of Object.keys(mapping))
    if (!columns.includes(column))
      throw new Error(`the mapping names a column ${column} that the file has not`)
  const twice = fields.find((field, index) => field && fields.indexOf(field) !== index)
  if (twice) throw new Error(`two columns give ${twice}: leave one out with --mapping`)
  return fields
}

/** A `metadata` cell is a JSON object; anything else is a member that happens to be called so. */
export function readMetadata(text: string): JsonObject {
  const value = readJson(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (readValue('customer', 'metadata', value) as JsonObject)
    : { metadata: readValue('customer', 'note', text) as string }
}
