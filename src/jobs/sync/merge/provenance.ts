/** Where a customer's fields came from, and since when. */
import type { FieldOrigin, Provenance } from '../../../core/person-admin.ts'
import type { Reader } from '../../../core/ports.ts'
import { type Customer, fields as coreFields, type Json } from '../../../core/schema.ts'
import { memberOf } from '../../exchange/record-shapes.ts'
import { fieldOfMember, plainOf, sameJson } from './given.ts'
import { createRules } from './rules.ts'
import { offerOf, tiesOf } from './ties.ts'
import { winners } from './winners.ts'

export async function provenanceOf(
  reader: Reader,
  organization: number,
  customer: Customer,
): Promise<Provenance> {
  const ties = (await tiesOf(reader, organization, [customer.key])).get(customer.key) ?? []
  const rules = createRules(ties[0]?.source.rules ?? {})
  const won = winners(ties.map(offerOf), rules)
  const called = await namesOf(reader, organization, customer)
  const fields = Object.entries(won).map(([field, { value, source, at }]): FieldOrigin => {
    if (field in called) return { field, value: called[field] ?? null, from: source, since: at }
    const name = fieldOfMember(field)
    if (!(name in customer)) return { field, value, from: source, since: at }
    const now = plainOf(customer, name)
    return sameJson(now, value)
      ? { field, value, from: source, since: at }
      : { field, value: now, from: 'here', since: null }
  })
  return {
    sources: ties.map(({ source, remoteId, linkedBy, createdAt }) => ({
      name: source.name,
      dialect: source.dialect,
      remote_id: remoteId,
      linked_by: linkedBy,
      linked_at: createdAt.toISOString(),
    })),
    fields: fields.sort((one, other) => placeOf(one.field) - placeOf(other.field)),
  }
}

/** Tags and the group by name: what a source gives are ids of its own form. */
async function namesOf(
  reader: Reader,
  organization: number,
  { key, groupKey }: Customer,
): Promise<Readonly<Record<string, Json>>> {
  const tags = (await reader.related(organization, 'customer', 'tags', [key])).get(key) ?? []
  const group = groupKey === null ? null : await reader.find(organization, 'group', 'key', groupKey)
  return { tags: tags.map(({ name }) => name).sort(), group: group?.name ?? null }
}

/** As the core lists them; the database keeps the members of an object in an order of its own. */
const FIELD_ORDER = Object.keys(coreFields.customer).map(memberOf)

function placeOf(field: string): number {
  const place = FIELD_ORDER.indexOf(field)
  return place < 0 ? FIELD_ORDER.length : place
}
