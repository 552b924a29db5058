/** Members of a customer that are neither plain text nor a flag. */
import { unprocessable, wrongType } from '../errors.ts'
import { type ReadValue, readCode, readText, taking, text } from '../input/read-input.ts'

const GENDERS = [null, 'male', 'female', 'secret'] as const
const WORDS = ['others', 'male', 'female', 'secret']

/**
 * 0 unknown, 1 male, 2 female, 3 secret (Create a customer), as a number or as digits; also the words that answers
 * show, since a public client sends those [assumed] (section 4.3).
 */
export const readGender: ReadValue = taking({ type: ['integer', 'string', 'null'] }, (value, name) => {
  if (value === null || value === '') return null
  if (typeof value === 'number') return GENDERS[readCode(value, name, GENDERS.length - 1)] ?? null
  if (typeof value !== 'string') throw wrongType(name, 'must be an integer')
  const given = readText(value, name)
  const at = /^[0-3]$/.test(given) ? Number(given) : given === 'unknown' ? 0 : WORDS.indexOf(given)
  if (at < 0) throw unprocessable(name, 'must be between 0 and 3')
  return GENDERS[at] ?? null
})

/** `19970102`, a day of the calendar. */
export const readBirthday: ReadValue = text(8, { form: dayOf })

function dayOf(given: string): string | null {
  const day = /^\d{8}$/.test(given) ? given.replace(/^(....)(..)(..)$/, '$1-$2-$3') : ''
  const time = Date.parse(`${day}T00:00:00Z`)
  // Date.parse lets 30 February pass as 2 March, and knows a year 0.
  const exists = !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === day
  return exists && day >= '0001-01-01' ? day : null
}
