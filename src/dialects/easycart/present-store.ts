/** Stores as Get Store and List Stores show them (sections 4.1 and 4.2). */
import type { Reach } from '../../core/credentials.ts'
import type { Organization } from '../../core/ports.ts'
import type { Json, JsonObject } from '../../core/schema.ts'
import { isObject } from './own-extras.ts'
import { presentTime } from './present.ts'

const CONTACT = ['email', 'website_url', 'logo_url', 'tax_id', 'company_name', 'full_name', 'phone'] as const
const ADDRESS = ['street', 'street_number', 'house_number', 'post_code', 'city', 'state', 'country'] as const

export const presentStore = (store: Organization) => ({
  id: store.uuidId,
  name: store.name,
  slug: store.slug,
  ...pick(CONTACT, store.profile),
  address: isObject(store.profile.address) ? pick(ADDRESS, store.profile.address) : null,
  created_at: presentTime(store.createdAt),
})

/** `name` falls back to the contact e-mail; the default store is the first one the token was made for. */
export const presentReach = ({ organization, role, position }: Reach) => ({
  id: organization.uuidId,
  name: organization.name || textOrNull(organization.profile.email) || organization.slug,
  slug: organization.slug,
  role,
  is_default: position === 0,
})

const textOrNull = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null

/** These members in this order, each text or null. */
const pick = <N extends string>(names: readonly N[], from: JsonObject) =>
  Object.fromEntries(names.map((name) => [name, textOrNull(from[name])])) as Record<N, string | null>
