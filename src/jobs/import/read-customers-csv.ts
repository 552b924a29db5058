/** `customers-csv`: one customer a row. An empty cell says nothing; an unknown column goes into metadata. */

import type { Draft } from '../../core/draft.ts'
import { fieldOf, type JsonObject } from '../../core/schema.ts'
import { own } from '../../lib/own.ts'
import { CUSTOMER_COLUMNS, METADATA } from '../exchange/csv-columns.ts'
import { readValue, wrong } from '../exchange/read-value.ts'
import type { FormatReader } from './import-file.ts'
import { matchColumns, readHeader, readMetadata, recordsOf } from './read-csv.ts'

const EMAIL = /^[^\s@]+@[^\s@]+$/u
const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
}

/** What a row can be known again by. */
const NAMES = ['email', 'reference', 'uuid_id', 'number_id', 'short_id']

export async function readCustomersCsv(
  file: string,
  mapping: Readonly<Record<string, string>>,
): Promise<FormatReader> {
  const header = await readHeader(file)
  const columns = matchColumns(header.columns, CUSTOMER_COLUMNS, mapping)
  if (!NAMES.some((name) => columns.includes(name)))
    throw new Error('no column gives an e-mail or a reference: name one so, or use --mapping')
  return recordsOf(header, (cells) => {
    const customer = emptyCustomer()
    const tags: string[] = []
    cells.forEach((cell, index) => {
      const column = columns[index]
      if (cell === null || !column) return
      if (column === 'tags') tags.push(...readTags(cell))
      else readInto(customer, column, cell)
    })
    return withTags(customer, tags)
  })
}

export type CustomerDraft = Draft & { metadata: JsonObject }

export const emptyCustomer = (): CustomerDraft => ({ type: 'customer', values: {}, links: {}, metadata: {} })

/** Puts one cell into the draft: `readInto(customer, 'first_name', 'Ada')`; refuses in words what cannot be. */
export function readInto(customer: CustomerDraft, column: string, cell: string): void {
  // Not by assignment, which would make of a member `__proto__` something else than a member.
  const add = (members: JsonObject) => {
    customer.metadata = { ...customer.metadata, ...members }
  }
  if (column === 'metadata') add(readMetadata(cell))
  else if (column.startsWith(METADATA))
    add({ [column.slice(METADATA.length)]: readValue('customer', 'note', cell) as string })
  else {
    const field = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    customer.values[field] = readCell(field, cell)
  }
}

/** The customer, after the tags that it needs. */
export function withTags(customer: CustomerDraft, names: readonly string[]): Draft[] {
  const { metadata, ...plain } = customer
  const tags = names.map(
    (name): Draft => ({
      type: 'tag',
      values: { name: readValue('tag', 'name', name) },
      links: {},
      onlyCreate: true,
    }),
  )
  return [
    ...tags,
    {
      ...plain,
      ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
      ...(names.length > 0 ? { tags: names.map((name) => ({ name })) } : {}),
    },
  ]
}

/** Parted by commas, semicolons or bars; names that hold such are written as a JSON list. */
function readTags(cell: string): string[] {
  try {
    const list: unknown = JSON.parse(cell)
    if (Array.isArray(list) && list.every((name) => typeof name === 'string')) return list
  } catch {
    // Then it is no list.
  }
  return cell
    .split(/[,;|]/)
    .map((tag) => tag.trim())
    .filter(Boolean)
}

function readCell(field: string, cell: string): unknown {
  const flag = own(BOOLEANS, cell.toLowerCase())
  if (fieldOf('customer', field)?.type === 'boolean') return readValue('customer', field, flag ?? cell)
  // A blank one is none, which an export says too.
  if (field === 'email' && cell.trim() !== '' && !EMAIL.test(cell.trim()))
    throw wrong('email', cell, 'is not an e-mail address')
  if (field === 'emailConsentState' || field === 'smsConsentState')
    return readValue('customer', field, flag === undefined ? cell : flag ? 'subscribed' : 'not_subscribed')
  if (field === 'gender') return readValue('customer', field, own(GENDERS, cell.toLowerCase()) ?? cell)
  return readValue('customer', field, cell)
}

const GENDERS: Readonly<Record<string, string>> = {
  m: 'male',
  male: 'male',
  f: 'female',
  female: 'female',
  secret: 'secret',
}
