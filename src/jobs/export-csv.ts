/**
 * Customers or orders as CSV that `import` reads back to the same ones: a row each, streamed page by page. What a
 * spreadsheet has no column for (addresses, groups, order lines, refunds) only NDJSON holds: see docs/formats.md.
 */
import { stringify } from 'csv-stringify/sync'
import type { CustomerCsv } from '../core/customer-csv.ts'
import { decimal, exponent } from '../core/money.ts'
import type { Reader, RecordStore } from '../core/ports.ts'
import { cellOf } from './exchange/csv-cells.ts'
import {
  type Columns,
  CUSTOMER_COLUMNS,
  columnNamed,
  METADATA,
  ORDER_COLUMNS,
} from './exchange/csv-columns.ts'
import { eachPage, type Row } from './exchange/each-page.ts'

export const CSV_FORMATS = ['customers-csv', 'orders-csv'] as const
export type CsvFormat = (typeof CSV_FORMATS)[number]

interface Sheet {
  type: 'customer' | 'order'
  columns: Columns
  /** Read, but not written unless a mapping asks for it. */
  silent: readonly string[]
  /** What a column of its own says about a record, beside those that are a field's name. */
  cells: Readonly<Record<string, (row: Row) => unknown>>
  /** Adds to each row of a page what hangs on it. */
  complete(reader: Reader, organization: number, page: readonly Row[]): Promise<Row[]>
}

const SHEETS: Record<CsvFormat, Sheet> = {
  'customers-csv': {
    type: 'customer',
    columns: CUSTOMER_COLUMNS,
    silent: [],
    cells: { tags: ({ tags }) => tagsCell(tags as string[]) },
    async complete(reader, organization, page) {
      const keys = page.map(({ key }) => key)
      const tags = await reader.related(organization, 'customer', 'tags', keys)
      return page.map((row) => ({
        ...row,
        tags:
          tags
            .get(row.key)
            ?.map(({ name }) => name)
            .sort() ?? [],
      }))
    },
  },
  'orders-csv': {
    type: 'order',
    columns: ORDER_COLUMNS,
    silent: ['amount_minor'],
    cells: {
      order_reference: ({ reference }) => reference,
      customer_reference: ({ customer }) => (customer as Row | undefined)?.reference,
      customer_email: ({ customerEmail }) => customerEmail,
      customer_uuid: ({ customer }) => (customer as Row | undefined)?.uuidId,
      date: ({ createdAt }) => createdAt,
      amount: (row) => money(row, 'amount'),
      amount_minor: ({ amount }) => amount,
      paid: (row) => money(row, 'paidAmount'),
    },
    async complete(reader, organization, page) {
      const keys = page.flatMap(({ customerKey }) => (customerKey ? [customerKey as number] : []))
      const values = [...new Set(keys)]
      const found =
        values.length === 0
          ? []
          : await reader.list(organization, {
              type: 'customer',
              where: { op: 'in', field: 'key', values },
              sort: [],
              limit: values.length,
            })
      const customers = new Map(found.map((customer) => [customer.key, customer]))
      return page.map((row) => ({ ...row, customer: customers.get(row.customerKey as number) }))
    },
  },
}

/**
 * Writes the header, then each page of rows; gives the number of rows. `mapping` says which columns are written
 * under which names, in its order (`{"Poczta": "email"}`; what is mapped to "" is left out); default all, under
 * their own. Throws when it names a column that there is not.
 */
export async function exportCsv(
  records: RecordStore,
  organization: number,
  format: CsvFormat,
  mapping: Readonly<Record<string, string>> | undefined,
  write: (text: string) => Promise<void> | void,
  onProgress: (exported: number) => void = () => {},
): Promise<number> {
  const sheet = SHEETS[format]
  const columns = chosen(sheet, mapping)
  await write(toCsv([columns.map(({ name }) => name)]))
  return records.snapshot(async (reader) => {
    let exported = 0
    await eachPage(reader, organization, sheet.type, async (page) => {
      const rows = await sheet.complete(reader, organization, page)
      await write(toCsv(rows.map((row) => columns.map(({ column }) => cell(sheet, column, row)))))
      exported += rows.length
      onProgress(exported)
    })
    return exported
  })
}

/** The same for customers that somebody else reads, all columns under their own names. */
export function createCustomerCsv(reader: Reader): CustomerCsv {
  const sheet = SHEETS['customers-csv']
  const columns = chosen(sheet, undefined)
  return {
    header: () => toCsv([columns.map(({ name }) => name)]),
    async rows(organization, customers) {
      const rows = await sheet.complete(reader, organization, customers as unknown as readonly Row[])
      return toCsv(rows.map((row) => columns.map(({ column }) => cell(sheet, column, row))))
    },
  }
}

/** Each column with the name it is written under. */
function chosen({ columns, silent }: Sheet, mapping: Readonly<Record<string, string>> | undefined) {
  if (!mapping)
    return Object.keys(columns)
      .filter((column) => !silent.includes(column))
      .map((column) => ({ name: column, column }))
  const wanted = Object.entries(mapping).filter(([, word]) => word !== '')
  if (wanted.length === 0) throw new Error('the mapping leaves no column to write')
  return wanted.map(([name, word]) => {
    const column = columnNamed(columns, word)
    if (!column)
      throw new Error(
        `the mapping gives ${name} to ${word}, which is none of ${Object.keys(columns).join(', ')} or ${METADATA}<name>`,
      )
    if (/[\r\n]/.test(name) || name.trim() === '' || name !== name.trim())
      throw new Error(`the mapping names a column ${JSON.stringify(name)}, which a header row cannot say`)
    return { name, column }
  })
}

function cell({ cells }: Sheet, column: string, row: Row): string {
  if (column.startsWith(METADATA))
    return cellOf(plain((row.metadata as Row | undefined)?.[column.slice(METADATA.length)]))
  const special = cells[column]
  if (special) return cellOf(plain(special(row)))
  const value = row[column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())]
  return cellOf(column === 'metadata' && Object.keys(value as object).length === 0 ? null : plain(value))
}

/** Text of any value; null where there is none. */
function plain(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const money = (row: Row, field: string): string =>
  decimal(row[field] as number, exponent(row.currency as string))

/** Joined by commas; as a JSON list where a name would not be read back from that. */
function tagsCell(names: readonly string[]): string | null {
  if (names.length === 0) return null
  const isPlain = names.every((name) => !/[,;|[]/.test(name) && name === name.trim())
  return isPlain ? names.join(',') : JSON.stringify(names)
}

/** A lone carriage return ends a row for some readers, ours included, so it is quoted too. */
const toCsv = (rows: readonly string[][]): string => stringify([...rows], { quoted_match: /[\r\n]/ })
