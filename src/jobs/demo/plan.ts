/** The demo as a plan: records that refer to one another before any of them has a key. */
import type { NewRecord } from '../../core/ports.ts'
import type { RecordType } from '../../core/schema.ts'

export interface Planned<T extends RecordType = RecordType> {
  type: T
  /** When it came into being; a record's links point to records that are no later. */
  at: Date
  record: NewRecord<T>
  /** Fields that take the key of another planned record. */
  keys: Readonly<Record<string, Planned>>
  /** Fields that take another's UUID: a product as it was sold. */
  uuids: Readonly<Record<string, Planned>>
}

export interface DemoPlan {
  records: readonly Planned[]
  /** Removed after everything else: what was sold stays in the orders. */
  withdrawn: readonly Planned[]
}

/** Takes records into the plan and hands them back, to be linked to. */
export type Plan = <T extends RecordType>(
  type: T,
  at: Date,
  record: NewRecord<T>,
  links?: { keys?: Record<string, Planned>; uuids?: Record<string, Planned> },
) => Planned<T>

export interface Place {
  country: string
  code: string
  language: string
  /** What people there mostly pay in. */
  currency: string
  weight: number
  callingCode: string
  phone: string
  zip: string
  familyFirst: boolean
  street: string
  female: readonly string[]
  male: readonly string[]
  family: readonly string[]
  streets: readonly string[]
  /** City, province, its ISO 3166-2 part, latitude, longitude. */
  cities: readonly (readonly [string, string, string, number, number])[]
}

export interface Recurrence {
  interval: 'day' | 'week' | 'month' | 'year'
  intervalCount: number
  /** Instalment plans end by themselves. */
  cycles?: number
}

export interface CatalogueItem {
  currency: string
  name: string
  slug: string
  status: 'published' | 'draft'
  description: string | null
  /** Variant names and amounts. */
  prices: Readonly<Record<string, number>>
  recurring?: Recurrence
  trialDays?: number
  accessDays?: number
  /** A thing that is sent, with nothing to log in to. */
  isGoods?: boolean
  /** Offered beside another product. */
  isBump?: boolean
  /** Deleted after it was sold. */
  withdrawn?: boolean
}

export interface Product {
  item: CatalogueItem
  planned: Planned<'product'>
  /** In the order of the item's prices. */
  variants: readonly Planned<'productVariant'>[]
}

export const DAY = 86_400_000
export const MINUTE = 60_000
export const later = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds)
export const earliest = (...times: Date[]): Date => new Date(Math.min(...times.map(Number)))
