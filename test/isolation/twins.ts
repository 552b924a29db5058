/** Ids that never were: each the twin of one that somebody has, of the same form and length. */
import type { Facts } from '../../src/dialects/case.ts'

const UUID = /^[\da-f]{8}-/i
const turned = (digits: string): string => digits.replace(/\d/g, (digit) => String((Number(digit) + 5) % 10))

/** `4201825054` → `4756370509`. The first digit stays: a number has no other length. */
export function twinOf(id: string): string {
  if (/^\d+$/.test(id)) return id.slice(0, 1) + turned(id.slice(1))
  if (/^SL\d+UA/.test(id)) return id.replace(/\d{6}$/, turned)
  // The digits that tell the version of a UUID stay.
  if (UUID.test(id))
    return (
      id.slice(0, 24) +
      id.slice(24).replace(/[\da-f]/gi, (one) => (15 - Number.parseInt(one, 16)).toString(16))
    )
  return [...id]
    .map((one) => (/[A-Z]/.test(one) ? one.toLowerCase() : one.toUpperCase()))
    .reverse()
    .join('')
}

/** The facts with every id of `ids` replaced by its twin. */
export const twinsOf = (facts: Facts, ids: ReadonlySet<string>): Facts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      const isId = ids.has(value) || ids.has(value.toLowerCase())
      return [name, isId ? twinOf(value) : value]
    }),
  )
