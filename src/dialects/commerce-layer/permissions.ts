/** Who may do what (section 2.4), as data. A refusal is 401 UNAUTHORIZED (section 7.4). */
import type { Caller } from './tokens.ts'

/** `related`: a list reached through the record that owns it, such as `/api/customers/:id/orders`. */
export type Action = 'list' | 'show' | 'related' | 'create' | 'update' | 'delete'
export type Role = 'integration' | 'guest' | 'customer'

/** Singletons that every application may see; the vendor's command line asks for both when it logs in. */
const EVERYONE = { organization: ['show'], application: ['show'] } as const

const OWN = ['show', 'related', 'create', 'update', 'delete'] as const

/** Resource type → what is allowed; a type that is not listed is refused. */
const SALES_CHANNEL: Record<Exclude<Role, 'integration'>, Readonly<Record<string, readonly Action[]>>> = {
  /** May sign a customer up, and cannot read it back. */
  guest: { ...EVERYONE, customers: ['create'] },
  /** Only the customer that owns the token, and what belongs to it. */
  customer: {
    ...EVERYONE,
    customers: ['show', 'create', 'update', 'delete'],
    customer_addresses: OWN,
    addresses: OWN,
    customer_payment_sources: ['show', 'related', 'update', 'delete'],
    customer_subscriptions: ['show', 'related', 'create'],
    order_subscriptions: ['show', 'related', 'create'],
    orders: ['show', 'related', 'create', 'update'],
  },
}

/** [assumed] A webapp acts as the user's role, and the only role there is may do everything. */
export const roleOf = (caller: Caller): Role => {
  if (caller.kind !== 'sales_channel') return 'integration'
  return caller.owner?.type === 'Customer' ? 'customer' : 'guest'
}

/** Whether the caller may do that to resources of that type at all; whose they may be says `ownerLimit`. */
export function isAllowed(caller: Caller, action: Action, resourceType: string): boolean {
  const role = roleOf(caller)
  if (role === 'integration') return true
  const table = SALES_CHANNEL[role]
  return Object.hasOwn(table, resourceType) && (table[resourceType]?.includes(action) ?? false)
}

/** The public id of the one customer whose records the caller may see; null: everybody's. */
export const ownerLimit = (caller: Caller): string | null =>
  roleOf(caller) === 'customer' ? (caller.owner?.id ?? null) : null
