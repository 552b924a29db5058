/** Commerce Layer's scopes (section 2.2): which texts are scopes, and what of them a token carries. */

/** What a token carries when nothing was asked for. */
export const UNRESTRICTED = 'market:all'

const SCOPE = /^(?:market:all|(?:market|store|stock_location):(?:id|code):[^\s,]+)$/

/** Several are parted by a space (the documentation) or a comma (the vendor's command line). */
export const splitScopes = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== '')

export const isScope = (text: string): boolean => SCOPE.test(text)

/** A stock location narrows its market, so it is not allowed without one [docs: authentication]. */
export function isScopeList(scopes: readonly string[]): boolean {
  const stock = scopes.some((scope) => scope.startsWith('stock_location:'))
  const market = scopes.some((scope) => /^(market|store):/.test(scope))
  return scopes.every(isScope) && (!stock || market)
}

/** The token's `market` member; undefined unless a market is named by its id. */
export function marketClaim(scopes: readonly string[]) {
  const idsOf = (kind: string) =>
    scopes.filter((scope) => scope.startsWith(`${kind}:id:`)).map((scope) => scope.slice(kind.length + 4))
  const id = idsOf('market')
  if (id.length === 0) return undefined
  return { id, stock_location_ids: idsOf('stock_location'), geocoder_id: null, allows_external_prices: false }
}
