/** Where a customer's fields came from and when: a source that it is synced from, or whoever wrote it here. */
import { Type } from 'typebox'
import { all, where } from '../../../core/query.ts'
import type { Customer, Event } from '../../../core/schema.ts'
import { snakeCase } from '../../../lib/snake-case.ts'
import { type AdminParts, ok, route } from '../route.ts'
import { findCustomer } from './find-customer.ts'
import { orNull, TEXT, TIME, TIME_OR_NULL, WHO } from './shapes.ts'
import { byKeys } from './timeline-kinds.ts'
import { createWho } from './who.ts'

const SOURCE = Type.Object({
  name: TEXT,
  dialect: TEXT,
  /** The customer's id there. */
  remote_id: TEXT,
  linked_by: TEXT,
  linked_at: TIME,
})
const ORIGIN = Type.Object({
  field: TEXT,
  value: Type.Unknown(),
  /** The name of the source that gave it; null where it was written here. */
  source: orNull(TEXT),
  /** Who wrote it here; null where a source gave it, or nobody noted it. */
  by: orNull(WHO),
  since: TIME_OR_NULL,
})
const ORIGINS = Type.Object({
  sources: Type.Array(SOURCE),
  fields: Type.Array(ORIGIN),
  addresses: Type.Array(Type.Object({ id: TEXT, source: TEXT, since: TIME })),
})
export type Origins = Type.Static<typeof ORIGINS>
export type OriginShown = Type.Static<typeof ORIGIN>

export const getOrigins = route({
  method: 'GET',
  path: '/organizations/:slug/customers/:id/origins',
  about: 'Show which source or whom each field of a customer came from, and when',
  answers: ORIGINS,
  async answer(asked, parts) {
    const { organization, customer } = await findCustomer(asked, parts)
    const { sources, fields } = await parts.people.provenanceOf(organization.key, customer)
    const given = fields.filter(({ from, value }) => from !== 'here' && (value ?? null) !== null)
    const known = new Set(given.map(({ field }) => field))
    const here = (await writtenHere(customer, organization.key, parts)).filter(
      ({ field }) => !known.has(field),
    )
    return ok({
      sources,
      fields: [
        ...given.map(({ field, value, from, since }) => ({ field, value, source: from, by: null, since })),
        ...here,
      ],
      addresses: await addressSources(customer, organization.key, parts),
    })
  },
})

/** Fields that say something to people; those of a consent are one thing. */
const FIELDS: readonly (keyof Customer)[] = [
  ...(['email', 'verifiedEmail', 'phone', 'firstName', 'lastName', 'fullName', 'nickName'] as const),
  ...(['language', 'gender', 'birthday', 'note', 'accountState', 'blacklisted', 'groupKey'] as const),
  ...(['emailConsentState', 'smsConsentState', 'reference', 'metadata'] as const),
]
/** Older changes of a field say nothing of where its value is from. */
const PAGE = 500

/** The last event of the customer itself that speaks of each field which holds something. */
async function writtenHere(
  customer: Customer,
  organization: number,
  parts: AdminParts,
): Promise<Origins['fields']> {
  const sought = new Set(FIELDS.filter((name) => holds(customer[name])))
  const found = new Map<string, Event>()
  const { eq, lt } = where('event')
  for (let before: number | undefined; sought.size > 0; ) {
    const page = await parts.services.records.list(organization, {
      type: 'event',
      where: all(eq('recordKey', customer.key), before === undefined ? undefined : lt('key', before)),
      sort: [{ field: 'key', descending: true }],
      limit: PAGE,
    })
    for (const event of page)
      for (const name of [...sought])
        if (name in event.changes) {
          found.set(name, event)
          sought.delete(name)
        }
    if (page.length < PAGE) break
    before = page.at(-1)?.key
  }
  const who = await createWho(parts)
  const groups = await byKeys(parts.services.records, organization, 'group', [customer.groupKey])
  return FIELDS.filter((name) => found.has(name)).map((name) => {
    const event = found.get(name) as Event
    return {
      field: name === 'groupKey' ? 'group' : snakeCase(name),
      value: name === 'groupKey' ? (groups.get(customer.groupKey ?? 0)?.name ?? null) : customer[name],
      source: null,
      by: who(event.actor),
      since: event.createdAt.toISOString(),
    }
  })
}

const holds = (value: Customer[keyof Customer]): boolean =>
  value !== null && value !== false && (typeof value !== 'object' || Object.keys(value).length > 0)

async function addressSources(
  customer: Customer,
  organization: number,
  { services: { records } }: AdminParts,
): Promise<Origins['addresses']> {
  const { eq } = where('sourceRecord')
  const ties = await records.list(organization, {
    type: 'sourceRecord',
    where: all(eq('customerKey', customer.key), eq('recordType', 'address')),
    sort: [{ field: 'key' }],
    limit: PAGE,
  })
  if (ties.length === 0) return []
  const sources = await byKeys(
    records,
    organization,
    'source',
    ties.map(({ sourceKey }) => sourceKey),
  )
  const addresses = await records.list(organization, {
    type: 'address',
    where: where('address').in(
      'key',
      ties.map(({ recordKey }) => recordKey),
    ),
    sort: [],
    limit: PAGE,
  })
  const ids = new Map(addresses.map(({ key, uuidId }) => [key, uuidId]))
  return ties.flatMap(({ sourceKey, recordKey, createdAt }) => {
    const [id, source] = [ids.get(recordKey), sources.get(sourceKey)]
    return id && source ? [{ id, source: source.name, since: createdAt.toISOString() }] : []
  })
}
