/**
 * `orders-csv`: one order a row. A customer that is not there yet is created with the reference and e-mail of
 * the row. A completed order that is not free has one full capture at its date, as in `cdnow`, unless a
 * `paid` column says how much was captured. [assumed: the format of section 5 names no payments]
 */

import type { Draft } from '../../core/draft.ts'
import { exponent } from '../../core/money.ts'
import type { JsonObject } from '../../core/schema.ts'
import { own } from '../../lib/own.ts'
import { readTime } from '../../lib/read-time.ts'
import { METADATA, ORDER_COLUMNS } from '../exchange/csv-columns.ts'
import { readValue, Unacceptable, wrong } from '../exchange/read-value.ts'
import { ID_FIELDS, memberOf } from '../exchange/record-shapes.ts'
import type { FormatReader } from './import-file.ts'
import { type Cells, matchColumns, readHeader, readMetadata, recordsOf } from './read-csv.ts'

const STATUSES: Readonly<Record<string, string>> = {
  '': 'completed',
  paid: 'completed',
  complete: 'completed',
  fulfilled: 'completed',
  cancelled: 'canceled',
  pending: 'awaiting_payment',
  open: 'processing',
  draft: 'created',
}

export async function readOrdersCsv(
  file: string,
  mapping: Readonly<Record<string, string>>,
): Promise<FormatReader> {
  const header = await readHeader(file)
  const columns = matchColumns(header.columns, ORDER_COLUMNS, mapping)
  const has = (name: string) => columns.includes(name)
  for (const [names, what] of [
    [['order_reference', 'uuid_id', 'number_id', 'short_id'], 'an order reference'],
    [['customer_reference', 'customer_email', 'customer_uuid'], 'a customer reference or e-mail'],
    [['amount', 'amount_minor'], 'an amount'],
    [['currency'], 'a currency'],
    [['date'], 'a date'],
  ] as const)
    if (!names.some(has)) throw new Error(`no column gives ${what}: name one ${names[0]}, or use --mapping`)
  return recordsOf(header, (cells) => draftsOf(cells, columns))
}

function draftsOf(cells: Cells, columns: readonly (string | null)[]): Draft[] {
  const cell = (name: string): string => cells[columns.indexOf(name)] ?? ''
  const needed = (name: string): string => {
    if (cell(name) === '') throw new Unacceptable(`${name} is empty`)
    return cell(name)
  }
  let metadata: JsonObject = {}
  cells.forEach((value, index) => {
    const column = columns[index] ?? ''
    if (value === null) return
    // Not by assignment, which would make of a member `__proto__` something else than a member.
    if (column === 'metadata') metadata = { ...metadata, ...readMetadata(value) }
    else if (column.startsWith(METADATA)) {
      const text = readValue('order', 'number', value) as string
      metadata = { ...metadata, [column.slice(METADATA.length)]: text }
    }
  })
  const currency = readValue('order', 'currency', needed('currency').toUpperCase()) as string
  const amount =
    cell('amount_minor') !== ''
      ? whole('amount_minor', cell('amount_minor'))
      : minor('amount', needed('amount'), currency)
  const at = readTime(needed('date'))
  if (!at) throw wrong('date', cell('date'), 'is not a date or an instant such as 2026-01-02T03:04:05Z')
  const status = readValue(
    'order',
    'status',
    own(STATUSES, cell('status').toLowerCase()) ?? cell('status').toLowerCase(),
  )
  const ids = idsOf(cell)
  const hasId = Object.keys(ids).length > 0
  const reference = hasId && cell('order_reference') === '' ? null : needed('order_reference')
  const named = {
    ...(reference === null ? {} : { reference: readValue('order', 'reference', reference) as string }),
    ...(cell('reference_origin') === '' ? {} : { referenceOrigin: cell('reference_origin') }),
  }
  const email = cell('customer_email')
  const customer = {
    ...(cell('customer_uuid')
      ? { uuidId: readValue('customer', 'uuidId', cell('customer_uuid')) as string }
      : {}),
    ...(cell('customer_reference')
      ? { reference: readValue('customer', 'reference', cell('customer_reference')) as string }
      : {}),
    ...(email ? { email: readValue('customer', 'email', email) as string } : {}),
  }
  // With a column for the customer's id, an empty one says that the order is nobody's.
  const isGuests = columns.includes('customer_uuid') && !customer.uuidId && !customer.reference
  if (Object.keys(customer).length === 0 && !isGuests)
    throw new Unacceptable('neither customer_reference nor customer_email is given')
  const order: Draft = {
    type: 'order',
    values: {
      ...ids,
      ...named,
      status,
      currency,
      amount,
      createdAt: at,
      ...(email ? { customerEmail: email } : {}),
      ...(cell('number') ? { number: cell('number') } : {}),
      ...(cell('quantity') ? { quantity: whole('quantity', cell('quantity')) } : {}),
      ...(cell('canceled_at') ? { canceledAt: readValue('order', 'canceledAt', cell('canceled_at')) } : {}),
    },
    links: { customerKey: isGuests ? null : customer },
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
  }
  if (isGuests) return [order]
  const drafts: Draft[] = [{ type: 'customer', values: customer, links: {}, onlyCreate: true }, order]
  const captured =
    cell('paid') !== '' ? minor('paid', cell('paid'), currency) : status === 'completed' ? amount : 0
  if (captured === 0) return drafts
  const payment: Draft = {
    type: 'payment',
    values: {
      remoteId: reference ?? ids.uuidId ?? ids.numberId ?? ids.shortId,
      provider: 'import',
      currency,
      amount: captured,
      paidAt: at,
      createdAt: at,
    },
    links: { customerKey: customer, orderKey: hasId ? ids : named },
    // An order that is known by its id has the payments that it has.
    ...(hasId ? { onlyWithNew: 'orderKey' } : {}),
  }
  return [...drafts, payment]
}

function idsOf(cell: (name: string) => string): { shortId?: string; numberId?: string; uuidId?: string } {
  const given = ID_FIELDS.flatMap((field) => {
    const text = cell(memberOf(field))
    return text === '' ? [] : [[field, readValue('order', field, text)] as const]
  })
  return Object.fromEntries(given)
}

/** Minor units of a decimal amount, exactly: `minor('amount', '12.5', 'USD') === 1250`. */
function minor(name: string, text: string, currency: string): number {
  const digits = exponent(currency)
  const [, units, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (!units || fraction.replace(/0+$/, '').length > digits)
    throw wrong(
      name,
      text,
      `is not an amount in ${currency} such as ${digits > 0 ? `12.${'50'.padEnd(digits, '0')}` : '12'}`,
    )
  return whole(name, `${units}${fraction.slice(0, digits).padEnd(digits, '0')}`)
}

function whole(name: string, text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw wrong(name, text, 'is not a whole number')
  return value
}
