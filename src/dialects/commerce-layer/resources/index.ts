/** Every resource by its type, and the types that are only linked to. */
import type { Resource } from '../resource.ts'
import { addresses } from './addresses.ts'
import { customerAddresses } from './customer-addresses.ts'
import { customerGroups } from './customer-groups.ts'
import { customers } from './customers.ts'
import { eventStores } from './event-stores.ts'
import { notKept } from './not-kept.ts'
import { orderSubscriptions } from './order-subscriptions.ts'
import { orders } from './orders.ts'
import { tags } from './tags.ts'

const kept = [
  customers,
  customerGroups,
  customerAddresses,
  addresses,
  tags,
  orders,
  orderSubscriptions,
  eventStores,
]

export const resources: ReadonlyMap<string, Resource> = new Map(
  [...kept, ...notKept].map((resource) => [resource.type, resource]),
)

/** Types that a relationship leads to and that are not described: nothing of them is kept. */
export const linkedTypes: ReadonlySet<string> = new Set(
  [...resources.values()].flatMap(({ relationships }) => relationships.flatMap(({ targets }) => targets)),
)

/** The one described target of a relationship; none when it is polymorphic or not described. */
export const targetOf = (relationship: { targets: readonly string[] }): Resource | undefined =>
  relationship.targets.length === 1 ? resources.get(relationship.targets[0] ?? '') : undefined
