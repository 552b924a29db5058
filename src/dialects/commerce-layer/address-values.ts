/** Values of an address that are not plain fields of the core. */
import type { Condition } from '../../core/query.ts'
import { OWN_MEMBERS } from './describe-resource.ts'
import { roleOf } from './permissions.ts'
import type { Resource } from './resource.ts'
import type { Draft, Write, WriteContext } from './writing/write-types.ts'

const countryNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

/** The English name of an ISO 3166-1 alpha-2 code; null when there is no such country. */
export const countryName = (code: string): string | null =>
  /^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? null) : null

/** The other platforms show the country's name too. */
export const countryFields: Write = (value) => ({
  countryCode: value,
  country: countryName(String(value)),
})

const CREATOR = 'created_by'

/** Marks an address that is nobody's as one that this customer may see. */
export const ownersMark = (customerId: string) => ({ [OWN_MEMBERS]: { [CREATOR]: customerId } })

/** Who made an address that is nobody's yet: a customer's own token must find it again. */
export const tagCreator = (_draft: Draft, { caller }: WriteContext) =>
  roleOf(caller) === 'customer' && caller.owner ? { own: { [CREATOR]: caller.owner.id } } : {}

/** A customer's addresses, and those that its own token made and that are nobody's yet. */
export const orNobodys: Resource['ownedBy'] = ({ key, id }) => {
  const made: Condition = {
    op: 'eq',
    field: { json: 'extras', path: [OWN_MEMBERS, CREATOR], as: 'text' },
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
