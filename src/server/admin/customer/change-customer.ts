import type { Actor, Organization, Writer } from '../../../core/ports.ts'
import type { Customer } from '../../../core/schema.ts'
import { type AdminCaller, actorOf } from '../callers.ts'
import { AdminRefusal } from '../refusal.ts'
import type { AdminAsked, AdminParts } from '../route.ts'
import { findCustomer, noSuchCustomer, versionOf } from './find-customer.ts'
import type { CustomerShown } from './shapes.ts'
import { showCustomer } from './show-customer.ts'

export interface Held {
  writer: Writer
  organization: Organization
  /** As it is in this transaction, which holds it. */
  customer: Customer
}

/** Every route of the table but those that are open has a caller. */
export const writerOf = ({ caller }: Pick<AdminAsked, 'caller'>): Actor => actorOf(caller as AdminCaller)

/**
 * Changes the customer that the path names, in one transaction and by the caller, and gives it as it is then. With a
 * `version` it must still be that one. Throws `not_found`, `conflict`, and `invalid` for a person who was erased.
 */
export async function changeCustomer(
  asked: Pick<AdminAsked, 'params' | 'caller'>,
  version: string | undefined,
  parts: AdminParts,
  work: (held: Held) => Promise<void>,
): Promise<CustomerShown> {
  const { organization, customer: found } = await findCustomer(asked, parts)
  await parts.services.records.write(organization.key, writerOf(asked), async (writer) => {
    await writer.lockCustomers([found.key])
    const customer = await writer.find(organization.key, 'customer', 'key', found.key)
    if (!customer) throw noSuchCustomer()
    if (customer.erasedAt)
      throw new AdminRefusal('invalid', 'this person was erased: nothing of them is written again')
    if (version !== undefined && version !== (await versionOf(writer, organization.key, found.key)))
      throw new AdminRefusal(
        'conflict',
        'the customer was changed since you read it: read it again, then decide',
      )
    await work({ writer, organization, customer })
  })
  return showCustomer(parts, organization, found.key)
}
