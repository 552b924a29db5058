/**
 * What Clientele keeps: record types and their fields (fields.ts), how they hang together (relations.ts), and
 * the values that records hold. The store turns it into SQL, the query model checks names against it.
 */
import type { Field } from './field-types.ts'
import { fields, type RecordType } from './fields.ts'
import { type Relation, relations } from './relations.ts'

export type { Field, FieldType } from './field-types.ts'
export { fields, type RecordType } from './fields.ts'
export { type Relation, relations } from './relations.ts'

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json }
export type JsonObject = { [member: string]: Json }

type ValueOf<F> =
  F extends Field<infer T, infer N>
    ?
        | (T extends 'text' | 'digits' | 'uuid' | 'date'
            ? string
            : T extends 'integer' | 'float'
              ? number
              : T extends 'boolean'
                ? boolean
                : T extends 'time'
                  ? Date
                  : JsonObject)
        | (N extends true ? null : never)
    : never

/** A record as the core handles it: every field present, `null` when empty. */
export type RecordOf<T extends RecordType> = {
  [F in keyof (typeof fields)[T]]: ValueOf<(typeof fields)[T][F]>
}
export type RelationOf<T extends RecordType> = keyof (typeof relations)[T] & string
export type FieldOf<T extends RecordType> = keyof (typeof fields)[T] & string
export type TargetOf<T extends RecordType, R extends RelationOf<T>> = (typeof relations)[T][R] extends {
  to: infer U extends RecordType
}
  ? U
  : never

export type Customer = RecordOf<'customer'>
export type Group = RecordOf<'group'>
export type Tag = RecordOf<'tag'>
export type Address = RecordOf<'address'>
export type Order = RecordOf<'order'>
export type OrderLine = RecordOf<'orderLine'>
export type Product = RecordOf<'product'>
export type ProductVariant = RecordOf<'productVariant'>
export type PromotionCode = RecordOf<'promotionCode'>
export type Payment = RecordOf<'payment'>
export type Refund = RecordOf<'refund'>
export type Subscription = RecordOf<'subscription'>
export type ProductAccess = RecordOf<'productAccess'>
export type CustomerTotal = RecordOf<'customerTotal'>
export type LongTailRecord = RecordOf<'record'>
export type Link = RecordOf<'link'>
export type Event = RecordOf<'event'>
export type Webhook = RecordOf<'webhook'>
export type Notice = RecordOf<'notice'>
export type Delivery = RecordOf<'delivery'>
export type DeliveryAttempt = RecordOf<'deliveryAttempt'>

/** The field's description, or undefined when the type has none of that name. */
export function fieldOf(type: RecordType, name: string): Field | undefined {
  const all: Record<string, Field> = fields[type]
  return Object.hasOwn(all, name) ? all[name] : undefined
}

/** The relation's description, or undefined when the type has none of that name. */
export function relationOf(type: RecordType, name: string): Relation | undefined {
  const all: Record<string, Relation> = relations[type]
  return Object.hasOwn(all, name) ? all[name] : undefined
}
