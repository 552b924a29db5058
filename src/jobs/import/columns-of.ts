/** How the columns of a file are understood, for whoever maps them. */
import type { ImportColumn } from '../../core/import-admin.ts'
import { columnNamed, METADATA } from '../exchange/csv-columns.ts'
import { COLUMNS_OF, createReaderOf, type Format } from './formats.ts'
import { readHeader } from './read-csv.ts'

/** `problem`: why a file with these columns is refused; null: it is not. The file need only begin as the whole does. */
export async function columnsOf(
  format: Format,
  file: string,
  mapping: Readonly<Record<string, string>>,
): Promise<{ columns: ImportColumn[]; problem: string | null }> {
  const known = COLUMNS_OF[format]
  if (!known) return { columns: [], problem: null }
  try {
    const header = await readHeader(file)
    const columns = header.columns.map((column) => {
      const word = Object.hasOwn(mapping, column) ? (mapping[column] ?? '') : column
      const field = word === '' ? null : (columnNamed(known, word) ?? `${METADATA}${column}`)
      return { column, field }
    })
    const problem = await createReaderOf(format, file, mapping).then(() => null, inOwnWords)
    return { columns, problem }
  } catch (error) {
    return { columns: [], problem: (error as Error).message }
  }
}

/** The readers' texts are for the command line as well. */
const inOwnWords = (error: Error): string =>
  error.message.replace(': leave one out with --mapping', '').replace(': name one so, or use --mapping', '')
