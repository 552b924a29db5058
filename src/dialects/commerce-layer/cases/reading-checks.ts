/** What must be true of the relations within an answer, whatever its data. */
import { all, at, type Check } from './case-checks.ts'

interface Identifier {
  type: string
  id: string
}
const nameOf = ({ type, id }: Identifier): string => `${type} ${id}`
const listAt = (value: unknown, path: string): unknown[] => [at(value, path) ?? []].flat()

/** `included` holds what the list's linkage of those relationships names, each once, and nothing else. */
export const includedAreLinked =
  (...relationships: string[]): Check =>
  (value) => {
    const linked = listAt(value, 'data').flatMap((one) =>
      relationships.flatMap((name) => listAt(one, `relationships.${name}.data`) as Identifier[]),
    )
    const wanted = [...new Set(linked.map(nameOf))].sort()
    const found = (listAt(value, 'included') as Identifier[]).map(nameOf).sort()
    return (
      wanted.join() === found.join() || {
        at: 'included',
        expected: `each of what is linked, once: ${wanted.join(', ')}`,
        got: found.join(', '),
      }
    )
  }

/** `included` holds nothing of another type, and nothing twice. */
export const includedTypes =
  (...types: string[]): Check =>
  (value) => {
    const found = listAt(value, 'included') as Identifier[]
    const names = found.map(nameOf)
    const wrong =
      found.find(({ type }) => !types.includes(type)) ??
      found.find((one, index) => names.indexOf(nameOf(one)) !== index)
    return !wrong || { at: 'included', expected: `only ${types.join(', ')}, each once`, got: nameOf(wrong) }
  }

const isOneOf = (says: string) => (found: unknown) => says.split(', ').includes(String(found))
const STATUS = 'draft, placing, pending, editing, placed, approved, cancelled'
const PAYMENT_STATUS =
  'unpaid, authorized, partially_authorized, paid, partially_paid, voided, partially_voided, refunded, partially_refunded, free'

/** Of every order of a list: which words its statuses are, and that its figures agree. */
export const ORDER_FIGURES: readonly Check[] = [
  all('attributes.status', STATUS, isOneOf(STATUS)),
  all('attributes.payment_status', PAYMENT_STATUS, isOneOf(PAYMENT_STATUS)),
  all('attributes.total_amount_cents', 'a whole number', Number.isInteger),
  all('attributes', 'total_amount_float as large as the currency makes of total_amount_cents', (found) => {
    const { total_amount_cents: cents, total_amount_float: float } = (found ?? {}) as Record<string, unknown>
    return [1, 100, 1000].some((minor) => Math.abs(Number(float) * minor - Number(cents)) < 0.5)
  }),
  all('attributes.formatted_total_amount', 'a text', (found) => typeof found === 'string' && found !== ''),
]
