/** Numbers for objects that stay, so that a key made of text can name them. */
const numbers = new WeakMap<object, number>()
let last = 0

/** Another one for each object, and the same each time: `numberOf(caller) === numberOf(caller)` */
export function numberOf(object: object): number {
  const known = numbers.get(object)
  if (known !== undefined) return known
  last += 1
  numbers.set(object, last)
  return last
}
