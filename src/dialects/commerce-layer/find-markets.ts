/** The markets that a scope names, as they are kept: records of the kind `markets`. */
import type { Organization } from '../../core/ports.ts'
import { all, any, where } from '../../core/query.ts'
import type { Services } from '../dialect.ts'
import { namesOf } from './scopes.ts'

export interface Market {
  id: string
  code: string | null
  /** The internal key of the customer group it belongs to; null: it is open to everybody. */
  groupKey: number | null
}

/** More markets than that are not looked at in one scope. */
const MOST = 100
/** The name of a market's link to its customer group (section 6.15). */
const GROUP_LINK = 'customer_group'

/** Those of the named markets that are kept; others are no error [assumed: see `marketClaim`]. Two statements. */
export async function findMarkets(
  scopes: readonly string[],
  organization: Organization,
  { records }: Pick<Services, 'records'>,
): Promise<Market[]> {
  const [ids, codes] = [namesOf('market', 'id', scopes), namesOf('market', 'code', scopes)]
  if (ids.length + codes.length === 0) return []
  const record = where('record')
  const found = await records.list(organization.key, {
    type: 'record',
    where: all(
      record.eq('kind', 'markets'),
      any(
        record.in('shortId', ids),
        ...codes.map((code) => ({ op: 'jsonContains', field: 'attributes', value: { code } }) as const),
      ),
    ),
    sort: [{ field: 'key' }],
    limit: MOST,
  })
  const groups = await records.related(
    organization.key,
    'record',
    'links',
    found.map((market) => market.key),
    { where: where('link').eq('name', GROUP_LINK) },
  )
  return found.map(({ key, shortId, attributes }) => ({
    id: shortId,
    code: typeof attributes.code === 'string' ? attributes.code : null,
    groupKey: groups.get(key)?.[0]?.toKey ?? null,
  }))
}
