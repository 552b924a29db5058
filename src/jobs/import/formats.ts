/** The formats that can be imported, by name. */
import { open } from 'node:fs/promises'
import { type Columns, CUSTOMER_COLUMNS, ORDER_COLUMNS } from '../exchange/csv-columns.ts'
import { SHOPIFY, SHOPLINE } from './customer-layouts.ts'
import type { FormatReader } from './import-file.ts'
import { readCdnow } from './read-cdnow.ts'
import { readCustomerLayout } from './read-customer-layout.ts'
import { readCustomersCsv } from './read-customers-csv.ts'
import { readNdjson } from './read-ndjson.ts'
import { readOrdersCsv } from './read-orders-csv.ts'

export const FORMATS = [
  'customers-csv',
  'orders-csv',
  'ndjson',
  'cdnow',
  'shopline-customers-csv',
  'shopify-customers-csv',
] as const
export type Format = (typeof FORMATS)[number]

/** What columns there are and what else they are called; null where a format has none. */
export const COLUMNS_OF: Readonly<Record<Format, Columns | null>> = {
  'customers-csv': CUSTOMER_COLUMNS,
  'orders-csv': ORDER_COLUMNS,
  ndjson: null,
  cdnow: null,
  'shopline-customers-csv': SHOPLINE.columns,
  'shopify-customers-csv': SHOPIFY.columns,
}

/**
 * The reader for a format. Fails when the file cannot be read or, for CSV, when its columns are not
 * understood. `mapping` names the field for columns whose names say it otherwise.
 */
export async function createReaderOf(
  format: Format,
  file: string,
  mapping: Readonly<Record<string, string>> = {},
): Promise<FormatReader> {
  const handle = await open(file)
  const isFile = (await handle.stat()).isFile()
  await handle.close()
  if (!isFile) throw Object.assign(new Error(`${file} is not a file`), { code: 'EISDIR' })
  switch (format) {
    case 'customers-csv':
      return readCustomersCsv(file, mapping)
    case 'orders-csv':
      return readOrdersCsv(file, mapping)
    case 'shopline-customers-csv':
      return readCustomerLayout(file, SHOPLINE, mapping)
    case 'shopify-customers-csv':
      return readCustomerLayout(file, SHOPIFY, mapping)
    case 'ndjson':
      return readNdjson
    case 'cdnow':
      return readCdnow
  }
}
