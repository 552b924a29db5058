/** What platforms show of a store beyond its name: contact data, as `name=value` on the command line. */
import { CoreError } from '../core/errors.ts'
import type { Json, JsonObject } from '../core/schema.ts'

const TEXTS = [
  ...['email', 'website_url', 'logo_url', 'tax_id', 'company_name', 'full_name', 'phone'],
  ...['street', 'street_number', 'house_number', 'post_code', 'city', 'state', 'country'].map(
    (part) => `address.${part}`,
  ),
]
/** Whether the store is connected to its payment provider: without it Easycart sells nothing (422). */
const FLAGS = ['stripe_connected']

/** The names that a profile may have. */
export const PROFILE_NAMES: readonly string[] = [...TEXTS, ...FLAGS]

/**
 * The profile with these changes: `['email=shop@example.com', 'address.city=Kraków', 'phone=']`, where an empty value
 * takes away what was there. Throws `invalid-value`.
 */
export function changeProfile(profile: JsonObject, changes: readonly string[]): JsonObject {
  const changed: JsonObject = { ...profile }
  for (const change of changes) {
    const at = change.indexOf('=')
    const [name, text] = [change.slice(0, Math.max(at, 0)), change.slice(at + 1)]
    if (!PROFILE_NAMES.includes(name))
      throw wrong(change, `<name>=<value> with one of ${PROFILE_NAMES.join(', ')}`)
    if (FLAGS.includes(name) && !['true', 'false', ''].includes(text))
      throw wrong(change, `${name}=true or ${name}=false`)
    const value = text === '' ? null : FLAGS.includes(name) ? text === 'true' : text
    const [first = '', part] = name.split('.')
    changed[first] = part === undefined ? value : withMember(changed[first], part, value)
  }
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== null))
}

function withMember(before: Json | undefined, name: string, value: Json): JsonObject | null {
  const others = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {}
  const members = Object.entries({ ...others, [name]: value }).filter(([, one]) => one !== null)
  return members.length > 0 ? Object.fromEntries(members) : null
}

const wrong = (change: string, allowed: string): CoreError =>
  new CoreError(
    'invalid-value',
    { field: 'profile' },
    `profile ${JSON.stringify(change)} is not allowed: use ${allowed}`,
  )
