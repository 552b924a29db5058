/** One part of a statement that is a `with` of several. */
import type { Statement } from './statement.ts'

/**
 * The part of that name as a statement of its own, with those of the values that it has; null: there is none. Of
 * `with a as (insert … $2), b as (insert … $3) insert …` the part `b` is `insert … $1`.
 */
export function partOf({ text, values }: Statement, name: string): Statement | null {
  const head = `${name} as (`
  const from = text.indexOf(head) + head.length
  if (from < head.length) return null
  let open = 1
  let to = from
  for (; open > 0 && to < text.length; to++) open += text[to] === '(' ? 1 : text[to] === ')' ? -1 : 0
  const taken: unknown[] = []
  const places = new Map<string, number>()
  const alone = text.slice(from, to - 1).replace(/\$(\d+)/g, (_, given: string) => {
    const place = places.get(given) ?? taken.push(values[Number(given) - 1])
    places.set(given, place)
    return `$${place}`
  })
  return { text: alone, values: taken }
}
