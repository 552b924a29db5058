/** The number of a market or a stock location: one that no other record of its kind has. */
import { computed, type Value } from './describe-resource.ts'

/** The public id that is a number; null where another platform's id is none that JSON holds exactly. */
export const ownNumber: Value<{ numberId: string }> = computed(({ numberId }) => {
  const number = /^\d+$/.test(numberId) ? Number(numberId) : Number.NaN
  return Number.isSafeInteger(number) ? number : null
})
