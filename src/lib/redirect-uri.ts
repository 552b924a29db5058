/** Where a browser may be sent back to with an authorization code. */

/** Pages that a browser makes out of the address itself; no application is reached by them. */
const NO_APPLICATION = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:'])

/** URLs allow `;`, `,`, `'` and `*` in a host, which mean something in Content-Security-Policy. */
const HOST = /^[\w.-]+$|^\[[\da-f:.]+\]$/i

/**
 * An absolute URI without a fragment (RFC 6749 section 3.1.2), in visible ASCII as a `Location` header needs
 * it; an application of one's own device may have a scheme of its own (RFC 8252 section 7.1).
 */
export function isRedirectUri(text: string): boolean {
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('#') || !URL.canParse(text)) return false
  const { protocol, origin, hostname } = new URL(text)
  if (NO_APPLICATION.has(protocol)) return false
  return origin === 'null' || HOST.test(hostname)
}

/** The URI with more parameters; whatever stands in it already is left as it is. Null ones are left out. */
export function withParameters(uri: string, parameters: Readonly<Record<string, string | null>>): string {
  const added = Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value.toWellFormed())}`],
  )
  const joint = uri.includes('?') ? (/[?&]$/.test(uri) ? '' : '&') : '?'
  return added.length === 0 ? uri : `${uri}${joint}${added.join('&')}`
}

/** As a source of Content-Security-Policy: the origin, or the scheme where there is no origin. */
export function sourceOf(uri: string): string {
  const { origin, protocol } = new URL(uri)
  return origin === 'null' ? protocol : origin
}
