/** Where a page of what has a key goes on: opaque to whoever asks. */
import type { Member } from '../read-members.ts'

export const cursorOf = (key: number): string => Buffer.from(String(key)).toString('base64url')

/** The key that a cursor stands for. */
export const cursor: Member<number> = {
  read(value) {
    const text = typeof value === 'string' ? Buffer.from(value, 'base64url').toString() : ''
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined
  },
  allowed: 'the next of an earlier answer',
  schema: { type: 'string' },
}
