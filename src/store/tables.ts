/** How the core's record types are named in the database; columns are the fields in snake_case. */
import { type Field, fields, type RecordType } from '../core/schema.ts'

export const TABLES: Record<RecordType, string> = {
  customer: 'customers',
  group: 'customer_groups',
  tag: 'tags',
  customerTag: 'customer_tags',
  address: 'addresses',
  product: 'products',
  productVariant: 'product_variants',
  promotionCode: 'promotion_codes',
  order: 'orders',
  orderLine: 'order_lines',
  payment: 'payments',
  refund: 'refunds',
  subscription: 'subscriptions',
  productAccess: 'product_access',
  paymentSource: 'payment_sources',
  record: 'records',
  link: 'links',
  customerTotal: 'customer_totals',
  event: 'events',
  webhook: 'webhooks',
  notice: 'notices',
  delivery: 'deliveries',
  deliveryAttempt: 'delivery_attempts',
  source: 'sources',
  sourceRecord: 'source_records',
  heldItem: 'held_items',
}

/** Fields the database works out itself: read, never written. */
export const GENERATED: Partial<Record<RecordType, readonly string[]>> = {
  customer: ['status', 'lastPlacedRank'],
  order: ['paymentStatus'],
}

/** `emailConsentAt` → `email_consent_at`. */
export const columnOf = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The PostgreSQL type to cast a parameter to, where it could not be told from the value. */
export const SQL_TYPES: Record<Field['type'], string> = {
  text: 'text',
  integer: 'bigint',
  float: 'double precision',
  boolean: 'boolean',
  time: 'timestamptz',
  date: 'date',
  json: 'jsonb',
  digits: 'numeric',
  uuid: 'uuid',
}

/** The names of a type's fields, in the order of the schema. */
export const fieldNames = (type: RecordType): string[] => Object.keys(fields[type])
