import type { Organization, Reader } from '../../../core/ports.ts'
import { where } from '../../../core/query.ts'
import type { Customer } from '../../../core/schema.ts'
import { isUuid } from '../../../lib/uuid.ts'
import { AdminRefusal } from '../refusal.ts'
import { type AdminAsked, type AdminParts, param } from '../route.ts'

export const noSuchCustomer = () => new AdminRefusal('not_found', 'the organization has no such customer')

/** The customer that the path names, `:slug` and `:id`. Throws `not_found`. */
export async function findCustomer(
  asked: Pick<AdminAsked, 'params'>,
  { organizations, services }: AdminParts,
): Promise<{ organization: Organization; customer: Customer }> {
  const organization = await organizations.get(param(asked, 'slug'))
  const id = param(asked, 'id').toLowerCase()
  const customer = isUuid(id) ? await services.records.find(organization.key, 'customer', 'uuidId', id) : null
  if (!customer) throw noSuchCustomer()
  return { organization, customer }
}

/** Another one after every change of the customer's row, which what it is shown with changes as well. */
export async function versionOf(reader: Reader, organization: number, key: number): Promise<string> {
  const found = await reader.version(organization, 'customer', where('customer').eq('key', key))
  return found?.version ?? ''
}
