/** Names of the counts that are kept exactly: one per counted record type, and these. */
import type { FieldOf, RecordType } from './schema.ts'

/** Types whose number is kept, for what lists all of them page by page; the rest is counted when asked. */
export const COUNTED_TYPES = [
  'customer',
  'group',
  'tag',
  'product',
  'order',
  'payment',
  'subscription',
] as const satisfies RecordType[]

/** Of these types it is also kept how many records have nothing in that field. */
export const COUNTED_WITHOUT = { promotionCode: 'archivedAt' } as const satisfies {
  [T in RecordType]?: FieldOf<T>
}

/** `promotionCode without archivedAt` */
export const withoutCounter = (type: keyof typeof COUNTED_WITHOUT): string =>
  `${type} without ${COUNTED_WITHOUT[type]}`

/** Customers who placed an order in that currency (ISO 4217, upper case). */
export const membersCounter = (currency: string): string => `members:${currency.toUpperCase()}`
