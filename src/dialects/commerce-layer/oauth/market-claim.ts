/** What a token says about the markets in its scope, and which markets a caller may have in it. */
import type { InScope, Market, Named } from './find-in-scope.ts'
import { namesOf } from './scopes.ts'

export interface MarketClaim {
  id: string[]
  stock_location_ids: string[]
  geocoder_id: string | null
  allows_external_prices: boolean
}

/**
 * The token's `market` member; undefined unless a market is in scope. [assumed] An id that names nothing kept
 * here stands as it was sent: markets belong to a part of the platform that customers only link to.
 */
export function marketClaim(
  scopes: readonly string[],
  { markets, stockLocations }: InScope,
): MarketClaim | undefined {
  const id = idsOf('market', scopes, markets)
  if (id.length === 0) return undefined
  return {
    id,
    stock_location_ids: idsOf('stock_location', scopes, stockLocations),
    geocoder_id: null,
    allows_external_prices: false,
  }
}

/** The ids that are named, and those of what is named by its code; each once. */
function idsOf(
  resource: 'market' | 'stock_location',
  scopes: readonly string[],
  kept: readonly Named[],
): string[] {
  const codes = namesOf(resource, 'code', scopes)
  const byCode = kept.filter(({ code }) => code !== null && codes.includes(code)).map(({ id }) => id)
  return [...new Set([...namesOf(resource, 'id', scopes), ...byCode])]
}

/** A market tied to a customer group is private: only for customers of that group [docs: authentication]. */
export const mayEnter = (market: Pick<Market, 'groupKey'>, customerGroupKey: number | null): boolean =>
  market.groupKey === null || market.groupKey === customerGroupKey
