/** Rows of a CSV file with a header row, each with its line number and its text as it stands in the file. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { type CsvError, parse } from 'csv-parse'
import type { Draft } from '../../core/draft.ts'
import { Unacceptable } from '../exchange/read-value.ts'
import type { FormatReader } from './import-file.ts'

const DELIMITERS = [',', ';', '\t']
const HEADER_BYTES = 65_536
/** A quote that is never closed must not swallow the rest of the file. */
const MAX_ROW_BYTES = 1_000_000

export interface CsvHeader {
  columns: string[]
  delimiter: string
}

type CsvRow = { line: number; input: string } & ({ cells: string[] } | { reason: string })

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
  const parts = (delimiter: string) => first.split(delimiter).length
  const delimiter = DELIMITERS.reduce((best, next) => (parts(next) > parts(best) ? next : best))
  const columns = await new Promise<string[]>((resolve, reject) =>
    parse(first, { delimiter, trim: true }, (error, rows: string[][]) =>
      error ? reject(new Error(`the header row is not CSV: ${error.message}`)) : resolve(rows[0] ?? []),
    ),
  )
  if (columns.length === 0) throw new Error('the file has no header row')
  return { columns, delimiter }
}

/** A reader that makes drafts of each row's cells; what they refuse becomes the row's reason. */
export function recordsOf(header: CsvHeader, draftsOf: (cells: readonly string[]) => Draft[]): FormatReader {
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
    on_skip: (error: CsvError | undefined, input: string | undefined) =>
      void broken.push({
        line: Number(error?.lines ?? 0),
        input: input ?? '',
        reason: error?.message ?? 'not CSV',
      }),
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
      if (record.length === header.columns.length)
        yield { line, input, cells: record.map((cell) => cell.trim()) }
      else
        yield { line, input, reason: `${record.length} cells, but the header has ${header.columns.length}` }
    }
    yield* broken.splice(0)
  } finally {
    source.destroy()
    parser.destroy()
  }
}

/** `First Name`, `first_name` and `firstName` are one name. */
export const plainName = (column: string): string => column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/**
 * The field for each column: the mapping's word first, then its plain name among the aliases. Null for a
 * column that is to be left out (mapped to ""), undefined for one that nothing is known of.
 */
export function matchColumns(
  columns: readonly string[],
  aliases: Readonly<Record<string, readonly string[]>>,
  mapping: Readonly<Record<string, string>>,
): (string | null | undefined)[] {
  const byName = new Map<string, string>()
  for (const [field, names] of Object.entries(aliases))
    for (const name of [field, ...names]) byName.set(plainName(name), field)
  const fields = columns.map((column) => {
    const mapped = Object.hasOwn(mapping, column) ? mapping[column] : undefined
    if (mapped === '') return null
    if (mapped === undefined) return byName.get(plainName(column))
    const field = byName.get(plainName(mapped))
    if (!field)
      throw new Error(
        `the mapping gives ${column} to ${mapped}, which is none of ${Object.keys(aliases).join(', ')}`,
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
