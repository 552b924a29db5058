/** Values of a market that are not plain members of its record (section 6.15). */
import type { Link } from '../../../core/schema.ts'
import type { Load } from '../resource.ts'
import { openSealed } from './sealed.ts'

export interface MarketFacts {
  /** Tied to a customer group: only for its customers. */
  isPrivate: boolean
  /** Empty for a market that came without one, until it is regenerated. */
  secret: string
}

const GROUP_LINK = 'customer_group'

/** Links of many markets in one statement; their secrets are opened. */
export const loadMarket: Load = async (read, markets, { services }) => {
  const links = await read<'link'>(
    'record',
    'links',
    markets.map(({ key }) => key),
  )
  return (market) =>
    ({
      isPrivate: (links.get(market.key) ?? []).some((link: Link) => link.name === GROUP_LINK),
      secret: openSealed(market.sealedSecret, services) ?? '',
    }) satisfies MarketFacts
}
