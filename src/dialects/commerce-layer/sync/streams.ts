/**
 * What is read of a Commerce Layer server, what is pointed to first. Not read: history (events, versions), webhooks and
 * password resets, which are this server's own affair, and whatever is shown by its id alone.
 */
import type { Draft, ExchangedType } from '../../../core/draft.ts'
import type { Json, JsonObject } from '../../../core/schema.ts'
import type { Get, SyncItem, SyncStream } from '../../client.ts'
import { asObject, idOrOdd, itemOr } from '../../odd-item.ts'
import type { Resource } from '../resource.ts'
import { addresses } from '../resources/addresses.ts'
import { attachments } from '../resources/attachments.ts'
import { customerAddresses } from '../resources/customer-addresses.ts'
import { customerGroups } from '../resources/customer-groups.ts'
import { customerPaymentSources } from '../resources/customer-payment-sources.ts'
import { customerSubscriptions } from '../resources/customer-subscriptions.ts'
import { customers } from '../resources/customers.ts'
import { markets } from '../resources/markets.ts'
import { orderSubscriptions } from '../resources/order-subscriptions.ts'
import { orders } from '../resources/orders.ts'
import { returns } from '../resources/returns.ts'
import { skuLists } from '../resources/sku-lists.ts'
import { stockLocations } from '../resources/stock-locations.ts'
import { tags } from '../resources/tags.ts'
import { type FindIncluded, findIncluded, isResource, linkage, type ResourceObject } from './json-api.ts'
import { readDraft } from './read-draft.ts'
import {
  type Complete,
  completeAddress,
  completeCustomer,
  completeOrder,
  completeSubscription,
} from './read-special.ts'
import { leaves } from './walk.ts'

interface Reading {
  resource: Resource
  complete?: Complete
  /** Relationships to include beside those that the drafts link by. */
  also?: readonly string[]
  /** Which record an object is, where that is not the object's own. */
  read?: (object: ResourceObject, find: FindIncluded) => Draft[]
  /** Before the id, where another stream has records of the same type. */
  prefix?: string
  whenGone?: Readonly<Record<string, unknown>>
}

/** The entry of an address book and its address are one record. */
function readEntry(object: ResourceObject, find: FindIncluded): Draft[] {
  const [entry] = readDraft(customerAddresses, object)
  const id = linkage(object, 'address')?.[0]
  const included = id && find(id)
  if (!included) return []
  const [address, ...bare] = readDraft(addresses, included)
  completeAddress(address, included, find)
  return [
    {
      ...address,
      values: { ...entry.values, ...address.values },
      links: { ...entry.links, ...address.links },
    },
    ...bare,
  ]
}

const READINGS: readonly Reading[] = [
  { resource: tags },
  { resource: customerGroups },
  { resource: customers, complete: completeCustomer },
  {
    resource: customerAddresses,
    also: ['address'],
    read: readEntry,
    prefix: 'book/',
    // An address that leaves its book stays, and is nobody's.
    whenGone: { customerKey: null, isDefault: false },
  },
  { resource: addresses, complete: completeAddress },
  { resource: stockLocations },
  { resource: markets },
  { resource: customerPaymentSources },
  { resource: orders, complete: completeOrder, also: ['captures', 'refunds'] },
  { resource: orderSubscriptions, complete: completeSubscription },
  { resource: returns },
  { resource: customerSubscriptions },
  { resource: skuLists },
  { resource: attachments },
]

export const streams: readonly SyncStream[] = READINGS.map(streamOf)

function streamOf(reading: Reading): SyncStream {
  const { resource, whenGone } = reading
  const prefix = prefixOf(reading)
  return {
    name: resource.type,
    type: resource.record as ExchangedType,
    incremental: true,
    async *pages(walk) {
      for await (const { document, objects, next, total } of leaves(resource, reading.also ?? [], walk)) {
        const find = findIncluded(document)
        yield { items: objects.map((object) => itemOf(reading, object, find)), next, total }
      }
    },
    owns: (remoteId) => (prefix ? remoteId.startsWith(prefix) : !remoteId.includes('/')),
    exists: (get: Get, remoteId) => exists(get, resource, remoteId.slice(prefix.length)),
    ...(whenGone ? { whenGone } : {}),
  }
}

/** The long tail's records are of one type: an id alone would not say whose stream asks for it. */
function prefixOf({ resource, prefix = '' }: Reading): string {
  return resource.record === 'record' ? `${resource.type}/` : prefix
}

function itemOf(reading: Reading, object: ResourceObject, find: FindIncluded): SyncItem {
  const { resource, complete, read } = reading
  const { type, id, attributes = {} } = asObject(object as unknown as Json)
  const told = {
    type: resource.record as ExchangedType,
    remoteId: idOrOdd(object as unknown as Json, prefixOf(reading)),
    shown: (isResource(object)
      ? { type, id, attributes }
      : asObject(object as unknown as Json)) as JsonObject,
  }
  return itemOr(told, () => {
    if (!isResource(object)) throw new TypeError('it has no type and id')
    return {
      ...told,
      drafts: read ? read(object, find) : plainDrafts(resource, complete, object, find),
      ...(resource.record === 'customer' ? { emailVerified: null } : {}),
    }
  })
}

function plainDrafts(
  resource: Resource,
  complete: Complete | undefined,
  object: ResourceObject,
  find: FindIncluded,
): Draft[] {
  const [draft, ...bare] = readDraft(resource, object)
  return [draft, ...bare, ...(complete?.(draft, object, find) ?? [])]
}

const exists = async (get: Get, resource: Resource, id: string): Promise<boolean> =>
  (await get(`/api/${resource.type}/${id}?fields[${resource.type}]=created_at`)).status !== 404
