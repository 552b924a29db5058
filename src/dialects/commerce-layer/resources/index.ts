/** Every resource by its type, and the types that are only linked to. */
import type { RecordType } from '../../../core/schema.ts'
import { bareResource } from '../describe-resource.ts'
import type { Resource } from '../resource.ts'
import { addresses } from './addresses.ts'
import { applications } from './applications.ts'
import { attachments } from './attachments.ts'
import { customerAddresses } from './customer-addresses.ts'
import { customerGroups } from './customer-groups.ts'
import { customerPasswordResets } from './customer-password-resets.ts'
import { customerPaymentSources } from './customer-payment-sources.ts'
import { customerSubscriptions } from './customer-subscriptions.ts'
import { customers } from './customers.ts'
import { eventCallbacks } from './event-callbacks.ts'
import { eventStores } from './event-stores.ts'
import { events } from './events.ts'
import { markets } from './markets.ts'
import { orderSubscriptions } from './order-subscriptions.ts'
import { orders } from './orders.ts'
import { organizations } from './organizations.ts'
import { returns } from './returns.ts'
import { skuLists } from './sku-lists.ts'
import { stockLocations } from './stock-locations.ts'
import { tags } from './tags.ts'
import { versionsOf } from './versions.ts'
import { webhooks } from './webhooks.ts'

const changing = [
  customers,
  customerGroups,
  customerAddresses,
  addresses,
  customerPaymentSources,
  customerSubscriptions,
  tags,
  orders,
  orderSubscriptions,
  returns,
  eventStores,
  skuLists,
  attachments,
  events,
  webhooks,
  eventCallbacks,
  markets,
  stockLocations,
  customerPasswordResets,
]
const described = [...changing, versionsOf(changing), organizations, applications]

const known = new Set(described.map(({ type }) => type))

/** Types that are linked to and not described; these two are the ledger's. */
const LEDGER_TYPES: Readonly<Record<string, RecordType>> = { captures: 'payment', refunds: 'refund' }
const linkedOnly = new Set(
  described
    .flatMap(({ relationships }) => relationships.flatMap(({ targets }) => targets))
    .filter((type) => !known.has(type)),
)

export const resources: ReadonlyMap<string, Resource> = new Map(
  [...described, ...[...linkedOnly].map((type) => bareResource(type, LEDGER_TYPES[type]))].map((resource) => [
    resource.type,
    resource,
  ]),
)

/** The targets of a relationship: one, or several when it is polymorphic. */
export const targetsOf = (relationship: { targets: readonly string[] }): Resource[] =>
  relationship.targets.flatMap((type) => resources.get(type) ?? [])

/** The one target of a relationship; none when it is polymorphic. */
export const targetOf = (relationship: { targets: readonly string[] }): Resource | undefined =>
  relationship.targets.length === 1 ? resources.get(relationship.targets[0] ?? '') : undefined
