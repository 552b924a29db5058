/** A customer file of a platform's admin: a customer with its tags, its consents and its default address a row. */
import type { Draft, Pointer } from '../../core/draft.ts'
import { countryCode, countryName } from '../../lib/countries.ts'
import { own } from '../../lib/own.ts'
import { readValue, Unacceptable } from '../exchange/read-value.ts'
import type { CustomerLayout } from './customer-layouts.ts'
import type { FormatReader } from './import-file.ts'
import { type Cells, matchColumns, readHeader, recordsOf } from './read-csv.ts'
import { type CustomerDraft, emptyCustomer, readInto, withTags } from './read-customers-csv.ts'

const ADDRESS = 'address_'

export async function readCustomerLayout(
  file: string,
  layout: CustomerLayout,
  mapping: Readonly<Record<string, string>>,
): Promise<FormatReader> {
  const header = await readHeader(file)
  const columns = matchColumns(header.columns, layout.columns, mapping)
  if (!['email', layout.id].some((name) => columns.includes(name)))
    throw new Error(
      `no column gives an e-mail or a customer id, as ${layout.platform}’s customer files do: name one so, or use --mapping`,
    )
  // An address is given whole: what the file leaves empty is empty.
  const addressFields = columns.filter((column) => column?.startsWith(ADDRESS)) as string[]
  return recordsOf(header, (cells) => draftsOf(layout, header.columns, columns, addressFields, cells))
}

function draftsOf(
  layout: CustomerLayout,
  names: readonly string[],
  columns: readonly (string | null)[],
  addressFields: readonly string[],
  cells: Cells,
): Draft[] {
  const customer = emptyCustomer()
  const tags: string[] = []
  const address = new Map<string, string>()
  cells.forEach((given, index) => {
    const column = columns[index]
    if (given === null || !column) return
    // `'+1555`, `'02134`: the apostrophe is for spreadsheets.
    const cell = given.replace(/^'(?=[+\d])/, '')
    if (column === 'tags')
      tags.push(
        ...cell
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean),
      )
    else if (column.startsWith(ADDRESS)) address.set(column, cell)
    else
      try {
        readInto(customer, column, wordsOf(column, cell))
      } catch (error) {
        // No reason to leave a customer out: it is kept as it is written.
        if (!(error instanceof Unacceptable) || !SOFT.has(column)) throw error
        customer.metadata = { ...customer.metadata, [names[index] ?? column]: cell }
      }
  })
  if (customer.values.reference !== undefined) customer.values.referenceOrigin = layout.platform
  const drafts = withTags(customer, tags)
  return address.size > 0 ? [...drafts, addressOf(customer, addressFields, address)] : drafts
}

/** What may be said in words that we do not know. */
const SOFT: ReadonlySet<string> = new Set(['gender', 'birthday', 'email_consent_state', 'sms_consent_state'])

/** What these files say in words of their own. */
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gender: { 男: 'male', 女: 'female', 保密: 'secret' },
  consent: {
    是: 'subscribed',
    否: 'not_subscribed',
    unsubscribe: 'unsubscribed',
    'not subscribed': 'not_subscribed',
  },
}

function wordsOf(column: string, cell: string): string {
  if (column === 'birthday') return cell.replaceAll('/', '-')
  const words = column.endsWith('_consent_state') ? WORDS.consent : WORDS[column]
  const word = cell.toLowerCase()
  return words ? (own(words, word) ?? word) : cell
}

/** The customer's default address, under the customer's name. */
function addressOf(
  { values }: CustomerDraft,
  fields: readonly string[],
  given: ReadonlyMap<string, string>,
): Draft {
  const of = (field: string) => given.get(`${ADDRESS}${field}`) ?? null
  const code = of('country_code')?.toUpperCase() ?? countryCode(of('country') ?? '')
  const address: Draft = {
    type: 'address',
    values: {
      isDefault: true,
      firstName: values.firstName ?? null,
      lastName: values.lastName ?? null,
      countryCode: code,
      country: of('country') ?? countryName(code ?? ''),
    },
    links: { customerKey: pointerTo(values) },
  }
  for (const column of fields) {
    const field = column
      .slice(ADDRESS.length)
      .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    if (field === 'country' || field === 'countryCode') continue
    address.values[field] = readValue('address', field, given.get(column) ?? null)
  }
  return address
}

function pointerTo(values: Readonly<Record<string, unknown>>): Pointer {
  const text = (name: string) => (typeof values[name] === 'string' ? { [name]: values[name] } : {})
  const pointer = values.numberId
    ? text('numberId')
    : { ...text('reference'), ...text('referenceOrigin'), ...text('email') }
  return pointer as Pointer
}
