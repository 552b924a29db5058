/** GET v2/customers.json (section 3). */
import type { Writing, Written } from '../../../core/writing.ts'
import { type ByteText, bytesOf, openText } from '../../../lib/byte-text.ts'
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

/** Of customers that the store writes, each put there by `write` as it comes. */
export async function writtenPage(
  call: ShoplineCall,
  query: PageQuery<'customer'>,
  writing: Writing,
  write: (out: ByteText, customer: Written) => void,
): Promise<WireResponse> {
  const written = openText()
  try {
    const { pieces, links } = await loadWritten(call, query, writing, (customer) => {
      const from = written.length()
      write(written, customer)
      return { from, to: written.length() }
    })
    const body = bytesOf((out) => {
      out.text('{"customers":[')
      for (const [index, { from, to }] of pieces.entries()) {
        if (index > 0) out.text(',')
        out.bytes(written.piece(from, to))
      }
      out.text(']}')
    })
    return { status: 200, headers: { 'Content-Type': CONTENT_TYPE, ...links }, body, lent: true }
  } finally {
    written.close()
  }
}

export async function listCustomers(call: ShoplineCall): Promise<WireResponse> {
  const { request, settings, offsetAt } = call
  return pageOfCustomers(call, readPage(request.query, customerList({ ...settings, offsetAt })))
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
