/** Names of the counts that are kept exactly: one per counted record type, and these. */
import type { RecordType } from './fields.ts'

/** Types whose number is kept, for what lists all of them page by page; the rest is counted when asked. */
export const COUNTED_TYPES = [
  'customer',
  'group',
  'tag',
  'order',
  'payment',
  'subscription',
] as const satisfies RecordType[]

/** Customers who placed an order in that currency (ISO 4217, upper case). */
export const membersCounter = (currency: string): string => `members:${currency.toUpperCase()}`
