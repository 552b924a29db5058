/** GET v2/customers.json (section 3). */
import type { Writing, Written } from '../../../core/writing.ts'
import { type ByteText, bytesOf, type OpenText, openText } from '../../../lib/byte-text.ts'
import { joined } from '../../../lib/joined.ts'
import { jsonResponse, type WireResponse } from '../../dialect.ts'
import type { ShoplineCall } from '../call.ts'
import { CONTENT_TYPE } from '../errors.ts'
import { linkHeader, loadPage } from '../paging.ts'
import { presentCustomer } from '../present.ts'
import { type PageQuery, readPage } from '../read-page.ts'
import { writeCustomer } from '../write-customer.ts'
import { customerList } from './customer-list.ts'
import { type CustomerField, partsOf, project } from './fields.ts'
import { loadCustomers, SHOWN_CUSTOMER } from './load-customers.ts'
import { loadWritten } from './load-written.ts'
import { customerWriting } from './writings.ts'

/** Where a customer stands in a text. */
interface Piece {
  from: number
  to: number
}

/** Of customers that the store writes, each put there by `write` as it comes. */
export async function writtenPage(
  call: ShoplineCall,
  query: PageQuery<'customer'>,
  writing: Writing,
  write: (out: ByteText, customer: Written) => void,
): Promise<WireResponse> {
  const out = openText()
  out.text(START)
  try {
    const { pieces, links } = await loadWritten(call, query, writing, (customer): Piece => {
      if (out.length() > START.length) out.text(',')
      const from = out.length()
      write(out, customer)
      return { from, to: out.length() }
    })
    const body = isInOrder(pieces) ? ended(out, pieces) : putInOrder(out, pieces)
    return { status: 200, headers: { 'Content-Type': CONTENT_TYPE, ...links }, body, lent: true }
  } finally {
    out.close()
  }
}

const START = '{"customers":['
const END = ']}'

/** As they came, one behind the other: the text is the page. Not so on the way back, and where the store was asked again. */
const isInOrder = (pieces: readonly Piece[]): boolean =>
  pieces.every(({ from }, index) => from === (index === 0 ? START.length : (pieces[index - 1]?.to ?? 0) + 1))

/** What came behind the page's last customer is none of it. */
function ended(out: OpenText, pieces: readonly Piece[]): Buffer {
  out.cut(pieces.at(-1)?.to ?? START.length)
  out.text(END)
  return out.lend()
}

const putInOrder = (written: OpenText, pieces: readonly Piece[]): Buffer =>
  bytesOf((out) => {
    out.text(START)
    for (const [index, { from, to }] of pieces.entries()) {
      if (index > 0) out.text(',')
      out.bytes(written.piece(from, to))
    }
    out.text(END)
  })

export async function listCustomers(call: ShoplineCall): Promise<WireResponse> {
  const { request, settings, offsetAt } = call
  return pageOfCustomers(call, readPage(request.query, customerList(joined(settings, { offsetAt }))))
}

/** That page of customers, with all their keys or those asked for. */
export async function pageOfCustomers(
  call: ShoplineCall,
  query: PageQuery<'customer', CustomerField>,
): Promise<WireResponse> {
  const { request, services, store, settings, offsetAt } = call
  const { fields } = query
  const rules = { endpoint: 'list', currency: store.currency, offsetAt, settings } as const
  if (fields === null)
    return writtenPage(call, query, customerWriting(rules), (out, one) => writeCustomer(out, one, offsetAt))
  const page = await loadPage(services.records, store.key, query, SHOWN_CUSTOMER)
  const shown = await loadCustomers(call, page.records, partsOf(fields))
  const links = linkHeader(request, query, page)
  return jsonResponse(
    200,
    CONTENT_TYPE,
    { customers: shown.map((one) => project(presentCustomer(one, rules), fields)) },
    links,
  )
}
