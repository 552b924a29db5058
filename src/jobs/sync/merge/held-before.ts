/** What a customer held here before the first source was linked to it: an undone link gives that back. */
import type { Reader } from '../../../core/ports.ts'
import { where } from '../../../core/query.ts'
import type { Customer, Json, JsonObject } from '../../../core/schema.ts'
import { fieldOfMember, type Given, plainOf } from './given.ts'

/** Gives what a customer holds, by member, as it would be given; undefined where it has no such field. */
export type HeldOf = (member: string, value: Json) => Json | undefined

/** Two statements for any number of customers. */
export async function heldBy(
  reader: Reader,
  organization: number,
  customers: readonly Customer[],
): Promise<(customer: Customer) => HeldOf> {
  if (customers.length === 0) return () => () => undefined
  const groupKeys = customers.flatMap(({ groupKey }) => groupKey ?? [])
  const groups = await reader.list(organization, {
    type: 'group',
    where: where('group').in('key', groupKeys),
    sort: [],
    limit: 1_000_000,
  })
  const tags = await reader.related(
    organization,
    'customer',
    'tags',
    customers.map(({ key }) => key),
  )
  return (customer) => (member, value) => {
    if (member === 'group') {
      const group = groups.find(({ key }) => key === customer.groupKey)
      return group ? { shortId: group.shortId } : null
    }
    if (member === 'tags') return (tags.get(customer.key) ?? []).map(({ shortId }) => ({ shortId }))
    // Of what single platforms keep, those of the platform that gives it.
    if (member === 'own')
      return Object.fromEntries(
        Object.keys(value as JsonObject).map((platform) => [platform, customer.extras[platform] ?? {}]),
      )
    const name = fieldOfMember(member)
    return name in customer ? plainOf(customer, name) : undefined
  }
}

/** What a source gives of a customer that was here, with what the customer held before. */
export const withHeld = (given: Given, held: HeldOf): Given =>
  Object.fromEntries(
    Object.entries(given).map(([member, one]) => {
      const here = held(member, one.value)
      return [member, here === undefined ? one : { ...one, here }]
    }),
  )

/** The customer was here before any source knew it. */
export const wasHere = (given: Given): boolean => Object.values(given).some(({ here }) => here !== undefined)
