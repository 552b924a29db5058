/** Learns from a store that nobody knows whom and what the cases can be about; it only reads. */
import type { Facts } from '../../case.ts'
import type { CheckSend } from '../../conformance.ts'
import { type Found, knownOf, listIn, type Members, textOf } from '../../learn.ts'
import { read } from './wire.ts'

/** UUIDs that nobody has. */
export const NOBODYS = {
  unknown: '99999999-9999-4999-8999-999999999999',
  foreign_store: '99999999-9999-4999-8999-999999999998',
}
/** A store sells in a few currencies; of many the first ones are enough to choose from. */
const MOST_CURRENCIES = 8
const MOST_PAGES = 10
const MOST_PRODUCTS = 5

interface Listing {
  currency: string
  pages: number
  items: Members[]
}

export async function discoverFacts(send: CheckSend): Promise<Facts> {
  const shop = await read(send, '/store')
  const store = textOf((shop?.store as Members | undefined)?.id)
  const codes = Array.isArray(shop?.currencies) ? shop.currencies.filter((code) => textOf(code)) : []
  const listings = await Promise.all(codes.slice(0, MOST_CURRENCIES).map((code) => listingOf(send, code)))
  // The currency that most have ordered in.
  const [listing] = listings.toSorted((one, other) => other.pages - one.pages)
  return knownOf({
    ...NOBODYS,
    store,
    store_upper: store?.toUpperCase(),
    currency: listing?.currency,
    ...(listing ? await customersOf(send, listing) : {}),
    ...(await recordsOf(send)),
  })
}

async function listingOf(send: CheckSend, currency: string, page = 1): Promise<Listing> {
  const answer = await read(send, `/customers?currency=${currency}&page=${page}`)
  const pages = Number((answer?.pagination as Members | undefined)?.total_pages ?? 0)
  return { currency, pages, items: listIn(answer, 'items') }
}

/** `customer` is on the first page, and `second` below. */
async function customersOf(send: CheckSend, { currency, pages, items }: Listing): Promise<Found> {
  // Whoever shows most, and ordered last about noon.
  const told = ({ name, avatar, last_order: last }: Members) =>
    [name, avatar, dayOf(last)].filter((value) => textOf(value)).length
  const [customer] = items.filter(simpleEmail).toSorted((one, other) => told(other) - told(one))
  const id = textOf(customer?.id)
  const mine = dayOf(customer?.last_order)
  const others = items.filter((item) => item.id !== id)
  const before = mine && others.findLast((item) => (dayOf(item.last_order) ?? mine) < mine)
  const second = before || others.at(-1)
  const found: Found = {
    customer_pages: items.length > 0 ? String(pages) : undefined,
    customer: id,
    customer_upper: id?.toUpperCase(),
    second: textOf(second?.id),
    ...(id ? await figuresOf(send, id, currency) : {}),
    ...(await datedOf(send, { currency, pages, items })),
  }
  return before ? { ...found, last_day: mine } : found
}

/** What the single object says, for the list to say the same. */
async function figuresOf(send: CheckSend, id: string, currency: string): Promise<Found> {
  const shown = await read(send, `/customers/${id}?currency=${currency}`)
  const texts = ['name', 'email', 'avatar', 'first_seen', 'last_order'] as const
  const numbers = ['orders_count', 'subscriptions_count', 'lifetime_value'] as const
  return {
    ...Object.fromEntries(texts.map((name) => [name, textOf(shown?.[name])])),
    ...Object.fromEntries(
      numbers.map((name) => [name, Number.isSafeInteger(shown?.[name]) ? String(shown?.[name]) : undefined]),
    ),
    email_upper: textOf(shown?.email)?.toUpperCase(),
  }
}

/** Somebody who ordered about noon, when it is the same day nearly everywhere. */
async function datedOf(send: CheckSend, { currency, pages, items }: Listing): Promise<Found> {
  for (let page = 1; page <= Math.min(pages, MOST_PAGES); page++) {
    const list = page === 1 ? items : (await listingOf(send, currency, page)).items
    const dated = list.find((item) => simpleEmail(item) && dayOf(item.first_seen) && dayOf(item.last_order))
    if (dated)
      return {
        dated: textOf(dated.id),
        dated_email: textOf(dated.email),
        dated_first: dayOf(dated.first_seen),
        dated_last: dayOf(dated.last_order),
      }
  }
  return {}
}

/** Any one of each kind. */
async function recordsOf(send: CheckSend): Promise<Found> {
  const first = async (path: string) => textOf(listIn(await read(send, path), 'items')[0]?.id)
  const products = listIn(await read(send, '/products'), 'items')
  const [order, transaction, subscription, promotion] = await Promise.all(
    ['/orders', '/transactions', '/subscriptions', '/promotion-codes'].map(first),
  )
  return {
    any_order: order,
    any_transaction: transaction,
    any_subscription: subscription,
    any_promotion: promotion,
    any_product: textOf(products[0]?.id),
    any_variant: await variantOf(send, products),
  }
}

async function variantOf(send: CheckSend, products: readonly Members[]): Promise<string | undefined> {
  for (const { id } of products.slice(0, MOST_PRODUCTS)) {
    const [variant] = listIn(await read(send, `/products/${id}`), 'variants')
    if (variant) return textOf(variant.id)
  }
  return undefined
}

/** One that needs no encoding. */
const simpleEmail = ({ email }: Members): boolean => /^[\w.-]+@[\w.-]+$/.test(String(email))

/** `2026-02-01` of `2026-02-01T11:30:00+00:00`; undefined where it is another day elsewhere. */
const dayOf = (time: unknown): string | undefined => /^(\d{4}-\d\d-\d\d)T1[0-3]:/.exec(String(time))?.[1]
