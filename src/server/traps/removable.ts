import type { Customer } from '../../core/schema.ts'
import type { Scene } from './trap.ts'

/** The first of these customers that may be deleted: no payment keeps them, and no other trap has them. */
export async function removable(
  { reader, organization, used, find }: Pick<Scene, 'reader' | 'organization' | 'used' | 'find'>,
  ids: readonly string[],
): Promise<Customer | null> {
  const found = await Promise.all(ids.filter((id) => !used.has(id)).map(find))
  const customers = found.filter((customer) => customer !== null)
  const keys = customers.map(({ key }) => key)
  const [payments, refunds] = await Promise.all([
    reader.countRelated(organization, 'customer', 'payments', keys),
    reader.countRelated(organization, 'customer', 'refunds', keys),
  ])
  return customers.find(({ key }) => !payments.get(key) && !refunds.get(key)) ?? null
}
