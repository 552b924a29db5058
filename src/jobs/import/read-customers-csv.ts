/** `customers-csv`: one customer a row. An empty cell says nothing; an unknown column goes into metadata. */

import type { Draft } from '../../core/draft.ts'
import { fieldOf } from '../../core/schema.ts'
import { readValue, wrong } from '../exchange/read-value.ts'
import type { FormatReader } from './import-file.ts'
import { matchColumns, readHeader, recordsOf } from './read-csv.ts'

/** The columns' fields and the other names they go by. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  reference: ['id', 'customer_id', 'customer_reference', 'external_id', 'customer'],
  reference_origin: ['origin', 'source'],
  email: ['e-mail', 'email_address', 'mail', 'customer_email'],
  phone: ['phone_number', 'mobile', 'mobile_phone', 'telephone'],
  first_name: ['given_name', 'forename'],
  last_name: ['surname', 'family_name'],
  full_name: ['name', 'customer_name'],
  nick_name: ['nickname'],
  language: ['language_code', 'locale', 'lang'],
  gender: ['sex'],
  birthday: ['birth_date', 'date_of_birth', 'birthdate', 'dob'],
  note: ['notes', 'comment'],
  avatar_url: ['avatar', 'image_url'],
  verified_email: ['email_verified'],
  account_state: ['state'],
  blacklisted: ['blocked'],
  email_consent_state: ['email_consent', 'accepts_marketing', 'accepts_email_marketing', 'newsletter'],
  sms_consent_state: ['sms_consent', 'accepts_sms_marketing', 'accepts_mobile_marketing'],
  created_at: ['created', 'registered_at', 'signup_date', 'created_on'],
  updated_at: ['updated', 'modified_at'],
  tags: ['tag', 'labels'],
}

const EMAIL = /^[^\s@]+@[^\s@]+$/u
const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
}

export async function readCustomersCsv(
  file: string,
  mapping: Readonly<Record<string, string>>,
): Promise<FormatReader> {
  const header = await readHeader(file)
  const columns = matchColumns(header.columns, COLUMNS, mapping)
  if (!columns.includes('email') && !columns.includes('reference'))
    throw new Error('no column gives an e-mail or a reference: name one so, or use --mapping')
  return recordsOf(header, (cells) => draftsOf(cells, columns, header.columns))
}

function draftsOf(
  cells: readonly string[],
  columns: readonly (string | null | undefined)[],
  names: readonly string[],
): Draft[] {
  const customer: Draft = { type: 'customer', values: {}, links: {} }
  const metadata: Record<string, string> = {}
  const tags: string[] = []
  cells.forEach((cell, index) => {
    const column = columns[index]
    if (cell === '' || column === null) return
    if (column === undefined) metadata[names[index] ?? ''] = readValue('customer', 'note', cell) as string
    else if (column === 'tags')
      tags.push(
        ...cell
          .split(/[,;|]/)
          .map((tag) => tag.trim())
          .filter(Boolean),
      )
    else {
      const field = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
      customer.values[field] = readCell(field, cell)
    }
  })
  if (Object.keys(metadata).length > 0) customer.metadata = metadata
  if (tags.length > 0) customer.tags = tags.map((name) => ({ name }))
  const tagDrafts = tags.map(
    (name): Draft => ({
      type: 'tag',
      values: { name: readValue('tag', 'name', name) },
      links: {},
      onlyCreate: true,
    }),
  )
  return [...tagDrafts, customer]
}

function readCell(field: string, cell: string): unknown {
  const flag = BOOLEANS[cell.toLowerCase()]
  if (fieldOf('customer', field)?.type === 'boolean') return readValue('customer', field, flag ?? cell)
  if (field === 'email' && !EMAIL.test(cell)) throw wrong('email', cell, 'is not an e-mail address')
  if (field === 'emailConsentState' || field === 'smsConsentState')
    return readValue('customer', field, flag === undefined ? cell : flag ? 'subscribed' : 'not_subscribed')
  if (field === 'gender') return readValue('customer', field, GENDERS[cell.toLowerCase()] ?? cell)
  return readValue('customer', field, cell)
}

const GENDERS: Readonly<Record<string, string>> = {
  m: 'male',
  male: 'male',
  f: 'female',
  female: 'female',
  secret: 'secret',
}
