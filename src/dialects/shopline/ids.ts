/** SHOPLINE's ids: decimal digits as strings, some behind a prefix (sections 0 and 4.4). */

import type { RandomSource } from '../../core/ports.ts'
import type { RecordType } from '../../core/schema.ts'
import { randomText } from '../../lib/random-text.ts'

const DIGITS = '0123456789'
/** Ten digits for customers, as in practice; later keys give higher ids, so that id order is creation order. */
const FIRST_CUSTOMER = 4_200_000_000

const digits = (key: number, length: number, first: string): string =>
  `${first}${String(key).padStart(length - first.length, '0')}`

export function mintId(type: RecordType, key: number): string {
  switch (type) {
    case 'customer':
      return String(FIRST_CUSTOMER + key)
    case 'address':
      return `SL201UA${digits(key, 19, '5')}`
    case 'tag':
      return `SL201UT${digits(key, 19, '5')}`
    case 'webhook':
      // Shown as a number.
      return String(key)
    case 'group':
      return `GROUP${digits(key, 19, '5')}`
    default:
      return digits(key, 26, '21')
  }
}

/** An id that some address or group may have: one that came from elsewhere may look other than ours. */
export const isRecordId = (text: string): boolean => /^[\x21-\x7e]{1,64}$/.test(text)

/** Thirteen digits. */
export const mintStoreId = (random: RandomSource): string => `1${randomText(12, DIGITS, random)}`
