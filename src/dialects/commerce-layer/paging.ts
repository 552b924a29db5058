/** Page numbers and links (Pagination). */
import { Refused } from './errors.ts'
import { type Param, writeParams } from './query/read-params.ts'
import { MAX_PAGE_SIZE, PAGE_SIZE } from './settings.ts'

export interface Page {
  number: number
  size: number
  /** The position after which a cursor page starts; null on the first. */
  after: string | null
}

/** `allowed` are the keys inside `page[…]`. */
export function readPage(params: readonly Param[], allowed: readonly string[]): Page {
  const given = params.filter(({ path }) => path[0] === 'page')
  if (given.some(({ path }) => path.length === 1)) throw new Refused('pageObject')
  const stranger = given.find(({ path }) => !allowed.includes(path[1] ?? ''))
  if (stranger) throw new Refused('pageParam', `${stranger.path[1]} is not an allowed page parameter.`)
  const value = (key: string) => given.find(({ path }) => path[1] === key)?.value
  const number = wholeNumber(value('number'), 1)
  const size = wholeNumber(value('size'), PAGE_SIZE)
  if (size < 1) throw new Refused('pageValue', `${size} is not a valid value for size page parameter.`)
  if (size > MAX_PAGE_SIZE)
    throw new Refused('pageValue', `size exceeds maximum page size of ${MAX_PAGE_SIZE}.`)
  if (number < 1) throw new Refused('pageValue', `${number} is not a valid value for number page parameter.`)
  return { number, size, after: value('after') || null }
}

/** Ruby's `to_i`: leading digits, else 0. */
function wholeNumber(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const number = Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0)
  return Math.min(number, Number.MAX_SAFE_INTEGER) + 0
}

/** At least one page, as the vendor's API mock answers for an empty list [assumed]. */
export const pageCount = (records: number, size: number): number => Math.max(1, Math.ceil(records / size))

/** `first`, `prev`, `next`, `last` in that order; `prev` and `next` only where there is one. */
export function pageLinks(url: string, params: readonly Param[], page: Page, pages: number) {
  const others = params.filter(({ path }) => path[0] !== 'page')
  // In the order of their names these two follow each other.
  const before = writeParams(others.filter(({ name }) => name < PAGE_NUMBER))
  const after = writeParams([
    { name: 'page[size]', value: String(page.size) },
    ...others.filter(({ name }) => name >= PAGE_NUMBER),
  ])
  const start = `${url}?${before === '' ? '' : `${before}&`}${PAGE_NUMBER}=`
  const link = (number: number) => `${start}${number}&${after}`
  return {
    first: link(1),
    ...(page.number > 1 ? { prev: link(page.number - 1) } : {}),
    ...(page.number < pages ? { next: link(page.number + 1) } : {}),
    last: link(pages),
  }
}
const PAGE_NUMBER = 'page[number]'
