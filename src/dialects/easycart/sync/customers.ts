/**
 * The stream of customers with what they have access to: everybody who is listed in some currency, once. Who never
 * placed an order is in no list; what else they have names them, and then `customersOf` reads them.
 */
import type { Draft } from '../../../core/draft.ts'
import type { JsonObject } from '../../../core/schema.ts'
import type { Get, SyncItem, SyncStream, Walk } from '../../client.ts'
import { oldestFirst, type Place } from './oldest-first.ts'
import { existsAt, readEach, readOne } from './read-one.ts'
import { memoryOf } from './run-memory.ts'
import { type Access, type Customer, type Row, timeIn, timeOrNull } from './wire.ts'

interface CustomerPlace extends JsonObject {
  currency: string
  place: Place | null
}
type Reading = Pick<Walk, 'get' | 'shop'>

export const customers: SyncStream = {
  name: 'customers',
  type: 'customer',
  incremental: false,
  async *pages({ get, from, shop }) {
    const start = from as CustomerPlace | null
    const currencies = (await currenciesOf(get)).filter((code) => !start || code >= start.currency)
    for (const [index, currency] of currencies.entries()) {
      const place = currency === start?.currency ? start.place : null
      const url = `/api/v1/customers?currency=${currency}`
      for await (const { rows, next } of oldestFirst<Row>(get, url, { from: place })) {
        const after = currencies[index + 1]
        const ended = after ? { currency: after, place: null } : null
        const items = await customersOf(
          { get, shop },
          rows.map(({ id }) => id),
        )
        yield { items, next: next ? { currency, place: next } : ended, total: null }
      }
    }
  },
  // Any currency will do.
  exists: existsAt((id) => `/customers/${id}?currency=usd`),
}

/** Those in which the store sells (Get Store), in the order of the alphabet. */
async function currenciesOf(get: Get): Promise<string[]> {
  const { currencies }: { currencies: string[] } = JSON.parse((await get('/api/v1/store')).body)
  return [...currencies].sort()
}

/** Those of these customers that this run did not give yet. */
export async function customersOf({ get, shop }: Reading, ids: readonly string[]): Promise<SyncItem[]> {
  const { customers: given, accesses } = memoryOf(get)
  const wanted = [...new Set(ids)].filter((id) => !given.has(id))
  for (const id of wanted) given.add(id)
  const query = `currency=${shop.currency.toLowerCase()}&include=products`
  const rows = wanted.map((id) => ({ id }))
  const { found, odd } = await readEach('customer', rows, async (id) => {
    const customer = await readOne<Customer>(get, `/customers/${id}?${query}`)
    if (!customer) return null
    const item = itemOf(customer)
    for (const access of customer.products) accesses.set(access.id, { customer: customer.id, access })
    return item
  })
  return [...found, ...odd]
}

const itemOf = (customer: Customer): SyncItem => ({
  type: 'customer',
  remoteId: customer.id,
  drafts: [
    {
      type: 'customer',
      values: {
        uuidId: customer.id,
        email: customer.email || null,
        fullName: customer.name,
        avatarUrl: customer.avatar,
      },
      links: {},
    },
    // Shown newest first.
    ...customer.products.map((access) => accessDraft(access, customer.id)).reverse(),
  ],
  whole: ['productAccess'],
  emailVerified: null,
  shown: customer,
})

/** What somebody has access to; which order gave it is shown by the order. */
export const accessDraft = (access: Access, customer: string): Draft => ({
  type: 'productAccess',
  values: {
    uuidId: access.id,
    productUuid: access.product_id,
    productName: access.product_name,
    variantName: access.variant_name,
    activeUntil: timeOrNull(access.active_until),
    createdAt: timeIn(access.created_at),
  },
  links: { customerKey: { uuidId: customer } },
})
