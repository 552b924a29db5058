/**
 * How records look outside the store, in NDJSON and in imports: which types, in which order, how each points
 * to others, and which fields follow from others and so never leave. Read by import and export alike.
 */
import type { ExchangedType } from '../../core/draft.ts'
import { type FieldOf, fields, relations } from '../../core/schema.ts'

export interface Link {
  /** The member's name outside: `customer`. */
  member: string
  /** The field that keeps the key of the other record. */
  field: string
  to: ExchangedType
}

export interface RecordShape {
  type: ExchangedType
  /** The value of the member `type`. */
  name: string
  links: readonly Link[]
  /** Fields that follow from others. */
  derived: readonly string[]
  /** Fields a new record must have. */
  required: readonly string[]
  /** Without a public id or a reference, a record is recognised by these. */
  natural: readonly string[]
}

const customer: Link = { member: 'customer', field: 'customerKey', to: 'customer' }
const order: Link = { member: 'order', field: 'orderKey', to: 'order' }

const shape = <T extends ExchangedType>(
  type: T,
  name: string,
  parts: {
    links?: readonly Link[]
    derived?: readonly FieldOf<T>[]
    required?: readonly FieldOf<T>[]
    natural?: readonly FieldOf<T>[]
  },
): RecordShape => ({ type, name, links: [], derived: [], required: [], natural: [], ...parts })

/** Ordered so that a record comes after those it points to. */
export const SHAPES: readonly RecordShape[] = [
  shape('group', 'group', { required: ['name'] }),
  shape('tag', 'tag', { required: ['name'], natural: ['name'] }),
  shape('product', 'product', { required: ['name', 'slug', 'status', 'currency'], natural: ['slug'] }),
  shape('productVariant', 'product_variant', {
    links: [{ member: 'product', field: 'productKey', to: 'product' }],
    required: ['productKey', 'kind', 'amount'],
  }),
  shape('promotionCode', 'promotion_code', {
    derived: ['codeFolded', 'searchFolded'],
    required: ['code', 'discountType', 'duration'],
  }),
  shape('customer', 'customer', {
    links: [{ member: 'group', field: 'groupKey', to: 'group' }],
    derived: [
      'emailFolded',
      'nameFolded',
      'phoneFolded',
      'placedOrdersCount',
      'lastPlacedAt',
      'lastPlacedRank',
      'status',
    ],
    natural: ['emailFolded'],
  }),
  shape('address', 'address', { links: [customer] }),
  shape('paymentSource', 'payment_source', { links: [customer], required: ['customerKey'] }),
  shape('record', 'record', { links: [customer], required: ['kind'] }),
  shape('order', 'order', {
    links: [customer],
    derived: ['paidAmount', 'refundedAmount', 'linesAmount', 'paymentStatus'],
    required: ['status', 'currency', 'amount'],
  }),
  shape('subscription', 'subscription', {
    links: [customer, order],
    required: ['customerKey', 'productName', 'status', 'currency', 'recurringAmount', 'interval'],
  }),
  shape('payment', 'payment', {
    links: [customer, order, { member: 'subscription', field: 'subscriptionKey', to: 'subscription' }],
    required: ['customerKey', 'currency', 'amount', 'paidAt'],
    natural: ['customerKey', 'remoteId'],
  }),
  shape('refund', 'refund', {
    links: [{ member: 'payment', field: 'paymentKey', to: 'payment' }, customer],
    required: ['paymentKey', 'customerKey', 'currency', 'amount', 'state'],
  }),
  shape('productAccess', 'product_access', {
    links: [customer, order],
    required: ['customerKey', 'productUuid', 'productName'],
  }),
]

/** The value of `type` of a link's line; its ends are `{"type": "order", "uuid_id": "…"}`. */
export const LINK_NAME = 'link'
/** What a link may lead from and to. */
export const LINK_ENDS = {
  from: SHAPES.filter(({ type }) => 'links' in relations[type]),
  to: SHAPES.filter(({ type }) =>
    Object.values(relations.link).some(({ to, here }) => here === 'toKey' && to === type),
  ),
} as const

/** What a customer's tags and an order's lines are called inside them. */
export const TAGS_MEMBER = 'tags'
export const LINES_MEMBER = 'lines'
export const LINE_FIELDS: readonly string[] = Object.keys(fields.orderLine).filter(
  (name) => !['key', 'orderKey', 'position'].includes(name),
)
export const LINE_REQUIRED: readonly string[] = ['productName', 'quantity', 'unitAmount', 'amount']

export const ID_FIELDS = ['shortId', 'numberId', 'uuidId'] as const

/** The plain fields that leave and enter, in the order they are written. */
export function plainFields({ type, links, derived }: RecordShape): string[] {
  const apart = new Set<string>(['key', ...derived, ...links.map((link) => link.field)])
  return Object.keys(fields[type]).filter((name) => !apart.has(name))
}

/** `emailConsentAt` → `email_consent_at`. */
export const memberOf = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
