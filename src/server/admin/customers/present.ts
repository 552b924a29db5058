/** A customer as a list shows it. A fixed number of statements a page, however many there are and have. */
import { Type } from 'typebox'
import { customerName } from '../../../core/customer.ts'
import type { RecordStore } from '../../../core/ports.ts'
import { where } from '../../../core/query.ts'
import type { Customer } from '../../../core/schema.ts'
import { MAX_TAGS } from '../../../core/tags.ts'

const TIME = Type.String({ format: 'date-time' })
const TEXT = Type.Union([Type.String(), Type.Null()])

export const CUSTOMER_ITEM = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: TEXT,
  email: TEXT,
  phone: TEXT,
  status: Type.String(),
  account_state: Type.String(),
  blacklisted: Type.Boolean(),
  tags: Type.Array(Type.String()),
  groups: Type.Array(Type.Object({ id: Type.String({ format: 'uuid' }), name: Type.String() })),
  /** Of its addresses, that of the default one first. */
  countries: Type.Array(Type.String()),
  orders_count: Type.Integer(),
  last_order_at: Type.Union([TIME, Type.Null()]),
  /** Minor units, the currency of the most orders first. */
  spent: Type.Array(
    Type.Object({ currency: Type.String(), amount: Type.Integer(), orders_count: Type.Integer() }),
  ),
  email_consent: TEXT,
  sms_consent: TEXT,
  /** Where it was synced from. */
  platforms: Type.Array(Type.Object({ platform: Type.String(), source: Type.String() })),
  /** Where its reference is from, when it was brought along. */
  origin: TEXT,
  reference: TEXT,
  created_at: TIME,
  updated_at: TIME,
  erased_at: Type.Union([TIME, Type.Null()]),
})
export type CustomerItem = Type.Static<typeof CUSTOMER_ITEM>

/** Nobody reads more of them in a row. */
const MOST_ADDRESSES = 20
const MOST_SOURCES = 20

export async function presentItems(
  records: RecordStore,
  organization: number,
  customers: readonly Customer[],
): Promise<CustomerItem[]> {
  const keys = customers.map(({ key }) => key)
  const groupKeys = customers.flatMap(({ groupKey }) => groupKey ?? [])
  const [tags, groups, addresses, totals, sources] = await Promise.all([
    records.related(organization, 'customer', 'tags', keys, {
      sort: [{ field: 'name' }],
      limitPerKey: MAX_TAGS,
    }),
    records.related(organization, 'customer', 'group', groupKeys),
    records.related(organization, 'customer', 'addresses', keys, {
      sort: [{ field: 'isDefault', descending: true }, { field: 'key' }],
      limitPerKey: MOST_ADDRESSES,
    }),
    records.related(organization, 'customer', 'totals', keys, {
      where: where('customerTotal').gt('placedCount', 0),
      sort: [{ field: 'placedCount', descending: true }, { field: 'currency' }],
    }),
    records.related(organization, 'customer', 'sources', keys, {
      where: where('sourceRecord').eq('recordType', 'customer'),
      sort: [{ field: 'key' }],
      limitPerKey: MOST_SOURCES,
    }),
  ])
  const sourceKeys = [...sources.values()].flat().map(({ sourceKey }) => sourceKey)
  const known = await records.related(organization, 'sourceRecord', 'source', sourceKeys)
  return customers.map((customer) => ({
    id: customer.uuidId,
    name: customerName(customer),
    email: customer.email,
    phone: customer.phone,
    status: customer.status,
    account_state: customer.accountState,
    blacklisted: customer.blacklisted,
    tags: (tags.get(customer.key) ?? []).map(({ name }) => name),
    groups: (groups.get(customer.groupKey ?? 0) ?? []).map(({ uuidId, name }) => ({ id: uuidId, name })),
    countries: [
      ...new Set((addresses.get(customer.key) ?? []).flatMap(({ countryCode }) => countryCode || [])),
    ],
    orders_count: customer.placedOrdersCount,
    last_order_at: customer.lastPlacedAt?.toISOString() ?? null,
    spent: (totals.get(customer.key) ?? []).map(({ currency, spentAmount, placedCount }) => ({
      currency,
      amount: spentAmount,
      orders_count: placedCount,
    })),
    email_consent: customer.emailConsentState,
    sms_consent: customer.smsConsentState,
    platforms: (sources.get(customer.key) ?? [])
      .flatMap(({ sourceKey }) => known.get(sourceKey) ?? [])
      .map(({ dialect, name }) => ({ platform: dialect, source: name })),
    origin: customer.referenceOrigin,
    reference: customer.reference,
    created_at: customer.createdAt.toISOString(),
    updated_at: customer.updatedAt.toISOString(),
    erased_at: customer.erasedAt?.toISOString() ?? null,
  }))
}
