/** Customers with all that hangs on them: tags, addresses, orders and what was paid for these. */
import type { Json, JsonObject } from '../../../core/schema.ts'
import type { ClientAnswer, Get, SyncItem, SyncStream, Walk } from '../../client.ts'
import { asObject, idOrOdd, itemOr } from '../../odd-item.ts'
import { createTimeZones, type OffsetAt } from '../time.ts'
import { addressDraft } from './address-draft.ts'
import { exists, ROOT } from './asking.ts'
import { customerDraft, tagDrafts } from './customer-draft.ts'
import { readMembers } from './groups.ts'
import { nextCursor } from './link-header.ts'
import { orderDrafts } from './order-drafts.ts'
import { bodyOf, idOf, objectOf, objectsOf, textOf } from './read-answer.ts'

const LIST = `${ROOT}/v2/customers.json`
/** Who has orders costs a request of their own, and a page that was cut off is read again. */
const PAGE = 50
/** As many as the platform gives at once. */
const ORDERS = 100
/** A cursor that the server no longer knows is a wrong parameter, or one out of range (section 3.6). */
const NO_CURSOR = [400, 422]
/** So often a walk begins anew before the server is given up. */
const RESTARTS = 3

/** Where a walk goes on: the list's cursor, and the last id before it, should the cursor no longer hold. */
type Position = { cursor: string | null; below: string | null }

export const customers: SyncStream = {
  name: 'customers',
  type: 'customer',
  // An order that changes a figure of its customer's changes the customer (docs/mapping/shopline.md).
  incremental: true,
  pages: customerPages,
  exists: (get, id) => exists(get, `${ROOT}/customers/v2/${encodeURIComponent(id)}.json`),
}

async function* customerPages(walk: Walk): ReturnType<SyncStream['pages']> {
  const { get, since, shop } = walk
  const offsetAt = createTimeZones()(shop.timeZone)
  // The list is known to hold whole seconds, and gives what changed in the first one too.
  const changed = since
    ? `&updated_at_min=${encodeURIComponent(since.toISOString().replace(/\..*/, '+00:00'))}`
    : ''
  let position = readPosition(walk.from)
  const total = position.cursor === null && !since ? await countCustomers(get) : null
  let members: Awaited<ReturnType<typeof readMembers>> | undefined
  for (let restarts = 0; ; ) {
    const answer = await getPage(get, position.cursor, changed)
    if (answer.status !== 200 && position.cursor !== null && restarts++ < RESTARTS) {
      position = { ...position, cursor: null }
      continue
    }
    const list = bodyOf(answer, LIST).customers
    const shown = objectsOf(list)
    const fresh = shown.filter(({ id }) => idOf(id) !== null && isBelow(String(id), position.below))
    const nameless = (Array.isArray(list) ? list : []).filter((one) => idOf(objectOf(one).id) === null)
    if (fresh.length > 0 && members === undefined) members = await readMembers(get)
    const items = await itemsOf(get, fresh, members ?? null, offsetAt)
    const cursor = nextCursor(answer.headers)
    position = { cursor, below: idOf(fresh.at(-1)?.id) ?? position.below }
    yield { items: [...items, ...nameless.map(namelessItem)], next: cursor === null ? null : position, total }
    if (cursor === null) return
  }
}

function readPosition(from: Json): Position {
  const { cursor, below } = objectOf(from ?? undefined)
  return { cursor: idOf(cursor), below: idOf(below) }
}

/** The list runs down the ids: what is not below was read before the walk began anew. */
const isBelow = (id: string, bound: string | null): boolean =>
  bound === null || !/^\d+$/.test(id) || BigInt(id) < BigInt(bound)

const getPage = (get: Get, cursor: string | null, changed: string): Promise<ClientAnswer> =>
  cursor === null
    ? get(`${LIST}?limit=${PAGE}${changed}`)
    : get({ url: `${LIST}?limit=${PAGE}&page_info=${encodeURIComponent(cursor)}`, accepts: NO_CURSOR })

async function countCustomers(get: Get): Promise<number | null> {
  const url = `${ROOT}/customers/v2/count.json`
  const { count } = bodyOf(await get(url), url)
  return typeof count === 'number' ? count : null
}

async function itemsOf(
  get: Get,
  shown: readonly JsonObject[],
  members: ReadonlyMap<string, string> | null,
  offsetAt: OffsetAt,
): Promise<SyncItem[]> {
  const entries = await readEntries(
    get,
    shown.filter(({ addresses }) => objectsOf(addresses).length > 0).map(({ id }) => String(id)),
  )
  const items: SyncItem[] = []
  for (const customer of shown) {
    const remoteId = String(customer.id)
    const orders = customer.orders_count === 0 ? [] : await readOrders(get, remoteId)
    if (orders === null) continue
    const group = members?.get(remoteId)
    const pointer = members ? (group === undefined ? null : { numberId: group }) : undefined
    const told = { type: 'customer' as const, remoteId, shown: customer }
    items.push(
      itemOr(told, () => ({
        ...told,
        drafts: [
          customerDraft(customer, pointer, offsetAt),
          ...tagDrafts(customer),
          ...objectsOf(customer.addresses).flatMap(
            (address) => addressDraft(remoteId, address, entries.get(String(address.id)) ?? null) ?? [],
          ),
          ...orderDrafts(customer, orders, offsetAt),
        ],
        whole: ['address', 'order', 'payment', 'refund'] as const,
        emailVerified: textOf(customer.email) ? customer.verified_email === true : null,
      })),
    )
  }
  return items
}

/** Shown without an id, so that nobody could ask for it again. */
const namelessItem = (shown: Json): SyncItem => {
  const told = { type: 'customer' as const, remoteId: idOrOdd(shown), shown: asObject(shown) }
  return itemOr<SyncItem>(told, () => {
    throw new TypeError('it has no id')
  })
}

/** The address books of these customers, by the addresses' ids: they say more than what stands inside a customer. */
async function readEntries(get: Get, uids: readonly string[]): Promise<Map<string, JsonObject>> {
  if (uids.length === 0) return new Map()
  const url = `${ROOT}/customers/addresses/list.json`
  const answer = await get({ method: 'POST', url, body: JSON.stringify({ uids, address_types: [0] }) })
  const books = objectsOf(bodyOf(answer, url).user_address)
  return new Map(
    books.flatMap(({ addresses }) => objectsOf(addresses).map((entry) => [String(entry.id), entry])),
  )
}

/** Archived ones too, newest first; null where the customer is gone in the meantime. */
async function readOrders(get: Get, customerId: string): Promise<JsonObject[] | null> {
  const list = `${ROOT}/customers/${encodeURIComponent(customerId)}/orders.json?status=any&limit=${ORDERS}`
  const found: JsonObject[] = []
  for (let url: string | null = list; url !== null; ) {
    const answer = await get(url)
    if (answer.status === 404) return null
    found.push(...objectsOf(bodyOf(answer, url).list))
    const cursor = nextCursor(answer.headers)
    url = cursor === null ? null : `${list}&page_info=${encodeURIComponent(cursor)}`
  }
  return found
}
