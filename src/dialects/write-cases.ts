/** Helpers for whoever writes conformance cases. */
import type { ConformanceCase, Facts, ShapeTest } from './case.ts'

/** A check that cannot do without these facts: `reliesOn(['customer'], (value, { customer }) => …)`. */
export const reliesOn = (needs: readonly string[], test: ShapeTest): ShapeTest =>
  Object.assign((...args: Parameters<ShapeTest>) => test(...args), { needs })

/** Those that read before those that write; the order of either stays. */
export const readingFirst = (cases: readonly ConformanceCase[]): ConformanceCase[] => [
  ...cases.filter(({ writes }) => !writes),
  ...cases.filter(({ writes }) => writes),
]

type Members = Readonly<Record<string, unknown>>

/**
 * A list in the answer of whose items that is true; the first that is otherwise is told. `eachOf('customers', 'a state
 * of 3', ({ state }) => state === 3)`; `needs` are the facts that it is told by.
 */
export const eachOf = (
  member: string,
  says: string,
  holds: (item: Members, facts: Facts, before: Members | undefined) => boolean,
  needs: readonly string[] = [],
): ShapeTest =>
  reliesOn(needs, (body, facts) => {
    const list: unknown = (body as Members | null)?.[member]
    if (!Array.isArray(list))
      return { at: member, expected: 'a list', got: JSON.stringify(list) ?? 'nothing' }
    const index = list.findIndex((item, place) => !holds(item, facts, list[place - 1]))
    return (
      index < 0 || { at: `${member}.${index}`, expected: says, got: JSON.stringify(list[index]) ?? 'nothing' }
    )
  })

/** So many items, or what `fits` says of the number. */
export const lengthOf =
  (member: string, says: string, fits: (length: number) => boolean): ShapeTest =>
  (body) => {
    const list: unknown = (body as Members | null)?.[member]
    const got = Array.isArray(list) ? `${list.length}` : (JSON.stringify(list) ?? 'nothing')
    return (Array.isArray(list) && fits(list.length)) || { at: `${member}.length`, expected: says, got }
  }
