/** Members that only imports and syncs take. */
import type { Member } from '../read-members.ts'

/** Any names with texts, `{"Mail": "email"}`; the texts may be empty. */
export const textsByName = (most: number, longest: number): Member<Record<string, string>> => ({
  read(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const entries = Object.entries(value)
    const isGood = entries.every(
      ([name, text]) => typeof text === 'string' && (name + text).length <= longest,
    )
    return isGood && entries.length <= most ? (value as Record<string, string>) : undefined
  },
  allowed: `an object of at most ${most} texts`,
  schema: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: most },
})

/** Where a piece begins, as the one before said. */
export const place: Member<string> = {
  read: (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? value : undefined),
  allowed: 'the next of an earlier answer',
  schema: { type: 'string' },
}
