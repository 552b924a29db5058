/** What a token says about the markets in its scope, and which markets a caller may have in it. */
import type { Market } from './find-markets.ts'
import { namesOf } from './scopes.ts'

export interface MarketClaim {
  id: string[]
  stock_location_ids: string[]
  geocoder_id: string | null
  allows_external_prices: boolean
}

/**
 * The token's `market` member; undefined unless a market is in scope. [assumed] An id that names no market
 * kept here stands as it was sent: markets belong to a part of the platform that only links to customers.
 */
export function marketClaim(
  scopes: readonly string[],
  markets: readonly Pick<Market, 'id' | 'code'>[],
): MarketClaim | undefined {
  const codes = namesOf('market', 'code', scopes)
  const byCode = markets.filter(({ code }) => code !== null && codes.includes(code)).map(({ id }) => id)
  const id = [...new Set([...namesOf('market', 'id', scopes), ...byCode])]
  if (id.length === 0) return undefined
  return {
    id,
    stock_location_ids: namesOf('stock_location', 'id', scopes),
    geocoder_id: null,
    allows_external_prices: false,
  }
}

/** A market tied to a customer group is private: only for customers of that group [docs: authentication]. */
export const mayEnter = (market: Pick<Market, 'groupKey'>, customerGroupKey: number | null): boolean =>
  market.groupKey === null || market.groupKey === customerGroupKey
