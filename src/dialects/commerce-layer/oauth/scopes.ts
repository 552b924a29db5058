/** Commerce Layer's scopes (section 2.2): which texts are scopes, and who may have which. */

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

/**
 * The scope as it was written, which the answer and the token repeat; `held` when none was asked for; null
 * when it is no scope, or more than `held`, the widest that may be had (RFC 6749 section 6).
 */
export function grantedScope(asked: string, held: string): string | null {
  const wanted = splitScopes(asked)
  if (wanted.length === 0) return held
  if (!isScopeList(wanted)) return null
  const widest = splitScopes(held)
  return widest.includes(UNRESTRICTED) || wanted.every((scope) => widest.includes(scope)) ? asked : null
}

/** `namesOf('market', 'id', scopes)`: the ids of the markets that the scopes name. */
export function namesOf(
  resource: 'market' | 'stock_location',
  by: 'id' | 'code',
  scopes: readonly string[],
): string[] {
  const prefix = `${resource}:${by}:`
  return scopes.filter((scope) => scope.startsWith(prefix)).map((scope) => scope.slice(prefix.length))
}
