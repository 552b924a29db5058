/** Adds a tenant after checking every value; says which one is wrong and what is allowed. */

import { CoreError } from '../core/errors.ts'
import { isCurrency } from '../core/money.ts'
import type { OrganizationInput as Input } from '../core/organization-admin.ts'
import type { Organization, PublicIds } from '../core/ports.ts'
import type { JsonObject } from '../core/schema.ts'
import { RESERVED_LABELS } from '../lib/host-labels.ts'
import type { Store } from '../store/open-store.ts'

export interface OrganizationInput extends Input {
  profile?: JsonObject
}

/** A DNS label (RFC 1123). */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

export async function createOrganization(
  organizations: Store['organizations'],
  identities: { mintOrganization(): PublicIds & { merchantId: string } },
  input: OrganizationInput,
): Promise<Organization> {
  const handle = input.handle ?? input.slug
  await checkLabels(organizations, input.slug, handle)
  const currency = input.currency.toUpperCase()
  if (!isCurrency(currency)) throw wrong('currency', input.currency, 'an ISO 4217 code such as USD')
  if (!isTimeZone(input.timeZone))
    throw wrong('time zone', input.timeZone, 'an IANA name such as Europe/Warsaw')
  if (input.mode !== 'test' && input.mode !== 'live') throw wrong('mode', input.mode, 'test or live')
  return organizations.create({
    ...identities.mintOrganization(),
    slug: input.slug,
    handle,
    name: input.name ?? input.slug,
    currency,
    timeZone: input.timeZone,
    mode: input.mode,
    profile: input.profile ?? {},
  })
}

/** Whether an organization can be called so. Throws `invalid-value` and `not-unique`. */
export async function checkLabels(
  organizations: Store['organizations'],
  slug: string,
  handle: string,
): Promise<void> {
  for (const [field, label] of [
    ['slug', slug],
    ['handle', handle],
  ] as const)
    if (!LABEL.test(label) || RESERVED_LABELS.includes(label))
      throw wrong(
        field,
        label,
        `a DNS label of a-z, 0-9 and hyphens, other than ${RESERVED_LABELS.join(', ')}`,
      )
  for (const label of new Set([slug, handle]))
    if (await organizations.byLabel(label))
      throw new CoreError('not-unique', {}, `${label} is already the slug or handle of an organization`)
}

const wrong = (field: string, value: string, allowed: string): CoreError =>
  new CoreError(
    'invalid-value',
    { field },
    `${field} ${JSON.stringify(value)} is not allowed: use ${allowed}`,
  )

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
