import { defaultOf } from '../../../core/address-book.ts'
import type { Organization } from '../../../core/ports.ts'
import { all, where } from '../../../core/query.ts'
import type { RecordOf } from '../../../core/schema.ts'
import type { AdminParts } from '../route.ts'
import { ok, route } from '../route.ts'
import { findCustomer, noSuchCustomer, versionOf } from './find-customer.ts'
import { presentAddress, presentProfile, presentTotal } from './present.ts'
import { CUSTOMER, type CustomerShown } from './shapes.ts'

/** More than people read; other platforms know no limit. */
const MOST = 500

export const getCustomer = route({
  method: 'GET',
  path: '/organizations/:slug/customers/:id',
  about: 'Show a customer with addresses, consents, tags and figures',
  answers: CUSTOMER,
  async answer(asked, parts) {
    const { organization, customer } = await findCustomer(asked, parts)
    return ok(await showCustomer(parts, organization, customer.key))
  },
})

/** The customer of that key as it is now. The version is read first: what changes meanwhile makes it an older one. */
export async function showCustomer(
  { services: { records }, dialects }: AdminParts,
  organization: Organization,
  key: number,
): Promise<CustomerShown> {
  const version = await versionOf(records, organization.key, key)
  const customer = await records.find(organization.key, 'customer', 'key', key)
  if (!customer) throw noSuchCustomer()
  const of = <T>(found: ReadonlyMap<number, T[]>): T[] => found.get(key) ?? []
  const related = { limitPerKey: MOST, sort: [{ field: 'key' }] }
  const addresses = of(await records.related(organization.key, 'customer', 'addresses', [key], related))
  const tags = of(
    await records.related(organization.key, 'customer', 'tags', [key], {
      limitPerKey: MOST,
      sort: [{ field: 'name' }],
    }),
  )
  const totals = of(
    await records.related(organization.key, 'customer', 'totals', [key], {
      sort: [{ field: 'currency' }],
    }),
  )
  const group =
    customer.groupKey === null
      ? null
      : await records.find(organization.key, 'group', 'key', customer.groupKey)
  const sources = await sourcesOf(records, organization.key, key)
  const chosen = defaultOf(addresses)
  return {
    ...presentProfile(customer),
    version,
    ids: dialects.map(({ name, ids }) => ({ dialect: name, id: customer[`${ids.form}Id`] })),
    currency: organization.currency,
    group: group && { id: group.uuidId, name: group.name },
    tags: tags.map(({ name }) => name),
    addresses: addresses.map((address) => presentAddress(address, address === chosen)),
    totals: totals.map(presentTotal),
    sources: sources.map(({ name, dialect }) => ({ name, dialect })),
  }
}

/** The servers that the customer is synced from. */
async function sourcesOf(
  records: AdminParts['services']['records'],
  organization: number,
  key: number,
): Promise<RecordOf<'source'>[]> {
  const { eq } = where('sourceRecord')
  const ties = await records.list(organization, {
    type: 'sourceRecord',
    where: all(eq('recordType', 'customer'), eq('recordKey', key)),
    sort: [{ field: 'key' }],
    limit: MOST,
  })
  if (ties.length === 0) return []
  return records.list(organization, {
    type: 'source',
    where: where('source').in(
      'key',
      ties.map(({ sourceKey }) => sourceKey),
    ),
    sort: [{ field: 'key' }],
    limit: MOST,
  })
}
