/**
 * `orders-csv`: one order a row. A customer that is not there yet is created with the reference and e-mail of
 * the row. A completed order that is not free has one full capture at its date, as in `cdnow`, unless a
 * `paid` column says how much was captured. [assumed: the format of section 5 names no payments]
 */

import type { Draft, Pointer } from '../../core/draft.ts'
import { exponent } from '../../core/money.ts'
import { readTime } from '../../lib/read-time.ts'
import { readValue, Unacceptable, wrong } from '../exchange/read-value.ts'
import type { FormatReader } from './import-file.ts'
import { matchColumns, readHeader, recordsOf } from './read-csv.ts'

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  customer_reference: ['customer', 'customer_id', 'customer_external_id'],
  customer_email: ['email', 'e-mail', 'email_address'],
  order_reference: ['reference', 'order', 'order_id', 'id', 'external_id'],
  reference_origin: ['origin', 'source'],
  number: ['order_number', 'name', 'order_name'],
  date: ['created_at', 'ordered_at', 'order_date', 'placed_at', 'created'],
  amount: ['total', 'total_amount', 'value', 'total_price', 'price'],
  amount_minor: ['amount_cents', 'total_cents', 'total_minor', 'total_amount_cents'],
  paid: ['paid_amount', 'captured'],
  currency: ['currency_code'],
  status: ['order_status', 'state'],
  quantity: ['items', 'units', 'items_count'],
}

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
  const columns = matchColumns(header.columns, COLUMNS, mapping)
  const has = (name: string) => columns.includes(name)
  for (const [names, what] of [
    [['order_reference'], 'an order reference'],
    [['customer_reference', 'customer_email'], 'a customer reference or e-mail'],
    [['amount', 'amount_minor'], 'an amount'],
    [['currency'], 'a currency'],
    [['date'], 'a date'],
  ] as const)
    if (!names.some(has)) throw new Error(`no column gives ${what}: name one ${names[0]}, or use --mapping`)
  return recordsOf(header, (cells) => draftsOf(cells, columns, header.columns))
}

function draftsOf(
  cells: readonly string[],
  columns: readonly (string | null | undefined)[],
  names: readonly string[],
): Draft[] {
  const cell = (name: string): string => cells[columns.indexOf(name)] ?? ''
  const needed = (name: string): string => {
    if (cell(name) === '') throw new Unacceptable(`${name} is empty`)
    return cell(name)
  }
  const metadata: Record<string, string> = {}
  cells.forEach((value, index) => {
    if (columns[index] === undefined && value !== '')
      metadata[names[index] ?? ''] = readValue('order', 'number', value) as string
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
    STATUSES[cell('status').toLowerCase()] ?? cell('status').toLowerCase(),
  )
  const reference = readValue('order', 'reference', needed('order_reference')) as string
  const origin = cell('reference_origin') === '' ? {} : { referenceOrigin: cell('reference_origin') }
  const email = cell('customer_email')
  const customerReference = cell('customer_reference')
  const customerKey: Pointer = {
    ...(customerReference ? { reference: customerReference } : {}),
    ...(email ? { email } : {}),
  }
  if (Object.keys(customerKey).length === 0)
    throw new Unacceptable('neither customer_reference nor customer_email is given')
  const named = {
    ...(customerReference ? { reference: readValue('customer', 'reference', customerReference) } : {}),
  }
  const customer: Draft = {
    type: 'customer',
    values: { ...named, ...(email ? { email: readValue('customer', 'email', email) } : {}) },
    links: {},
    onlyCreate: true,
  }
  const order: Draft = {
    type: 'order',
    values: {
      reference,
      ...origin,
      status,
      currency,
      amount,
      createdAt: at,
      ...(email ? { customerEmail: email } : {}),
      ...(cell('number') ? { number: cell('number') } : {}),
      ...(cell('quantity') ? { quantity: whole('quantity', cell('quantity')) } : {}),
    },
    links: { customerKey },
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
  }
  const captured =
    cell('paid') !== '' ? minor('paid', cell('paid'), currency) : status === 'completed' ? amount : 0
  if (captured === 0) return [customer, order]
  const payment: Draft = {
    type: 'payment',
    values: {
      remoteId: reference,
      provider: 'import',
      currency,
      amount: captured,
      paidAt: at,
      createdAt: at,
    },
    links: { customerKey, orderKey: { reference, ...origin } },
  }
  return [customer, order, payment]
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
