/** Who may do what (section 2.4), as data. A refusal is 401 UNAUTHORIZED (section 7.4). */
import { type Condition, never } from '../../core/query.ts'
import { inScope } from './links.ts'
import type { Resource } from './resource.ts'
import type { Caller } from './tokens.ts'

/** `show` also opens what is reached through the record, such as `/api/customers/:id/orders`. */
export type Action = 'list' | 'show' | 'create' | 'update' | 'delete'
export type Role = 'integration' | 'guest' | 'customer'

/** Singletons that every application may see; the vendor's command line asks for both when it logs in. */
const EVERYONE = { organizations: ['show'], applications: ['show'] } as const

const OWN = ['show', 'create', 'update', 'delete'] as const

/** Resource type → what is allowed; a type that is not listed is refused. */
const SALES_CHANNEL: Record<Exclude<Role, 'integration'>, Readonly<Record<string, readonly Action[]>>> = {
  /** May sign a customer up, and cannot read it back. */
  guest: { ...EVERYONE, customers: ['create'], customer_password_resets: ['create', 'update'] },
  /** Only the customer that owns the token, and what belongs to it. */
  customer: {
    ...EVERYONE,
    customers: ['show', 'create', 'update', 'delete'],
    customer_addresses: OWN,
    addresses: OWN,
    customer_payment_sources: ['show', 'update', 'delete'],
    customer_subscriptions: ['show', 'create', 'update', 'delete'],
    customer_password_resets: ['create', 'update'],
    order_subscriptions: ['show', 'create'],
    orders: ['show', 'create', 'update'],
  },
}

/** What the scope of a sales channel's token names is shown to it where other records lead there (section 5.6). */
const SCOPED: ReadonlySet<string> = new Set(['markets', 'stock_locations'])

/** [assumed] A webapp acts as the user's role, and the only role there is may do everything. */
export const roleOf = (caller: Caller): Role => {
  if (caller.kind !== 'sales_channel') return 'integration'
  return caller.owner?.type === 'Customer' ? 'customer' : 'guest'
}

/** Whether the caller may do that to resources of that type at all; whose they may be says `visible`. */
export function isAllowed(caller: Caller, action: Action, resourceType: string): boolean {
  const role = roleOf(caller)
  if (role === 'integration') return true
  const table = SALES_CHANNEL[role]
  return Object.hasOwn(table, resourceType) && (table[resourceType]?.includes(action) ?? false)
}

/**
 * The records of that resource that the caller may see: every read of the dialect goes through this, lists,
 * single records, includes, filters through relationships and the targets of a write alike. Undefined: all.
 */
export function visible(resource: Resource, caller: Caller): Condition | undefined {
  const role = roleOf(caller)
  if (role === 'integration') return undefined
  // Known by its id alone, and reached only through a record that the caller may see.
  if (!resource.served && resource.kind !== null) return undefined
  if (resource.openToWriters) return undefined
  if (SCOPED.has(resource.type)) return inScope(resource, caller)
  const owner = caller.owner
  if (role === 'guest' || !owner || owner.key === null || !resource.ownedBy) return never
  return isAllowed(caller, 'show', resource.type) ? resource.ownedBy({ key: owner.key, id: owner.id }) : never
}
