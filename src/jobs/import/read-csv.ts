/** Rows of a CSV file with a header row, each with its line number and its text as it stands in the file. */
import { open } from 'node:fs/promises'
import type { Draft } from '../../core/draft.ts'
import type { JsonObject } from '../../core/schema.ts'
import { textOf } from '../exchange/csv-cells.ts'
import { type Columns, columnNamed, METADATA } from '../exchange/csv-columns.ts'
import { readJson, readValue, Unacceptable } from '../exchange/read-value.ts'
import { cellsOf, readRows } from './csv-rows.ts'
import type { FormatReader } from './import-file.ts'

const DELIMITERS = [',', ';', '\t']
const HEADER_BYTES = 65_536

export interface CsvHeader {
  columns: string[]
  delimiter: string
}

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
      .split(/[\r\n]/)[0] ?? ''
  const headers = DELIMITERS.map((delimiter) => readColumns(first, delimiter))
  const best = headers.reduce((best, next) => (next.columns.length > best.columns.length ? next : best))
  if ('problem' in best) throw new Error(`the header row is not CSV: ${best.problem}`)
  if (best.columns.length === 0) throw new Error('the file has no header row')
  return best
}

function readColumns(line: string, delimiter: string): CsvHeader & { problem?: string } {
  const cells = cellsOf(line, { delimiter, trim: true })
  if ('reason' in cells) return { columns: [], delimiter, problem: cells.reason }
  return { columns: line.trim() === '' ? [] : cells, delimiter }
}

/** A reader that makes drafts of each row's cells; what they refuse becomes the row's reason. */
export function recordsOf(header: CsvHeader, draftsOf: (cells: Cells) => Draft[]): FormatReader {
  return async function* read(file, onBytes) {
    let isHeader = true
    for await (const row of readRows(file, header, onBytes)) {
      const { line, input } = row
      const refused = (reason: string) => ({ line, input, reason })
      if (isHeader) isHeader = false
      else if ('reason' in row) yield row
      else if (row.cells.length !== header.columns.length)
        yield refused(`${row.cells.length} cells, but the header has ${header.columns.length}`)
      else
        try {
          yield { line, input, drafts: draftsOf(row.cells.map(textOf)) }
        } catch (error) {
          if (!(error instanceof Unacceptable)) throw error
          yield refused(error.message)
        }
    }
  }
}

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
