/** Every resource by its type, and the types that are only linked to. */
import { COMMON_ABSENT, type Resource, resource } from '../resource.ts'
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
  [...kept, ...notKept].map((described) => [described.type, described]),
)

/** Types that a relationship leads to and that are not described: nothing of them is kept. */
export const linkedTypes: ReadonlySet<string> = new Set(
  [...resources.values()].flatMap(({ relationships }) => relationships.flatMap(({ targets }) => targets)),
)

/** What may be asked of a resource that is only linked to: its id, and what every resource has. */
export const LINKED_ONLY = resource('', null, { attributes: COMMON_ABSENT, relationships: {} })

/** The one described target of a relationship; none when it is polymorphic or not described. */
export const targetOf = (relationship: { targets: readonly string[] }): Resource | undefined =>
  relationship.targets.length === 1 ? resources.get(relationship.targets[0] ?? '') : undefined
