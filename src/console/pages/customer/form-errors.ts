import { fieldName } from './words.ts'

/** What the server says of a member, under that member's own name: `phone must be …` → `Must be …` at the phone. */
export function errorAt(error: Error | null, ...members: string[]): string | undefined {
  const member = members.find((name) => error?.message.startsWith(`${name} `))
  if (!member || !error) return undefined
  const text = error.message.slice(member.length + 1)
  return `${fieldName(member)} ${text}.`
}

/** What is said of none of these members. */
export const errorElsewhere = (error: Error | null, members: readonly string[]): string | null =>
  error && errorAt(error, ...members) === undefined ? error.message : null
