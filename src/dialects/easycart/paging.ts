/** Page numbers and the envelope of every list (section 2.6). */
import type { WireResponse } from '../dialect.ts'
import { CONTENT_TYPE } from './errors.ts'
import { type Parameter, textOf } from './parameters.ts'

/** Anything but a whole number from 1 on is page 1, as the framework's paginator has it [assumed]. */
export function readPage(value: Parameter): number {
  const text = textOf(value)?.trim() ?? ''
  const page = /^\+?[1-9]\d*$/.test(text) ? Number(text) : 1
  return Number.isSafeInteger(page) ? page : 1
}

/** `count` is that of the whole list. There is a page even when nothing is on it [assumed]. */
export const pageOf = (items: readonly unknown[], page: number, count: number, size: number): WireResponse =>
  pageOfTexts(
    items.map((item) => JSON.stringify(item)),
    page,
    count,
    size,
  )

/** The same with items that are JSON text already. */
export const pageOfTexts = (
  items: readonly string[],
  page: number,
  count: number,
  size: number,
): WireResponse => ({
  status: 200,
  headers: { 'Content-Type': CONTENT_TYPE },
  body: `{"items":[${items.join()}],"pagination":{"current_page":${page},"total_pages":${Math.max(1, Math.ceil(count / size))}}}`,
})
