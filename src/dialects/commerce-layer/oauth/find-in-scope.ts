/** The markets and stock locations that a scope names, as they are kept: records of those kinds. */
import type { Organization } from '../../../core/ports.ts'
import { all, any, type JsonMember, where } from '../../../core/query.ts'
import type { Services } from '../../dialect.ts'
import { namesOf } from './scopes.ts'

/** What a scope may name by its id or its code. */
export interface Named {
  id: string
  code: string | null
}
export interface Market extends Named {
  /** The internal key of the customer group it belongs to; null: it is open to everybody. */
  groupKey: number | null
}
export interface InScope {
  markets: readonly Market[]
  stockLocations: readonly Named[]
}

/** More records than that are not looked at in one scope. */
const MOST = 100
const CODE: JsonMember = { json: 'attributes', path: ['code'], as: 'text' }
/** The name of a market's link to its customer group (section 6.15). */
const GROUP_LINK = 'customer_group'

/** Those that are kept; others are no error [assumed: see `marketClaim`]. Two statements at most. */
export async function findInScope(
  scopes: readonly string[],
  organization: Organization,
  { records }: Pick<Services, 'records'>,
): Promise<InScope> {
  const marketIds = namesOf('market', 'id', scopes)
  const marketCodes = namesOf('market', 'code', scopes)
  const locationCodes = namesOf('stock_location', 'code', scopes)
  if (marketIds.length + marketCodes.length + locationCodes.length === 0)
    return { markets: [], stockLocations: [] }
  const record = where('record')
  const coded = (values: readonly string[]) => ({ op: 'in', field: CODE, values }) as const
  const found = await records.list(organization.key, {
    type: 'record',
    where: any(
      all(record.eq('kind', 'markets'), any(record.in('shortId', marketIds), coded(marketCodes))),
      all(record.eq('kind', 'stock_locations'), coded(locationCodes)),
    ),
    sort: [{ field: 'key' }],
    limit: MOST,
  })
  const ofKind = (kind: string) => found.filter((one) => one.kind === kind)
  const named = ({ shortId, attributes: { code } }: (typeof found)[number]): Named => ({
    id: shortId,
    code: typeof code === 'string' ? code : null,
  })
  const groups = await records.related(
    organization.key,
    'record',
    'links',
    ofKind('markets').map(({ key }) => key),
    { where: where('link').eq('name', GROUP_LINK) },
  )
  return {
    markets: ofKind('markets').map((one) => ({
      ...named(one),
      groupKey: groups.get(one.key)?.[0]?.toKey ?? null,
    })),
    stockLocations: ofKind('stock_locations').map(named),
  }
}
