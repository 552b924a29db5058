/** Values of an address that are not plain fields of the core. */
import type { Condition } from '../../../core/query.ts'
import type { Address, JsonObject } from '../../../core/schema.ts'
import { countryName } from '../../../lib/countries.ts'
import { OWN_MEMBERS } from '../describe-resource.ts'
import { roleOf } from '../permissions.ts'
import type { Resource } from '../resource.ts'
import type { Draft, Write, WriteContext } from '../writing/write-types.ts'

/** The other platforms show the country's name too. */
export const countryFields: Write = (value) => ({
  countryCode: value,
  country: countryName(String(value)),
})

const HOLDER = 'held_by'

/** Marks an address that is nobody's as one that this customer may see. */
export const ownersMark = (customerId: string) => ({ [OWN_MEMBERS]: { [HOLDER]: customerId } })

/** Which customer made an address that is nobody's, or had it last: its own token must find it again. */
export const tagCreator = (_draft: Draft, { caller }: WriteContext) =>
  roleOf(caller) === 'customer' && caller.owner ? { own: { [HOLDER]: caller.owner.id } } : {}

/** The change that makes an address nobody's; whoever made it or had it before no longer finds it. */
export async function releasedBy(
  { extras, customerKey }: Pick<Address, 'extras' | 'customerKey'>,
  { writer, organization }: WriteContext,
): Promise<Partial<Address>> {
  const owner = customerKey === null ? null : await writer.find(organization, 'customer', 'key', customerKey)
  const own = { ...(extras[OWN_MEMBERS] as JsonObject | undefined), [HOLDER]: owner?.shortId ?? null }
  return { customerKey: null, isDefault: false, extras: { ...extras, [OWN_MEMBERS]: own } }
}

/** A customer's addresses, and those of nobody that it made, or had last. */
export const orNobodys: Resource['ownedBy'] = ({ key, id }) => {
  const made: Condition = {
    op: 'eq',
    field: { json: 'extras', path: [OWN_MEMBERS, HOLDER], as: 'text' },
    value: id,
  }
  return {
    op: 'any',
    of: [
      { op: 'eq', field: 'customerKey', value: key },
      { op: 'all', of: [{ op: 'null', field: 'customerKey' }, made] },
    ],
  }
}
