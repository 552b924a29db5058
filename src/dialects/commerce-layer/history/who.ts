/** Who acted, in the platform's three words (section 4.4). */
import type { Customer, Event, JsonObject } from '../../../core/schema.ts'
import { fold } from '../../../lib/fold.ts'

const WHO = ['application', 'owner', 'worker']

/** The customer that owned the token, as far as they are still known. */
export type Owners = ReadonlyMap<string, Customer>

export const ownerIdOf = ({ actor }: Event): string | null => {
  const owner = actor.owner as JsonObject | undefined
  return owner?.type === 'Customer' && typeof owner.id === 'string' ? owner.id : null
}

/** The members in the order of section 4.4; the store keeps an order of its own. */
const MEMBERS = ['id', 'client_id', 'type', 'kind', 'public', 'confidential']
const ordered = (kept: JsonObject): JsonObject =>
  Object.fromEntries(
    [...new Set([...MEMBERS.filter((name) => name in kept), ...Object.keys(kept)])].map((name) => [
      name,
      kept[name] ?? null,
    ]),
  )

/** `{"application": {…}, "owner": {"id", "type", "email", …}}`; anything else that wrote is a worker. */
export function whoOf(event: Event, owners: Owners): JsonObject {
  const { actor } = event
  const known = WHO.filter((name) => actor[name])
  if (known.length === 0) return { worker: { id: String(actor.kind ?? 'clientele'), type: 'Worker' } }
  const customer = owners.get(ownerIdOf(event) ?? '')
  return Object.fromEntries(
    known.map((name) => [
      name,
      { ...ordered(actor[name] as JsonObject), ...(name === 'owner' ? personOf(customer) : {}) },
    ]),
  )
}

function personOf(customer: Customer | undefined): JsonObject {
  if (!customer) return {}
  const { email, firstName, lastName } = customer
  return {
    ...(email === null ? {} : { email: fold(email.trim()) }),
    ...(firstName === null ? {} : { first_name: firstName }),
    ...(lastName === null ? {} : { last_name: lastName }),
  }
}
